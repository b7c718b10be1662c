/** Whatever stands in a request in the place of what should: DynamoDB refuses it, and never breaks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { addCustomerIndex, createTable, ORDERS } from '../orders-table.js';
import { call } from '../wire.js';

const TableName = 'Orders';
const Key = { order_id: { S: 'a' }, created_at: { N: '1' } };
const ResourceArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders';
const VALUES = { ':v': { S: 'a' } };

/** A good request of each operation. */
const REQUESTS: Readonly<Record<string, object>> = {
  PutItem: { TableName, Item: { ...Key, l: { L: [{ S: 'x' }] }, s: { SS: ['a'] } }, ReturnValues: 'NONE' },
  GetItem: { TableName, Key, ProjectionExpression: 'a', ConsistentRead: true },
  UpdateItem: { TableName, Key, UpdateExpression: 'SET a = :v', ExpressionAttributeValues: VALUES },
  DeleteItem: {
    TableName,
    Key,
    ConditionExpression: '#a = :v',
    ExpressionAttributeValues: VALUES,
    ExpressionAttributeNames: { '#a': 'a' },
  },
  Query: {
    TableName,
    IndexName: 'CustomerIndex',
    KeyConditionExpression: 'customer_id = :v',
    ExpressionAttributeValues: VALUES,
    ExclusiveStartKey: { ...Key, customer_id: { S: 'a' }, order_status: { S: 'b' } },
    Limit: 5,
    ScanIndexForward: false,
    Select: 'COUNT',
  },
  Scan: {
    TableName,
    FilterExpression: 'a = :v',
    ExpressionAttributeValues: VALUES,
    Limit: 5,
    Segment: 0,
    TotalSegments: 2,
  },
  BatchGetItem: { RequestItems: { Orders: { Keys: [Key], ProjectionExpression: 'a' } } },
  BatchWriteItem: { RequestItems: { Orders: [{ PutRequest: { Item: Key } }] } },
  TransactGetItems: { TransactItems: [{ Get: { TableName, Key } }] },
  TransactWriteItems: {
    TransactItems: [
      { Update: { TableName, Key, UpdateExpression: 'SET a = :v', ExpressionAttributeValues: VALUES } },
    ],
    ClientRequestToken: 't',
  },
  CreateTable: {
    ...ORDERS,
    TableName: 'Orders',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    Tags: [{ Key: 'a', Value: 'b' }],
    SSESpecification: { Enabled: true },
  },
  UpdateTable: { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'NoSuchIndex' } }] },
  ListTables: { Limit: 3, ExclusiveStartTableName: 'aaa' },
  DescribeTable: { TableName },
  TagResource: { ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ResourceArn, TagKeys: ['a'] },
  ListTagsOfResource: { ResourceArn },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 't' } },
  DescribeTimeToLive: { TableName },
};

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  const client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
  await addCustomerIndex(sandbox, client);
});
afterAll(() => sandbox.close());

const misplaced = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    [],
    {},
    [null],
    { a: null },
    [[]],
    [{}],
    '__proto__',
    '#a.b',
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom<unknown>(
    { S: null },
    { L: [null] },
    { SS: [null] },
    { M: { a: null } },
    { NS: ['1', null] },
    { B: '!' },
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 1e300, true, false),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The paths to all values inside of one. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...pathsIn(inner, [...path, name]),
  ]);
}

/** A copy with another value at a path. */
function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === name ? replaced(inner, rest, by) : inner));
  const entries = Object.entries(Object(value));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, key === name ? replaced(inner, rest, by) : inner]),
  );
}

it.each(Object.entries(REQUESTS))('%s', async (operation, request) => {
  const paths = pathsIn(request);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), misplaced, async (path, value) => {
      const { status, body } = await call(sandbox, operation, replaced(request, path, value));
      expect(status, JSON.stringify(body)).toBeLessThan(500);
      expect(body.message ?? '').not.toMatch(/undefined|NaN|\[object/);
    }),
    { numRuns: 40 },
  );
  expect(sandbox.log).toEqual([]);
});
