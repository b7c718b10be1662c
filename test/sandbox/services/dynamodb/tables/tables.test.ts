import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable, describe, LONG_ENOUGH, ORDERS } from '../orders-table.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
});
afterEach(() => sandbox.close());

suite('ListTables', () => {
  it('lists by name, a page at a time', async () => {
    for (const TableName of ['Alpha', 'Zulu', 'beta'])
      await createTable(sandbox, client, { ...ORDERS, TableName });

    const first = await client.send(new ListTablesCommand({ Limit: 2 }));
    const second = await client.send(
      new ListTablesCommand({ Limit: 2, ExclusiveStartTableName: first.LastEvaluatedTableName }),
    );

    expect(first).toMatchObject({ TableNames: ['Alpha', 'Orders'], LastEvaluatedTableName: 'Orders' });
    expect(second.TableNames).toEqual(['Zulu', 'beta']);
    expect(second.LastEvaluatedTableName).toBeUndefined();
  });
});

suite('tags', () => {
  it('are set, replaced, removed and listed', async () => {
    const { TableArn: ResourceArn } = await describe(client);

    await client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'owner', Value: 'ada' },
          { Key: 'lab', Value: 'one' },
        ],
      }),
    );
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'lab', Value: 'two' }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['owner'] }));

    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'lab', Value: 'two' }]);
  });

  it.each([
    ['Orders', "One or more parameter values were invalid: ARNs must start with 'arn:': Orders"],
    [
      'arn:aws:sqs:us-east-1:111122223333:q',
      'One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: arn:aws:sqs:us-east-1:111122223333:q',
    ],
  ])('are refused for %s', async (ResourceArn, message) => {
    const tag = new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] });

    await expect(client.send(tag)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

suite('time to live', () => {
  it('is disabled, then enabled, and not to be changed again at once', async () => {
    const describeIt = () => client.send(new DescribeTimeToLiveCommand({ TableName: 'Orders' }));
    const change = (Enabled: boolean) =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName: 'Orders',
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled },
        }),
      );
    const before = await describeIt();

    await change(true);

    expect(before.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect((await describeIt()).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expires',
    });
    await expect(change(true)).rejects.toThrow('TimeToLive is already enabled');
    await expect(change(false)).rejects.toThrow(
      'Time to live has been modified multiple times within a fixed interval',
    );
    await sandbox.advance(30 * 60 * 1000);
    await expect(change(false)).resolves.toBeDefined();
  });
});

suite('what tools ask', () => {
  it('is answered', async () => {
    const limits = await client.send(new DescribeLimitsCommand({}));
    const endpoints = await client.send(new DescribeEndpointsCommand({}));
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName: 'Orders' }));

    expect(limits.TableMaxReadCapacityUnits).toBe(40_000);
    expect(endpoints.Endpoints?.[0]?.Address).toBe(new URL(sandbox.server.endpoint).host);
    expect(backups.ContinuousBackupsDescription).toEqual({
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    });
  });
});

suite('a restart', () => {
  const item = { order_id: { S: 'a' }, created_at: { N: '1' } };

  it('keeps items and their numbers', async () => {
    await client.send(new PutItemCommand({ TableName: 'Orders', Item: item }));

    await sandbox.restart();

    const other = sandbox.client(DynamoDBClient, { requestHandler: new NodeHttpHandler() });
    expect((await other.send(new ScanCommand({ TableName: 'Orders' }))).Items).toEqual([item]);
    expect(await describe(other)).toMatchObject({ ItemCount: 1, TableSizeBytes: 21 });
  });

  it('does not bring back the items of a table that was deleted and made again', async () => {
    await client.send(new PutItemCommand({ TableName: 'Orders', Item: item }));
    await client.send(new DeleteTableCommand({ TableName: 'Orders' }));
    await sandbox.restart();
    await sandbox.advance(LONG_ENOUGH);
    const other = sandbox.client(DynamoDBClient, { requestHandler: new NodeHttpHandler() });

    await createTable(sandbox, other);

    expect((await other.send(new ScanCommand({ TableName: 'Orders' }))).Items).toEqual([]);
    expect((await describe(other)).ItemCount).toBe(0);
  });
});
