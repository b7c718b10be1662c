import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable } from '../orders-table.js';
import { QUERIED } from './queried-table.js';

type Item = Record<string, AttributeValue>;

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, QUERIED);
  await write(
    Array.from({ length: 20 }, (_, n) => ({
      a: { S: n < 15 ? 'many' : 'few' },
      b: { S: `b${String(n).padStart(2, '0')}` },
      c: { S: `c${n % 3}` },
      ...(n % 2 === 0 ? { d: { S: `d${n}` } } : {}),
      e: { N: String(n) },
      f: { S: 'x'.repeat(500) },
    })),
  );
});
afterAll(() => sandbox.close());

async function write(items: readonly Item[]): Promise<void> {
  const { UnprocessedItems } = await client.send(
    new BatchWriteItemCommand({ RequestItems: { Queried: items.map((Item) => ({ PutRequest: { Item } })) } }),
  );
  expect(UnprocessedItems).toEqual({});
}

function query(input: Partial<QueryCommandInput>) {
  return client.send(new QueryCommand({ TableName: 'Queried', ...input }));
}

function scan(input: Partial<ScanCommandInput> = {}) {
  return client.send(new ScanCommand({ TableName: 'Queried', ...input }));
}

function column(items: readonly Item[] | undefined, name: string): (string | undefined)[] {
  return (items ?? []).map((item) => item[name]?.S ?? item[name]?.N);
}

const MANY = { KeyConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': { S: 'many' } } };

suite('Query', () => {
  it('finds a partition in the order of its sort keys, either way', async () => {
    const forward = await query(MANY);
    const backward = await query({ ...MANY, ScanIndexForward: false });

    expect(forward.Count).toBe(15);
    expect(forward.ScannedCount).toBe(15);
    expect(column(forward.Items, 'b')).toEqual(column(backward.Items, 'b').toReversed());
    expect(column(forward.Items, 'b')).toEqual(column(forward.Items, 'b').toSorted());
    expect(forward.LastEvaluatedKey).toBeUndefined();
  });

  it.each<[string, string[]]>([
    ['b = :x', ['b03']],
    ['b < :x', ['b00', 'b01', 'b02']],
    ['b <= :x', ['b00', 'b01', 'b02', 'b03']],
    ['b > :y', ['b13', 'b14']],
    ['b >= :y', ['b12', 'b13', 'b14']],
    ['b BETWEEN :x AND :y', ['b03', 'b04', 'b05', 'b06', 'b07', 'b08', 'b09', 'b10', 'b11', 'b12']],
    ['begins_with(b, :prefix)', ['b10', 'b11', 'b12', 'b13', 'b14']],
  ])('by %s', async (condition, expected) => {
    const values = { ':x': { S: 'b03' }, ':y': { S: 'b12' }, ':prefix': { S: 'b1' } };
    const used = Object.entries(values).filter(([name]) => condition.includes(name));

    const { Items } = await query({
      KeyConditionExpression: `a = :a AND ${condition}`,
      ExpressionAttributeValues: { ':a': { S: 'many' }, ...Object.fromEntries(used) },
    });

    expect(column(Items, 'b')).toEqual(expected);
  });

  it.each([true, false])('comes in pages that leave nothing out (forward: %s)', async (ScanIndexForward) => {
    const pages: (string | undefined)[][] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await query({
        ...MANY,
        Limit: 4,
        ScanIndexForward,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      pages.push(column(page.Items, 'b'));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);

    const whole = column((await query({ ...MANY, ScanIndexForward })).Items, 'b');
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 3]);
    expect(pages.flat()).toEqual(whole);
  });

  it('counts what it reads and what the filter lets through', async () => {
    const { Count, ScannedCount, Items } = await query({
      ...MANY,
      FilterExpression: 'e >= :e',
      ExpressionAttributeValues: { ':a': { S: 'many' }, ':e': { N: '12' } },
      Limit: 14,
      Select: 'COUNT',
    });

    expect({ Count, ScannedCount, Items }).toEqual({ Count: 2, ScannedCount: 14, Items: undefined });
  });

  it('finds items by a global index, those that have its keys only', async () => {
    const { Items } = await query({
      IndexName: 'cAndD',
      KeyConditionExpression: 'c = :c',
      ExpressionAttributeValues: { ':c': { S: 'c0' } },
    });

    expect(column(Items, 'e')).toEqual(['0', '12', '18', '6']);
    expect(Object.keys(Items?.[0] ?? {}).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('pages through equal index keys', async () => {
    const input = {
      IndexName: 'onlyC',
      KeyConditionExpression: 'c = :c',
      ExpressionAttributeValues: { ':c': { S: 'c1' } },
    };
    const first = await query({ ...input, Limit: 3 });
    const rest = await query({
      ...input,
      ...(first.LastEvaluatedKey && { ExclusiveStartKey: first.LastEvaluatedKey }),
    });

    expect(Object.keys(first.LastEvaluatedKey ?? {}).toSorted()).toEqual(['a', 'b', 'c']);
    expect([...column(first.Items, 'e'), ...column(rest.Items, 'e')].toSorted()).toEqual(
      ['1', '4', '7', '10', '13', '16', '19'].toSorted(),
    );
  });

  it('gets from the table what a local index does not have, and pays for it', async () => {
    const input = {
      IndexName: 'byCKeys',
      KeyConditionExpression: 'a = :a AND c = :c',
      ExpressionAttributeValues: { ':a': { S: 'many' }, ':c': { S: 'c0' } },
      ReturnConsumedCapacity: 'INDEXES',
    } as const;

    const projected = await query(input);
    const whole = await query({ ...input, Select: 'ALL_ATTRIBUTES' });

    expect(projected.Items?.[0]).not.toHaveProperty('f');
    expect(whole.Items?.[0]).toHaveProperty('f');
    expect(projected.ConsumedCapacity).toMatchObject({
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      LocalSecondaryIndexes: { byCKeys: { CapacityUnits: 0.5 } },
    });
    // Five items, each read from the table by itself.
    expect(whole.ConsumedCapacity).toMatchObject({ CapacityUnits: 3, Table: { CapacityUnits: 2.5 } });
  });

  it('costs by the bytes it reads, twice as much when it must be consistent', async () => {
    const eventual = await query({ ...MANY, ReturnConsumedCapacity: 'TOTAL' });
    const strong = await query({ ...MANY, ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true });

    // 15 items of a little over 500 bytes are a little under 8 KiB.
    expect(eventual.ConsumedCapacity).toEqual({ TableName: 'Queried', CapacityUnits: 1 });
    expect(strong.ConsumedCapacity).toEqual({ TableName: 'Queried', CapacityUnits: 2 });
  });

  it('ends a page when it has read 1 MB', async () => {
    const large = Array.from({ length: 8 }, (_, n) => ({
      a: { S: 'large' },
      b: { S: `b${n}` },
      data: { S: 'x'.repeat(200 * 1024) },
    }));
    // A partition takes 1,000 units a second.
    await write(large.slice(0, 4));
    await sandbox.advance(1_000);
    await write(large.slice(4));

    const page = await query({ ...MANY, ExpressionAttributeValues: { ':a': { S: 'large' } } });

    expect(page.Count).toBe(6);
    expect(page.LastEvaluatedKey).toEqual({ a: { S: 'large' }, b: { S: 'b5' } });
  });

  const VALUES = { ':x': { S: 'x' } };
  it.each<[string, Partial<QueryCommandInput>, string]>([
    [
      'no key condition',
      {},
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [
      'an index that is not there',
      { IndexName: 'none', KeyConditionExpression: 'a = :x', ExpressionAttributeValues: VALUES },
      'The table does not have the specified index: none',
    ],
    [
      'a consistent read of a global index',
      {
        IndexName: 'onlyC',
        ConsistentRead: true,
        KeyConditionExpression: 'c = :x',
        ExpressionAttributeValues: VALUES,
      },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'a condition without the partition key',
      { KeyConditionExpression: 'b = :x', ExpressionAttributeValues: VALUES },
      'Query condition missed key schema element: a',
    ],
    [
      'a filter on a key',
      { KeyConditionExpression: 'a = :x', FilterExpression: 'b = :x', ExpressionAttributeValues: VALUES },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: b',
    ],
    [
      'all attributes of an index that has not all',
      {
        IndexName: 'cAndD',
        Select: 'ALL_ATTRIBUTES',
        KeyConditionExpression: 'c = :x',
        ExpressionAttributeValues: VALUES,
      },
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index cAndD because its projection type is not ALL',
    ],
    [
      'a filter on what a global index does not have',
      {
        IndexName: 'cAndD',
        KeyConditionExpression: 'c = :x',
        FilterExpression: 'g = :x OR e = :x OR f = :x',
        ExpressionAttributeValues: VALUES,
      },
      'One or more parameter values were invalid: Secondary index cAndD does not project one or more filter attributes: [f, g]',
    ],
    [
      'a filter on what a local index does not have',
      {
        IndexName: 'byCKeys',
        Select: 'ALL_ATTRIBUTES',
        KeyConditionExpression: 'a = :x',
        FilterExpression: 'f = :x',
        ExpressionAttributeValues: VALUES,
      },
      'One or more parameter values were invalid: Secondary index byCKeys does not project one or more filter attributes: [f]',
    ],
    [
      'a limit of nothing',
      { Limit: 0, KeyConditionExpression: 'a = :x', ExpressionAttributeValues: VALUES },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'a projection beside a count',
      {
        Select: 'COUNT',
        ProjectionExpression: 'a',
        KeyConditionExpression: 'a = :x',
        ExpressionAttributeValues: VALUES,
      },
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    ],
  ])('refuses %s', async (_what, input, message) => {
    await expect(query(input)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

suite('Scan', () => {
  async function countAll(input: Partial<ScanCommandInput>): Promise<number> {
    let count = 0;
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await scan({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
      count += page.Count ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return count;
  }

  it('finds everything, in a table and in an index', async () => {
    expect(await countAll({ FilterExpression: 'attribute_exists(e)' })).toBe(20);
    expect(await countAll({ IndexName: 'cAndD' })).toBe(10);
  });

  it('in segments finds everything once', async () => {
    const TotalSegments = 3;
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) =>
        scan({ Segment, TotalSegments, IndexName: 'onlyC', ProjectionExpression: 'e' }),
      ),
    );

    const found = segments.flatMap(({ Items }) => column(Items, 'e'));
    expect(found.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => String(n)).toSorted());
  });

  it('takes what an index does not have for missing when it filters', async () => {
    const filter = { FilterExpression: 'attribute_exists(f)' };

    const global = await scan({ IndexName: 'cAndD', ...filter });
    const local = await scan({ IndexName: 'byCKeys', ...filter });
    const present = await scan({ IndexName: 'byCKeys', FilterExpression: 'attribute_exists(c)' });

    expect([global.Count, local.Count, present.Count]).toEqual([0, 0, 20]);
    expect(Object.keys(present.Items?.[0] ?? {}).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('comes in pages that leave nothing out', async () => {
    expect(await countAll({ IndexName: 'onlyC', Limit: 7 })).toBe(20);
  });

  it.each<[Partial<ScanCommandInput>, string]>([
    [
      { Segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      { TotalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      { Segment: 2, TotalSegments: 2 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
    ],
    [
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { IndexName: 'cAndD', ProjectionExpression: 'g, f' },
      'One or more parameter values were invalid: Global secondary index cAndD does not project [f, g]',
    ],
    [
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [
      { Select: 'ALL_PROJECTED_ATTRIBUTES', ProjectionExpression: 'f' },
      'Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES',
    ],
    [
      { ExclusiveStartKey: { a: { S: 'x' } } },
      'The provided starting key is invalid: The provided key element does not match the schema',
    ],
  ])('refuses %j', async (input, message) => {
    await expect(scan(input)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});
