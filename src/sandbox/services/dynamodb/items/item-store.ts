/** Where items live: rows of tables and entries of indexes, each under a binary key in DynamoDB's order. */
import type { Database } from 'lmdb';
import type { Store } from '../../../store/store.js';
import type { Tallies } from '../tables/tallies.js';
import type { KeyRange } from '../values/key-range.js';
import { StoredItem } from './item-text.js';

/** Table rows hold whole items, index entries what the index projects. */
export type ItemDatabase = 'rows' | 'entries';

export interface Found {
  readonly key: Buffer;
  readonly stored: StoredItem;
}

export interface RangeOptions {
  readonly reverse?: boolean;
  /** Begin behind this key (before it, in reverse); it need not exist. */
  readonly after?: Buffer;
}

export class ItemStore {
  readonly #store: Store;
  readonly #tallies: Tallies;
  readonly #databases: Readonly<Record<ItemDatabase, Database<string | Buffer, Buffer>>>;
  #writing = false;

  constructor(store: Store, tallies: Tallies) {
    this.#store = store;
    this.#tallies = tallies;
    this.#databases = {
      rows: store.bytes('dynamodb.rows', 'text'),
      entries: store.bytes('dynamodb.entries', 'text'),
    };
  }

  /** Runs `work` in one transaction of the store; what it tallies is committed with it. Nested calls join. */
  write<T>(work: () => T): T {
    if (this.#writing) return work();
    this.#writing = true;
    let succeeded = false;
    try {
      const result = this.#store.write(() => {
        const value = work();
        this.#tallies.write();
        return value;
      });
      succeeded = true;
      return result;
    } finally {
      this.#writing = false;
      this.#tallies.settle(succeeded);
    }
  }

  get(database: ItemDatabase, key: Buffer): StoredItem | undefined {
    const stored = this.#databases[database].get(key);
    return stored === undefined ? undefined : StoredItem.parse(String(stored));
  }

  /** Puts an item in the place of `before` and tallies the difference. Inside `write` only. */
  put(
    database: ItemDatabase,
    storage: number,
    key: Buffer,
    item: StoredItem,
    before: StoredItem | undefined,
  ): void {
    this.#databases[database].putSync(key, item.toText());
    this.#tallies.add(storage, before === undefined ? 1 : 0, item.size - (before?.size ?? 0));
  }

  /** Removes an item that is there, and tallies it. Inside `write` only. */
  remove(database: ItemDatabase, storage: number, key: Buffer, before: StoredItem): void {
    this.#databases[database].removeSync(key);
    this.#tallies.add(storage, -1, -before.size);
  }

  /** What lies in a range, in key order. A snapshot: later writes do not show. */
  *range(
    database: ItemDatabase,
    range: KeyRange,
    { reverse = false, after }: RangeOptions = {},
  ): Generator<Found> {
    const { start, end } = narrowed(range, reverse, after);
    if (Buffer.compare(start, end) >= 0) return;
    // LMDB counts the first bound in and the last one out, whichever way it goes.
    const bounds = reverse
      ? { start: end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start, end };
    for (const { key, value } of this.#databases[database].getRange(bounds)) {
      yield { key, stored: StoredItem.parse(String(value)) };
    }
  }

  /** Removes up to `limit` keys of a range, untallied; true when none is left. */
  clear(database: ItemDatabase, range: KeyRange, limit: number): boolean {
    return this.#store.write(() => {
      const keys = [...this.#databases[database].getKeys({ ...range, limit })];
      for (const key of keys) this.#databases[database].removeSync(key);
      return keys.length < limit;
    });
  }
}

function narrowed({ start, end }: KeyRange, reverse: boolean, after: Buffer | undefined): KeyRange {
  if (after === undefined) return { start, end };
  if (reverse) return { start, end: Buffer.compare(after, end) < 0 ? after : end };
  const behind = Buffer.concat([after, Buffer.of(0)]);
  return { start: Buffer.compare(behind, start) > 0 ? behind : start, end };
}
