/**
 * What becomes of streams in time: shards are replaced, what is a day old is removed. It is gone for readers
 * the moment it is too old; the removal, a little at a time between requests, only frees the space.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VirtualClock } from '../../../clock.js';
import type { Store } from '../../../store/store.js';
import type { StreamCatalog, StreamName } from './catalog.js';
import type { RecordStore } from './record-store.js';
import { formatSequence, type Sequence, sequenceAt } from './sequence.js';
import {
  addressOf,
  isExpired,
  isVisible,
  newShard,
  openShards,
  RETENTION,
  SHARD_LIFE,
  type ShardRecord,
  type StreamState,
} from './stream.js';

const STREAM_TIMER = 'dynamodb.stream';
/** Records removed in one transaction: a few milliseconds. */
const CHUNK = 500;

interface UpkeepOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly catalog: StreamCatalog;
  readonly records: RecordStore;
  readonly nextSequence: (state: StreamState, shard: ShardRecord) => Sequence;
  /** Called when a stream's shards are others than before. */
  readonly changed: (state: StreamState) => void;
}

export class Upkeep {
  readonly #options: UpkeepOptions;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    options.clock.onTimer(STREAM_TIMER, (payload) => {
      this.#running = this.#due(payload as StreamName);
      return this.#running;
    });
  }

  schedule({ account, region, tableName, label, storage }: StreamState, at: number): void {
    const name: StreamName = { account, region, tableName, label };
    this.#options.clock.setTimer(STREAM_TIMER, String(storage), at, name);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // The clock has told of it, if it failed.
    await this.#running.catch(() => undefined);
  }

  /** Closes the open shards that `which` picks; each gets a child, unless the stream is disabled. Saves the state. */
  closeShards(state: StreamState, which: (shard: ShardRecord) => boolean): void {
    const { store, clock, catalog, nextSequence, changed } = this.#options;
    const now = clock.now();
    const ends = new Map<number, Sequence>();
    for (const shard of openShards(state).filter(which)) ends.set(shard.number, nextSequence(state, shard));
    const shards = state.shards.map((shard) => {
      const end = ends.get(shard.number);
      return end === undefined ? shard : { ...shard, closedAt: now, end: formatSequence(end) };
    });
    let number = Math.max(...state.shards.map((shard) => shard.number));
    const children = [...ends].map(([parent, end]) => {
      number += 1;
      return newShard(
        state,
        number,
        now,
        end + 1n,
        state.shards.find((shard) => shard.number === parent),
      );
    });
    store.write(() => {
      catalog.save({ ...state, shards: state.disabledAt === undefined ? [...shards, ...children] : shards });
    });
    changed(state);
  }

  async #due(name: StreamName): Promise<void> {
    const { clock, catalog } = this.#options;
    const state = catalog.get(name);
    if (state === undefined) return;
    const now = clock.now();
    if (state.disabledAt === undefined) {
      this.closeShards(state, ({ openedAt }) => now - openedAt >= SHARD_LIFE);
      this.schedule(state, now + SHARD_LIFE);
    } else if (!isExpired(state, now)) {
      this.schedule(state, Math.min(now + SHARD_LIFE, state.disabledAt + RETENTION));
    }
    let done = false;
    while (!done && !this.#closed) {
      done = this.#trimChunk(name, now);
      await nextTurn();
    }
  }

  /** True when nothing is left to trim. */
  #trimChunk(name: StreamName, now: number): boolean {
    const { store, catalog, records } = this.#options;
    return store.write(() => {
      let state = catalog.get(name);
      if (state === undefined) return true;
      const before = isExpired(state, now) ? undefined : sequenceAt(now - RETENTION);
      for (const shard of state.shards) {
        const { last, done } = records.remove(addressOf(state, shard), { before }, CHUNK);
        if (last !== undefined) state = withShard(state, { ...shard, trimmedTo: formatSequence(last) });
        if (!done) {
          catalog.save(state);
          return false;
        }
      }
      if (isExpired(state, now)) catalog.remove(state);
      else catalog.save(this.#withoutEmptyShards(state, now));
      return true;
    });
  }

  #withoutEmptyShards(state: StreamState, now: number): StreamState {
    const { records } = this.#options;
    const shards = state.shards.filter(
      (shard) => isVisible(shard, now) || records.has(addressOf(state, shard), {}),
    );
    return { ...state, shards };
  }
}

function withShard(state: StreamState, shard: ShardRecord): StreamState {
  return {
    ...state,
    shards: state.shards.map((other) => (other.number === shard.number ? shard : other)),
  };
}
