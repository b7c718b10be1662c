/** What happened in an account and region, in the order of its times, and forgotten after a while. */
import type { Collection, Store } from '../store/store.js';
import type { Place } from './peers.js';

/** As many digits as times have, and as many as there can be entries of one millisecond. */
const TIME_DIGITS = 16;
const NUMBER_DIGITS = 6;

export class Timeline<T extends Place> {
  readonly #store: Store;
  readonly #entries: Collection<T>;
  readonly #timeOf: (entry: T) => number;
  readonly #kept: number;

  /** @param kept how long an entry is kept, in milliseconds; `timeOf` is when it happened. */
  constructor(store: Store, name: string, { timeOf, kept }: { timeOf: (entry: T) => number; kept: number }) {
    this.#store = store;
    this.#entries = store.collection(name);
    this.#timeOf = timeOf;
    this.#kept = kept;
  }

  /** Adds an entry behind those of the same time, and forgets those that are too old beside it. Returns its key. */
  add(entry: T): string {
    return this.#store.write(() => {
      const now = this.#timeOf(entry);
      this.#forgetBefore(entry, now - this.#kept);
      const moment = `${prefixOf(entry)}${now.toString().padStart(TIME_DIGITS, '0')}/`;
      const number = [...this.#entries.list(moment)].length;
      const key = `${moment}${number.toString().padStart(NUMBER_DIGITS, '0')}`;
      this.#entries.put(key, entry);
      return key;
    });
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  /** Puts another entry in the place of one, whose time it has to have. */
  replace(key: string, entry: T): void {
    this.#entries.put(key, entry);
  }

  /** The oldest first; only those that are kept at `now`. */
  *list(place: Place, now: number): Generator<{ key: string; value: T }> {
    for (const entry of this.#entries.list(prefixOf(place))) {
      if (this.#timeOf(entry.value) >= now - this.#kept) yield entry;
    }
  }

  #forgetBefore(place: Place, time: number): void {
    for (const { key, value } of this.#entries.list(prefixOf(place))) {
      if (this.#timeOf(value) >= time) return;
      this.#entries.delete(key);
    }
  }
}

function prefixOf({ account, region }: Place): string {
  return `${account}/${region}/`;
}
