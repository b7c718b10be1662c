/** Where items live: rows of tables and entries of indexes, each under a binary key in DynamoDB's order. */
import type { Database } from 'lmdb';
import type { Store } from '../../../store/store.js';
import type { Tallies } from '../tables/tallies.js';
import type { KeyRange } from '../values/key-range.js';
import { StoredItem } from './item-text.js';
import { type Found, type ItemDatabase, type ItemView, type RangeOptions, rangeLeft } from './item-view.js';
import type { RecentChanges } from './recent-changes.js';

export class ItemStore implements ItemView {
  readonly #store: Store;
  readonly #tallies: Tallies;
  readonly #changes: RecentChanges;
  readonly #databases: Readonly<Record<ItemDatabase, Database<string | Buffer, Buffer>>>;
  #writing = false;

  constructor(store: Store, tallies: Tallies, changes: RecentChanges) {
    this.#store = store;
    this.#tallies = tallies;
    this.#changes = changes;
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
    this.#changes.note(database, key, before);
    this.#databases[database].putSync(key, item.toText());
    this.#tallies.add(storage, before === undefined ? 1 : 0, item.size - (before?.size ?? 0));
  }

  /** Adds what has been there all along, as an index that is being filled sees it: no read lags behind it. */
  fill(database: ItemDatabase, storage: number, key: Buffer, item: StoredItem): void {
    this.#databases[database].putSync(key, item.toText());
    this.#tallies.add(storage, 1, item.size);
  }

  /** Removes an item that is there, and tallies it. Inside `write` only. */
  remove(database: ItemDatabase, storage: number, key: Buffer, before: StoredItem): void {
    this.#changes.note(database, key, before);
    this.#databases[database].removeSync(key);
    this.#tallies.add(storage, -1, -before.size);
  }

  *range(database: ItemDatabase, range: KeyRange, options: RangeOptions = {}): Generator<Found> {
    const { start, end } = rangeLeft(range, options);
    if (Buffer.compare(start, end) >= 0) return;
    // LMDB counts the first bound in and the last one out, whichever way it goes.
    const bounds = options.reverse
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
