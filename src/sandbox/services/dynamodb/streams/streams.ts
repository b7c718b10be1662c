/**
 * DynamoDB Streams: what has been changed in a table, kept for a day (AWS: "Change data capture for DynamoDB
 * Streams"). A record is written in the transaction that changes the item.
 */
import type { VirtualClock } from '../../../clock.js';
import type { Store } from '../../../store/store.js';
import type { TableCatalog } from '../tables/catalog.js';
import type { TableRecord } from '../tables/record.js';
import type { Table } from '../tables/table.js';
import { equalValues } from '../values/compare.js';
import { StreamCatalog } from './catalog.js';
import { RecordStore } from './record-store.js';
import { type ItemVersions, type ReadRecord, readRecord, recordText } from './record-text.js';
import { later, type Sequence, sequenceAt } from './sequence.js';
import {
  addressOf,
  arnOf,
  endOf,
  newShard,
  openShards,
  RETENTION,
  SHARD_LIFE,
  type ShardRecord,
  type StreamState,
  shardCount,
  startOf,
  wasTrimmed,
} from './stream.js';
import { Upkeep } from './upkeep.js';

/** Where in an item's store key the hash of its partition key is, behind the table's id. */
const PARTITION_HASH_AT = 4;

/** What writing to a stream needs, derived once. */
interface Writer {
  readonly state: StreamState;
  readonly shards: readonly ShardRecord[];
  /** The highest sequence number given. One that a failed transaction took is not given again. */
  last: Sequence;
}

export interface RecordPage {
  readonly records: readonly ReadRecord[];
  /** Where to read on; undefined at the end of a closed shard. */
  readonly next: Sequence | undefined;
}

/** How much `read` gives. One record is given whatever its size. */
export interface PageLimits {
  readonly records: number;
  readonly bytes: number;
  /** Only records with lower sequence numbers. */
  readonly before?: Sequence;
}

export class Streams {
  readonly catalog: StreamCatalog;
  readonly #clock: VirtualClock;
  readonly #tables: Pick<TableCatalog, 'nextStorage'>;
  readonly #records: RecordStore;
  readonly #upkeep: Upkeep;
  readonly #listeners: ((state: StreamState, shard: ShardRecord) => void)[] = [];
  /** By table id. Forgotten when the stream changes. */
  readonly #writers = new Map<string, Writer>();

  constructor(store: Store, clock: VirtualClock, tables: Pick<TableCatalog, 'nextStorage'>) {
    this.#clock = clock;
    this.#tables = tables;
    this.catalog = new StreamCatalog(store);
    this.#records = new RecordStore(store);
    this.#upkeep = new Upkeep({
      store,
      clock,
      catalog: this.catalog,
      records: this.#records,
      nextSequence: (state, shard) => this.nextSequence(state, shard),
      changed: ({ tableId }) => this.#writers.delete(tableId),
    });
  }

  /**
   * Opens or closes a table's stream, if its record says other than before. In the transaction that saves the
   * record.
   */
  follow(table: TableRecord): void {
    if (table.stream === undefined) return;
    const { viewType, label } = table.stream;
    const known = this.catalog.get({ ...table, tableName: table.name, label });
    const settledAt = table.change?.at ?? this.#clock.now();
    if (viewType !== undefined && table.status !== 'DELETING') {
      if (known === undefined) this.#open(table, { viewType, label }, settledAt);
    } else if (known !== undefined && known.disabledAt === undefined) {
      this.#close(known, settledAt);
    }
  }

  #open(
    table: TableRecord,
    { viewType, label }: Pick<StreamState, 'viewType' | 'label'>,
    readyAt: number,
  ): void {
    const now = this.#clock.now();
    const { account, region, name: tableName, id: tableId, keySchema } = table;
    const storage = this.#tables.nextStorage();
    const start = sequenceAt(now);
    const shards = Array.from({ length: shardCount(table) }, (_, number) =>
      newShard({ storage }, number, now, start),
    );
    const stream = { account, region, tableName, tableId, label, viewType, keySchema, storage };
    // The label is the time of the request.
    const state: StreamState = { ...stream, createdAt: Date.parse(`${label}Z`), readyAt, shards };
    this.catalog.save(state);
    this.#upkeep.schedule(state, now + SHARD_LIFE);
  }

  #close(state: StreamState, stoppedAt: number): void {
    const disabledAt = this.#clock.now();
    this.#upkeep.closeShards({ ...state, disabledAt, stoppedAt }, () => true);
  }

  /**
   * Adds the record of a change to the table's stream, if it has one and the two versions differ. In the
   * transaction of the change. `itemKey` is the item's store key.
   */
  append(table: Table, itemKey: Buffer, change: ItemVersions): void {
    const label = table.record.stream?.label;
    if (table.record.stream?.viewType === undefined || label === undefined) return;
    if (isUnchanged(change)) return;
    const writer = this.#writers.get(table.record.id) ?? this.#writerOf(table, label);
    const now = this.#clock.now();
    const sequence = later(writer.last + 1n, sequenceAt(now));
    writer.last = sequence;
    const { storage, viewType } = writer.state;
    const shard = writer.shards[itemKey.readUInt32BE(PARTITION_HASH_AT) % writer.shards.length];
    if (shard === undefined) throw new Error(`The stream ${arnOf(writer.state)} has no open shard`);
    const text = recordText(table, viewType, change, sequence, now);
    this.#records.put({ storage, shard: shard.number }, sequence, text);
    for (const listener of this.#listeners) listener(writer.state, shard);
  }

  /** Calls `listener` for each record that is added, in the transaction of the change: it must be quick and not fail. */
  onAppend(listener: (state: StreamState, shard: ShardRecord) => void): void {
    this.#listeners.push(listener);
  }

  #writerOf({ record }: Table, label: string): Writer {
    const state = this.catalog.get({ ...record, tableName: record.name, label });
    if (state === undefined) throw new Error(`The stream ${label} of table ${record.name} is missing`);
    const shards = openShards(state);
    const last = shards.map((shard) => this.nextSequence(state, shard)).reduce(later, 0n) - 1n;
    const writer: Writer = { state, shards, last };
    this.#writers.set(record.id, writer);
    return writer;
  }

  /** The sequence number that the next record of a shard has at least; behind its end, if it is closed. */
  nextSequence(state: StreamState, shard: ShardRecord): Sequence {
    const end = endOf(shard);
    if (end !== undefined) return end + 1n;
    const last = this.#records.last(addressOf(state, shard)) ?? startOf(shard) - 1n;
    return later(last + 1n, sequenceAt(this.#clock.now()));
  }

  /** The first sequence number of a shard that is within the retention now. */
  horizon(shard: ShardRecord): Sequence {
    return later(startOf(shard), sequenceAt(this.#clock.now() - RETENTION));
  }

  /** Whether reading on from a sequence number would miss records that have been trimmed. */
  isTrimmed(state: StreamState, shard: ShardRecord, from: Sequence): boolean {
    const before = this.horizon(shard);
    if (from >= before) return false;
    return wasTrimmed(shard, from) || this.#records.has(addressOf(state, shard), { from, before });
  }

  /** A shard's records from a sequence number on. What is older than the retention is left out. */
  read(state: StreamState, shard: ShardRecord, from: Sequence, limits: PageLimits): RecordPage {
    const records: ReadRecord[] = [];
    const streamId = arnOf(state);
    let bytes = 0;
    const range = { from: later(from, this.horizon(shard)), before: limits.before };
    for (const { sequence, text } of this.#records.range(addressOf(state, shard), range)) {
      const record = readRecord(text, sequence, streamId, state.region);
      bytes += record.size;
      const isFull = records.length === limits.records || (records.length > 0 && bytes > limits.bytes);
      if (isFull) return { records, next: sequence };
      records.push(record);
    }
    const next = shard.end === undefined ? this.nextSequence(state, shard) : undefined;
    return { records, next: next === undefined ? undefined : later(from, next) };
  }

  close(): Promise<void> {
    return this.#upkeep.close();
  }
}

/** Attributes that come in another order have another text, and are the same item all the same. */
function isUnchanged({ before, after }: ItemVersions): boolean {
  if (before === undefined || after === undefined) return before === after;
  if (before.size !== after.size || before.json.length !== after.json.length) return false;
  return before.json === after.json || equalValues({ M: before.item }, { M: after.item });
}
