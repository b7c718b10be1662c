/** DescribeStream. */
import type {
  DescribeStreamCommandInput,
  DescribeStreamCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Wire } from '../../service.js';
import type { TableScope } from '../dynamodb/arns.js';
import { arnOf, type ShardRecord, statusOf, visibleShards } from '../dynamodb/streams/stream.js';
import { DESCRIBE_STREAM } from './constraints.js';
import { invalidParameters, notFound } from './errors.js';
import { findStream, type Reader } from './reader.js';

/** The most shards that one answer lists, and how many it does unless it is told. */
const MAX_SHARDS = 100;
const MILLISECONDS = 1000;

type Input = Wire<DescribeStreamCommandInput>;
type Output = Wire<Pick<DescribeStreamCommandOutput, 'StreamDescription'>>;

export function describeStream(reader: Reader, scope: TableScope, input: Input): Output {
  checkConstraints(DESCRIBE_STREAM, input);
  const { StreamArn: arn = '', Limit: limit = MAX_SHARDS } = input;
  if (limit > MAX_SHARDS) {
    throw invalidParameters(`Limit cannot be greater than the maximum: ${MAX_SHARDS}`);
  }
  const state = findStream(reader, scope, arn, notFound(`Stream: ${arn} not found`));
  const now = reader.clock.now();
  const shards = wantedShards(visibleShards(state, now), input);
  const page = shards.slice(0, limit);
  const last = shards.length > limit ? page.at(-1) : undefined;
  return {
    StreamDescription: {
      StreamArn: arnOf(state),
      StreamLabel: state.label,
      StreamStatus: statusOf(state, now),
      StreamViewType: state.viewType,
      CreationRequestDateTime: state.createdAt / MILLISECONDS,
      TableName: state.tableName,
      KeySchema: [...state.keySchema],
      Shards: page.map(describeShard),
      ...(last === undefined ? {} : { LastEvaluatedShardId: last.id }),
    },
  };
}

/** Shard ids are in the order of the shards' age, so one that is gone still says where to go on. */
function wantedShards(
  shards: readonly ShardRecord[],
  { ExclusiveStartShardId: after, ShardFilter: filter }: Input,
): readonly ShardRecord[] {
  const start = after === undefined ? -1 : shards.findIndex(({ id }) => id === after);
  const behind =
    after === undefined || start >= 0 ? shards.slice(start + 1) : shards.filter(({ id }) => id > after);
  return filter === undefined ? behind : behind.filter(({ parent }) => parent === filter.ShardId);
}

function describeShard({ id, parent, start, end }: ShardRecord) {
  return {
    ShardId: id,
    SequenceNumberRange: {
      StartingSequenceNumber: start,
      ...(end === undefined ? {} : { EndingSequenceNumber: end }),
    },
    ...(parent === undefined ? {} : { ParentShardId: parent }),
  };
}
