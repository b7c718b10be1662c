/**
 * What reading streams needs permission for.
 * AWS: "Actions, resources, and condition keys for Amazon DynamoDB".
 */
import type { AccessTable } from '../../service.js';

interface OnStream {
  readonly StreamArn?: string | null;
}

interface OnShard {
  /** Begins with its stream's ARN. */
  readonly ShardIterator?: string | null;
}

export const STREAMS_ACCESS: AccessTable = {
  DescribeStream: ({ StreamArn }: OnStream) => [
    { action: 'dynamodb:DescribeStream', resource: StreamArn ?? '*' },
  ],
  GetShardIterator: ({ StreamArn }: OnStream) => [
    { action: 'dynamodb:GetShardIterator', resource: StreamArn ?? '*' },
  ],
  GetRecords: ({ ShardIterator }: OnShard) => [
    { action: 'dynamodb:GetRecords', resource: ShardIterator?.split('|', 1)[0] ?? '*' },
  ],
  ListStreams: () => [{ action: 'dynamodb:ListStreams', resource: '*' }],
};
