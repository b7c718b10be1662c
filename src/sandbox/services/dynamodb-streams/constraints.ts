/** The constraints of DynamoDB Streams' model on its requests. */
import type { Rule, Rules } from '../../protocol/constraints.js';

const STREAM_ARN: Rule = { length: { min: 37, max: 1024 } };
const SHARD_ID: Rule = { length: { min: 28, max: 65 } };
const LIMIT: Rule = { range: { min: 1 } };

export const DESCRIBE_STREAM: Rules = {
  StreamArn: { required: true, ...STREAM_ARN },
  Limit: LIMIT,
  ExclusiveStartShardId: SHARD_ID,
  ShardFilter: {
    members: {
      Type: { required: true, oneOf: ['CHILD_SHARDS'] },
      ShardId: { required: true, ...SHARD_ID },
    },
  },
};

export const LIST_STREAMS: Rules = {
  TableName: { length: { min: 3, max: 255 }, pattern: '[a-zA-Z0-9_.-]+' },
  Limit: LIMIT,
  ExclusiveStartStreamArn: STREAM_ARN,
};

export const GET_SHARD_ITERATOR: Rules = {
  StreamArn: { required: true, ...STREAM_ARN },
  ShardId: { required: true, ...SHARD_ID },
  ShardIteratorType: {
    required: true,
    oneOf: ['AT_SEQUENCE_NUMBER', 'LATEST', 'AFTER_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  },
  SequenceNumber: { length: { min: 21, max: 40 } },
};

export const GET_RECORDS: Rules = {
  ShardIterator: { required: true, length: { min: 1, max: 2048 } },
  Limit: LIMIT,
};
