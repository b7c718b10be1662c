/**
 * What items were like before their latest changes, for reads that lag behind. Kept in memory, for as long as any
 * read lags, and only while a hazard asks for it: after a restart nothing lags.
 */
import type { VirtualClock } from '../../../clock.js';
import type { Hazards } from '../../../hazards.js';
import type { KeyRange } from '../values/key-range.js';
import type { StoredItem } from './item-text.js';
import type { ItemDatabase } from './item-view.js';

/** No read lags by more than this, in virtual time. */
export const LONGEST_LAG = 2_000; /* 2 s */

/** What lay under a key until it was changed; `stored` is undefined where nothing did. */
export interface Earlier {
  readonly key: Buffer;
  readonly stored: StoredItem | undefined;
}

interface Version {
  /** When it was replaced, in milliseconds since the epoch, virtual. */
  readonly until: number;
  readonly stored: StoredItem | undefined;
}

interface History {
  readonly key: Buffer;
  /** Oldest first; never empty. */
  readonly versions: readonly Version[];
}

export class RecentChanges {
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #hazards: Pick<Hazards, 'has'>;
  /** By the key's bytes; what was changed last is last. */
  readonly #histories = {
    rows: new Map<string, History>(),
    entries: new Map<string, History>(),
  } as const satisfies Record<ItemDatabase, Map<string, History>>;

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#clock = clock;
    this.#hazards = hazards;
  }

  /** To be called before each change. One that is then undone does no harm: it was like `before` all along. */
  note(database: ItemDatabase, key: Buffer, before: StoredItem | undefined): void {
    if (!this.#hazards.has('eventual-reads') && !this.#hazards.has('index-lag')) return;
    const now = this.#clock.now();
    const histories = this.#histories[database];
    const name = key.toString('latin1');
    const versions = recent(histories.get(name)?.versions ?? [], now);
    histories.delete(name);
    histories.set(name, { key, versions: [...versions, { until: now, stored: before }] });
    forgetOld(histories, now);
  }

  /** What lay under a key at a time; undefined where it has not changed since. */
  at(time: number, database: ItemDatabase, key: Buffer): Earlier | undefined {
    const history = this.#histories[database].get(key.toString('latin1'));
    return history && asOf(history, time);
  }

  /** Everything in a range that has changed since a time, as it was then, in the order of keys. */
  since(time: number, database: ItemDatabase, { start, end }: KeyRange): Earlier[] {
    const changed: Earlier[] = [];
    for (const history of this.#histories[database].values()) {
      const { key } = history;
      if (Buffer.compare(key, start) < 0 || Buffer.compare(key, end) >= 0) continue;
      const earlier = asOf(history, time);
      if (earlier !== undefined) changed.push(earlier);
    }
    return changed.sort((one, other) => Buffer.compare(one.key, other.key));
  }
}

function asOf({ key, versions }: History, time: number): Earlier | undefined {
  const version = versions.find(({ until }) => until > time);
  return version && { key, stored: version.stored };
}

function recent(versions: readonly Version[], now: number): readonly Version[] {
  return versions.filter(({ until }) => until > now - LONGEST_LAG);
}

function forgetOld(histories: Map<string, History>, now: number): void {
  for (const [name, { versions }] of histories) {
    if (recent(versions, now).length > 0) return;
    histories.delete(name);
  }
}
