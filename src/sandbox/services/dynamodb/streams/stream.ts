/** What is kept of a stream, and what its age makes of it. Records are never changed in place. */
import { createHash } from 'node:crypto';
import { streamArn, type TableScope } from '../arns.js';
import type { KeySchemaElement, StreamViewType, TableRecord } from '../tables/record.js';
import type { ShardAddress } from './record-store.js';
import { formatSequence, type Sequence, storedSequence } from './sequence.js';

/** Records, closed shards and disabled streams can be read for this long. */
export const RETENTION = 24 * 60 * 60 * 1000; /* 24 hours */
/** A shard takes records for this long; then a child takes its place. AWS says "about four hours". */
export const SHARD_LIFE = 4 * 60 * 60 * 1000; /* 4 hours */

/** What a partition serves (AWS: "Partitions and data distribution in DynamoDB"). */
const PARTITION_READ_UNITS = 3000;
const PARTITION_WRITE_UNITS = 1000;

export interface ShardRecord {
  /** Its records are stored under this number; counts up in a stream. */
  readonly number: number;
  /** `shardId-00000001795387949123-09e333d9` */
  readonly id: string;
  readonly parent?: string;
  /** Milliseconds since the epoch, virtual, like all times here. */
  readonly openedAt: number;
  readonly closedAt?: number;
  /** Sequence numbers, formatted: no record has a lower one, or once it is closed a higher one. */
  readonly start: string;
  readonly end?: string;
  /** The last sequence number that has been trimmed away, formatted. */
  readonly trimmedTo?: string;
}

export interface StreamState extends TableScope {
  readonly tableName: string;
  readonly tableId: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeySchemaElement[];
  /** Under this number its records are stored; never used again. */
  readonly storage: number;
  readonly createdAt: number;
  /** ENABLING until then. */
  readonly readyAt: number;
  readonly disabledAt?: number;
  /** DISABLING until then. */
  readonly stoppedAt?: number;
  /** In the order of their numbers. Those without `end` are open: as many as there have always been. */
  readonly shards: readonly ShardRecord[];
}

export type StreamStatus = 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';

export function statusOf({ readyAt, disabledAt, stoppedAt }: StreamState, now: number): StreamStatus {
  if (disabledAt === undefined) return now < readyAt ? 'ENABLING' : 'ENABLED';
  return stoppedAt !== undefined && now < stoppedAt ? 'DISABLING' : 'DISABLED';
}

export function arnOf(stream: StreamState): string {
  return streamArn(stream, stream.tableName, stream.label);
}

/** Gone for good, whether or not its records have been removed yet. */
export function isExpired({ disabledAt }: StreamState, now: number): boolean {
  return disabledAt !== undefined && now - disabledAt >= RETENTION;
}

/** Whether a shard can still be read. */
export function isVisible({ closedAt }: ShardRecord, now: number): boolean {
  return closedAt === undefined || now - closedAt < RETENTION;
}

/** The shards that can be read, oldest first. */
export function visibleShards({ shards }: StreamState, now: number): readonly ShardRecord[] {
  return shards.filter((shard) => isVisible(shard, now));
}

export function openShards({ shards }: StreamState): readonly ShardRecord[] {
  return shards.filter(({ end }) => end === undefined);
}

/** As many as AWS gives a table partitions for its provisioned throughput; one where it is on demand. */
export function shardCount({ throughput: { read, write } }: Pick<TableRecord, 'throughput'>): number {
  return Math.max(1, Math.ceil(read / PARTITION_READ_UNITS + write / PARTITION_WRITE_UNITS));
}

export function newShard(
  stream: Pick<StreamState, 'storage'>,
  number: number,
  openedAt: number,
  start: Sequence,
  parent?: ShardRecord,
): ShardRecord {
  const time = Math.floor(openedAt).toString().padStart(20, '0');
  const suffix = createHash('sha256').update(`${stream.storage}/${number}`).digest('hex').slice(0, 8);
  return {
    number,
    id: `shardId-${time}-${suffix}`,
    ...(parent === undefined ? {} : { parent: parent.id }),
    openedAt,
    start: formatSequence(start),
  };
}

export function startOf({ start }: ShardRecord): Sequence {
  return storedSequence(start);
}

export function endOf({ end }: ShardRecord): Sequence | undefined {
  return end === undefined ? undefined : storedSequence(end);
}

/** Whether a sequence number of the shard has been trimmed away, or one behind it has. */
export function wasTrimmed({ trimmedTo }: ShardRecord, sequence: Sequence): boolean {
  return trimmedTo !== undefined && sequence <= storedSequence(trimmedTo);
}

/** Where the records of a shard lie. */
export function addressOf({ storage }: Pick<StreamState, 'storage'>, { number }: ShardRecord): ShardAddress {
  return { storage, shard: number };
}
