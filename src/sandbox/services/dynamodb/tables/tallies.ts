/**
 * How many items a table or an index has and how many bytes they take, kept exactly (AWS refreshes its numbers
 * about every six hours). They are written in the transaction that changes the items.
 */
import type { Database } from 'lmdb';
import type { Store } from '../../../store/store.js';
import { storageId } from './storage.js';

export interface Tally {
  readonly items: number;
  readonly bytes: number;
}

const NOTHING: Tally = { items: 0, bytes: 0 };

export class Tallies {
  readonly #database: Database<string | Buffer, Buffer>;
  readonly #known = new Map<number, Tally>();
  /** What the running transaction has changed. */
  readonly #changed = new Map<number, Tally>();

  constructor(store: Store) {
    this.#database = store.bytes('dynamodb.tallies', 'text');
  }

  get(storage: number): Tally {
    return this.#changed.get(storage) ?? this.#known.get(storage) ?? this.#read(storage);
  }

  /** Counts a change; it is written by `commit`. */
  add(storage: number, items: number, bytes: number): void {
    if (items === 0 && bytes === 0) return;
    const tally = this.get(storage);
    this.#changed.set(storage, { items: tally.items + items, bytes: tally.bytes + bytes });
  }

  /** To be called at the end of a transaction, inside it. */
  write(): void {
    for (const [storage, { items, bytes }] of this.#changed) {
      this.#database.putSync(storageId(storage), `${items} ${bytes}`);
    }
  }

  /** To be called when the transaction has succeeded, or has failed. */
  settle(succeeded: boolean): void {
    if (succeeded) for (const [storage, tally] of this.#changed) this.#known.set(storage, tally);
    this.#changed.clear();
  }

  remove(storage: number): void {
    this.#known.delete(storage);
    this.#database.removeSync(storageId(storage));
  }

  #read(storage: number): Tally {
    const text = this.#database.get(storageId(storage));
    if (text === undefined) return NOTHING;
    const [items, bytes] = String(text).split(' ');
    const tally = { items: Number(items), bytes: Number(bytes) };
    this.#known.set(storage, tally);
    return tally;
  }
}
