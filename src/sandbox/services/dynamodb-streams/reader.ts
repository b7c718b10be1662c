/** What the operations work with, and how they find streams and shards. */
import type { VirtualClock } from '../../clock.js';
import { type AwsError, validationException } from '../../errors.js';
import type { TableScope } from '../dynamodb/arns.js';
import { parseStreamArn } from '../dynamodb/streams/catalog.js';
import { isExpired, type ShardRecord, type StreamState, visibleShards } from '../dynamodb/streams/stream.js';
import type { Streams } from '../dynamodb/streams/streams.js';

export interface Reader {
  readonly streams: Streams;
  readonly clock: VirtualClock;
}

/** Throws ValidationException for what is no stream's ARN, and `missing` for a stream that is not there. */
export function findStream(
  { streams, clock }: Reader,
  scope: TableScope,
  arn: string,
  missing: AwsError,
): StreamState {
  const name = parseStreamArn(arn);
  if (name === undefined) throw validationException('Invalid StreamArn');
  const { account, region } = scope;
  const state = name.account === account && name.region === region ? streams.catalog.get(name) : undefined;
  if (state === undefined || isExpired(state, clock.now())) throw missing;
  return state;
}

export function findShard({ clock }: Reader, state: StreamState, shardId: string): ShardRecord | undefined {
  return visibleShards(state, clock.now()).find(({ id }) => id === shardId);
}
