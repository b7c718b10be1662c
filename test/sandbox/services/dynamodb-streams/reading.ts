/** A table with a stream, and ways to read it. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type Shard,
  type StreamDescription,
  type _Record as StreamRecord,
  type StreamViewType,
} from '@aws-sdk/client-dynamodb-streams';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { TestSandbox } from '../../../support/sandbox.js';

/** Longer than a table or a stream takes to change state. */
export const LONG_ENOUGH = 10_000; /* 10 s */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface StreamFixture {
  readonly table: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  /** The latest stream's ARN. */
  arn(): Promise<string>;
  describe(arn?: string): Promise<StreamDescription>;
  iterator(input?: Partial<GetShardIteratorCommandInput>): Promise<string>;
  /** All records of all shards from TRIM_HORIZON on, shard by shard. */
  records(arn?: string): Promise<StreamRecord[]>;
  enable(StreamViewType: StreamViewType): Promise<void>;
  disable(): Promise<void>;
  deleteTable(): Promise<void>;
  /** The same after a restart, which cuts connections. */
  reconnected(): StreamFixture;
}

/** The table `Changes`, its key `id` (S), ACTIVE, with a stream of that view type. */
export async function createStreamTable(
  sandbox: TestSandbox,
  StreamViewType: StreamViewType = 'NEW_AND_OLD_IMAGES',
  overrides: Partial<CreateTableCommandInput> = {},
): Promise<StreamFixture> {
  const fixture = streamFixture(sandbox);
  await fixture.table.send(
    new CreateTableCommand({
      TableName: 'Changes',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType },
      ...overrides,
    }),
  );
  await sandbox.advance(LONG_ENOUGH);
  return fixture;
}

export function streamFixture(sandbox: TestSandbox): StreamFixture {
  const requestHandler = new NodeHttpHandler();
  const table = sandbox.client(DynamoDBClient, { requestHandler });
  const streams = sandbox.client(DynamoDBStreamsClient, { requestHandler });
  const fixture: StreamFixture = {
    table,
    streams,
    async arn() {
      const { Table } = await table.send(new DescribeTableCommand({ TableName: 'Changes' }));
      return Table?.LatestStreamArn ?? '';
    },
    async describe(arn) {
      const StreamArn = arn ?? (await fixture.arn());
      const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
      if (StreamDescription === undefined) throw new Error(`No description of ${StreamArn}`);
      return StreamDescription;
    },
    async iterator(input = {}) {
      const { StreamArn, Shards } = await fixture.describe(input.StreamArn);
      const ShardId = Shards?.at(-1)?.ShardId;
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON', ...input }),
      );
      return ShardIterator ?? '';
    },
    async records(arn) {
      const { StreamArn, Shards = [] } = await fixture.describe(arn);
      const records: StreamRecord[] = [];
      for (const shard of Shards) records.push(...(await shardRecords(streams, StreamArn, shard)));
      return records;
    },
    async enable(StreamViewType) {
      const StreamSpecification = { StreamEnabled: true, StreamViewType };
      await table.send(new UpdateTableCommand({ TableName: 'Changes', StreamSpecification }));
      await sandbox.advance(LONG_ENOUGH);
    },
    async disable() {
      const StreamSpecification = { StreamEnabled: false };
      await table.send(new UpdateTableCommand({ TableName: 'Changes', StreamSpecification }));
      await sandbox.advance(LONG_ENOUGH);
    },
    async deleteTable() {
      await table.send(new DeleteTableCommand({ TableName: 'Changes' }));
      await sandbox.advance(LONG_ENOUGH);
    },
    reconnected: () => streamFixture(sandbox),
  };
  return fixture;
}

async function shardRecords(
  streams: DynamoDBStreamsClient,
  StreamArn: string | undefined,
  { ShardId }: Shard,
): Promise<StreamRecord[]> {
  const start = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const records: StreamRecord[] = [];
  let ShardIterator = start.ShardIterator;
  while (ShardIterator !== undefined) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
    if (page.Records === undefined || page.Records.length === 0) return records;
    records.push(...page.Records);
    ShardIterator = page.NextShardIterator;
  }
  return records;
}
