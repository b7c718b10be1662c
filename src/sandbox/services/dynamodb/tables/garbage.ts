/**
 * Rows and entries of what has been deleted. Their number is never used again, so they are in nobody's way and
 * can be removed a little at a time, between requests; a process that is stopped meanwhile goes on later.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection } from '../../../store/store.js';
import type { Engine } from '../engine.js';
import type { ItemDatabase } from '../items/item-view.js';
import { prefixRange } from '../values/key-range.js';
import { storageId } from './storage.js';

/** Keys removed in one transaction: a few milliseconds. */
const CHUNK = 500;

interface Garbage {
  readonly storage: number;
  readonly database: ItemDatabase;
}

export class GarbageCollector {
  readonly #engine: Pick<Engine, 'store' | 'items' | 'tallies'>;
  readonly #left: Collection<Garbage>;
  readonly #log: (line: string) => void;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(engine: Pick<Engine, 'store' | 'items' | 'tallies'>, log: (line: string) => void) {
    this.#engine = engine;
    this.#log = log;
    this.#left = engine.store.collection('dynamodb.garbage');
  }

  /** Marks what is stored under a number for removal. May be part of a transaction. */
  discard(database: ItemDatabase, storage: number): void {
    this.#left.put(String(storage), { storage, database });
  }

  /**
   * Removes what is marked, unless that is under way. Resolves when nothing is left, or on `close`. Never
   * rejects: what could not be removed is logged, and tried again the next time.
   */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepAll()
      .catch((error: unknown) => this.#log(`DynamoDB: deleted items could not be removed: ${String(error)}`))
      .finally(() => {
        this.#sweeping = undefined;
      });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sweeping;
  }

  async #sweepAll(): Promise<void> {
    for (;;) {
      await nextTurn();
      if (this.#closed) return;
      const [next] = this.#left.list();
      if (next === undefined) return;
      this.#sweepChunk(next.value);
    }
  }

  #sweepChunk({ storage, database }: Garbage): void {
    const { store, items, tallies } = this.#engine;
    store.write(() => {
      if (!items.clear(database, prefixRange(storageId(storage)), CHUNK)) return;
      tallies.remove(storage);
      this.#left.delete(String(storage));
    });
  }
}
