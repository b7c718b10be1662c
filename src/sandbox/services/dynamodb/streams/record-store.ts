/** Where the records of all streams lie: stream, shard and sequence number are the key, in that order. */
import type { Database } from 'lmdb';
import type { Store } from '../../../store/store.js';
import type { Sequence } from './sequence.js';

const SHARD_AT = 4;
const SEQUENCE_AT = 8;
const KEY_BYTES = 16;
const LAST_SEQUENCE: Sequence = 2n ** 64n - 1n;

/** The records of one shard: the stream's storage number, and the shard's own. */
export interface ShardAddress {
  readonly storage: number;
  readonly shard: number;
}

export interface SequenceRange {
  readonly from?: Sequence | undefined;
  /** Not included. */
  readonly before?: Sequence | undefined;
}

export class RecordStore {
  readonly #records: Database<string | Buffer, Buffer>;

  constructor(store: Store) {
    this.#records = store.bytes('dynamodb.streamRecords', 'text');
  }

  /** In a transaction of the store only. */
  put(address: ShardAddress, sequence: Sequence, text: string): void {
    this.#records.putSync(keyOf(address, sequence), text);
  }

  /** In order. A snapshot: later records do not show. */
  *range(address: ShardAddress, range: SequenceRange): Generator<{ sequence: Sequence; text: string }> {
    for (const { key, value } of this.#records.getRange(bounds(address, range))) {
      yield { sequence: key.readBigUInt64BE(SEQUENCE_AT), text: String(value) };
    }
  }

  /** Whether the shard has a record in a range. */
  has(address: ShardAddress, range: SequenceRange): boolean {
    for (const _ of this.#records.getKeys({ ...bounds(address, range), limit: 1 })) return true;
    return false;
  }

  /** The highest sequence number in a shard. */
  last(address: ShardAddress): Sequence | undefined {
    const { start, end } = bounds(address, {});
    for (const key of this.#records.getKeys({ start: end, end: start, reverse: true, limit: 1 })) {
      return key.readBigUInt64BE(SEQUENCE_AT);
    }
    return undefined;
  }

  /**
   * Removes up to `limit` records of a range, from its beginning. Tells the last sequence number removed, if
   * any, and whether that was all. In a transaction of the store only.
   */
  remove(
    address: ShardAddress,
    range: SequenceRange,
    limit: number,
  ): { readonly last: Sequence | undefined; readonly done: boolean } {
    const keys = [...this.#records.getKeys({ ...bounds(address, range), limit })];
    for (const key of keys) this.#records.removeSync(key);
    return { last: keys.at(-1)?.readBigUInt64BE(SEQUENCE_AT), done: keys.length < limit };
  }
}

function keyOf({ storage, shard }: ShardAddress, sequence: Sequence): Buffer {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  key.writeUInt32BE(storage);
  key.writeUInt32BE(shard, SHARD_AT);
  key.writeBigUInt64BE(sequence, SEQUENCE_AT);
  return key;
}

function bounds(
  address: ShardAddress,
  { from = 0n, before = LAST_SEQUENCE }: SequenceRange,
): { start: Buffer; end: Buffer } {
  return { start: keyOf(address, from), end: keyOf(address, before) };
}
