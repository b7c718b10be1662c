/** What DynamoDB publishes, as CloudWatch tells it: names, dimensions and statistics. */
import {
  CloudWatchClient,
  type Datapoint,
  type Dimension,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { addCustomerIndex, createTable } from '../orders-table.js';

const TableName = 'Orders';
const MINUTE = 60_000; /* ms */
const TABLE: Dimension[] = [{ Name: 'TableName', Value: TableName }];
const INDEX: Dimension[] = [...TABLE, { Name: 'GlobalSecondaryIndexName', Value: 'CustomerIndex' }];
const operation = (name: string): Dimension[] => [...TABLE, { Name: 'Operation', Value: name }];

let sandbox: TestSandbox;
let client: DynamoDBClient;
let cloudWatch: CloudWatchClient;
/** Milliseconds since the epoch, virtual: where the minutes begin that are looked at. */
let begin: number;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
  cloudWatch = sandbox.client(CloudWatchClient);
  await createTable(sandbox, client);
  await addCustomerIndex(sandbox, client);
  await nextMinute();
  begin = sandbox.server.clock.now();
});
afterEach(() => sandbox.close());

/** Moves time to where a minute begins. */
function nextMinute(): Promise<void> {
  return sandbox.advance(MINUTE - (sandbox.server.clock.now() % MINUTE));
}

const item = (number: number, size = 0) => ({
  order_id: { S: `order-${number}` },
  created_at: { N: String(number) },
  customer_id: { S: 'ada' },
  order_status: { S: 'new' },
  ...(size === 0 ? {} : { data: { S: 'x'.repeat(size) } }),
});
const keyOf = (number: number) => ({ order_id: { S: `order-${number}` }, created_at: { N: String(number) } });
const put = (Item: ReturnType<typeof item>, condition?: string) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item,
      ...(condition === undefined ? {} : { ConditionExpression: condition }),
    }),
  );

/** The minutes of a metric since the test began. */
async function minutes(MetricName: string, Dimensions: Dimension[], Period = 60): Promise<Datapoint[]> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/DynamoDB',
      MetricName,
      Dimensions,
      Period,
      StartTime: new Date(begin),
      EndTime: new Date(sandbox.server.clock.now() + MINUTE),
      Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum'],
    }),
  );
  return Datapoints.sort((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
}

async function sum(MetricName: string, Dimensions: Dimension[]): Promise<number | undefined> {
  return (await minutes(MetricName, Dimensions))[0]?.Sum;
}

/** Writes what makes table and index have nothing left, of several customers, so that none of them is too hot. */
async function exhaust(): Promise<void> {
  for (let number = 0; number < 5; number += 1) {
    await put({ ...item(1_000 + number, 299 * 1024), customer_id: { S: `customer-${number}` } });
  }
}

describe('Consumed capacity', () => {
  it('is counted by request, of the table and of each index, minute by minute', async () => {
    await put(item(1));
    await put(item(2, 2 * 1024));
    await nextMinute();
    await put(item(3));

    for (const dimensions of [TABLE, INDEX]) {
      expect(await minutes('ConsumedWriteCapacityUnits', dimensions)).toMatchObject([
        { Timestamp: new Date(begin), Sum: 4, SampleCount: 2, Minimum: 1, Maximum: 3, Unit: 'Count' },
        { Timestamp: new Date(begin + MINUTE), Sum: 1, SampleCount: 1 },
      ]);
    }
  });

  it('is the sum of what ConsumedCapacity tells, for every kind of request', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [1, 2, 3].map((number) => ({ PutRequest: { Item: item(number) } })) },
      }),
    );
    await client.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item(4) } }] }),
    );
    await expect(put(item(4), 'attribute_not_exists(order_id)')).rejects.toThrow(
      'conditional request failed',
    );
    await client.send(new GetItemCommand({ TableName, Key: keyOf(1) }));
    await client.send(
      new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys: [keyOf(1), keyOf(99)], ConsistentRead: true } },
      }),
    );
    await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'CustomerIndex',
        KeyConditionExpression: 'customer_id = :c',
        ExpressionAttributeValues: { ':c': { S: 'ada' } },
      }),
    );

    expect(await sum('ConsumedWriteCapacityUnits', TABLE)).toBe(3 + 2 + 1);
    expect(await sum('ConsumedWriteCapacityUnits', INDEX)).toBe(4);
    expect(await sum('ConsumedReadCapacityUnits', TABLE)).toBe(0.5 + 2);
    expect(await sum('ConsumedReadCapacityUnits', INDEX)).toBe(0.5);
    expect(await sum('ReturnedItemCount', operation('Query'))).toBe(4);
    expect(await sum('ConditionalCheckFailedRequests', TABLE)).toBe(1);
  });

  it('is nothing of what was throttled', async () => {
    await exhaust();
    const before = await sum('ConsumedWriteCapacityUnits', TABLE);

    await expect(put(item(1))).rejects.toThrow('level of configured provisioned throughput');

    expect(await sum('ConsumedWriteCapacityUnits', TABLE)).toBe(before);
  });
});

describe('Provisioned capacity', () => {
  it('is told every five minutes, and when it changes', async () => {
    await sandbox.advance(5 * MINUTE);
    await client.send(
      new UpdateTableCommand({
        TableName,
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 9 },
      }),
    );
    await sandbox.advance(5 * MINUTE);

    const told = await minutes('ProvisionedWriteCapacityUnits', TABLE, 300);

    expect(told.map(({ Maximum }) => Maximum)).toContain(5);
    expect(told.at(-1)?.Maximum).toBe(9);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect((await minutes('ProvisionedReadCapacityUnits', INDEX, 300)).map(({ Maximum }) => Maximum)).toEqual(
      told.map(() => 5),
    );
  });
});

describe('What goes wrong', () => {
  it('is a throttle event of the table and of the index, by its reason, and a throttled request', async () => {
    await exhaust();
    await expect(put(item(1))).rejects.toThrow('level of configured provisioned throughput');
    await expect(
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: [1, 2].map((number) => ({ PutRequest: { Item: item(number) } })) },
        }),
      ),
    ).rejects.toThrow('level of configured provisioned throughput');

    for (const dimensions of [TABLE, INDEX]) {
      expect(await sum('WriteThrottleEvents', dimensions)).toBe(3);
      expect(await sum('WriteProvisionedThroughputThrottleEvents', dimensions)).toBe(3);
    }
    expect(await sum('ThrottledRequests', operation('PutItem'))).toBe(1);
    expect(await sum('ThrottledRequests', operation('BatchWriteItem'))).toBe(1);
    expect(await sum('UserErrors', [])).toBeUndefined();
    // Without the operation there is no such metric: an alarm on it never fires.
    expect(await minutes('ThrottledRequests', TABLE)).toEqual([]);
  });

  it('is no throttled request where a batch was taken in part', async () => {
    await exhaust();
    await sandbox.advance(1_000);
    const requests = Array.from({ length: 8 }, (_, number) => ({ PutRequest: { Item: item(number) } }));

    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
    );

    expect(UnprocessedItems?.[TableName]).toHaveLength(3);
    expect(await sum('WriteThrottleEvents', TABLE)).toBe(3);
    expect(await minutes('ThrottledRequests', operation('BatchWriteItem'))).toEqual([]);
  });

  it('is a user error where the user is wrong, and belongs to no table', async () => {
    await client
      .send(new GetItemCommand({ TableName, Key: { order_id: { S: 'x' } } }))
      .catch(() => undefined);
    await client.send(new GetItemCommand({ TableName: 'Nowhere', Key: keyOf(1) })).catch(() => undefined);
    await put(item(1), 'attribute_exists(order_id)').catch(() => undefined);

    expect(await sum('UserErrors', [])).toBe(2);
  });

  it('is a transaction conflict for each item that another one had in hand', async () => {
    const write = (numbers: readonly number[]) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: numbers.map((number) => ({ Put: { TableName, Item: item(number) } })),
        }),
      );

    let refused = 0;
    // They usually meet the first time.
    for (let round = 0; refused === 0 && round < 50; round += 1) {
      const outcomes = await Promise.allSettled([write([1, 2, 3]), write([2, 3, 4])]);
      refused = outcomes.filter(({ status }) => status === 'rejected').length;
    }

    expect(refused).toBe(1);
    expect(await minutes('TransactionConflict', TABLE)).toMatchObject([{ Sum: 2, SampleCount: 1 }]);
  });
});

it('publishes how long good requests took, by table and operation', async () => {
  await put(item(1));
  await client.send(new GetItemCommand({ TableName, Key: keyOf(1) }));

  const [latency] = await minutes('SuccessfulRequestLatency', operation('PutItem'));
  const { Metrics = [] } = await cloudWatch.send(
    new ListMetricsCommand({ Namespace: 'AWS/DynamoDB', MetricName: 'SuccessfulRequestLatency' }),
  );

  expect(latency).toMatchObject({ SampleCount: 1, Unit: 'Milliseconds' });
  expect(latency?.Sum).toBeGreaterThan(0);
  expect(
    Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value).toSorted()).toSorted(),
  ).toEqual([
    ['GetItem', TableName],
    [TableName, 'PutItem'],
  ]);
});
