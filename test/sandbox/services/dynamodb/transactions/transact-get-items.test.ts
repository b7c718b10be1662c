import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  type TransactGetItem,
  TransactGetItemsCommand,
  type TransactGetItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable, ORDERS } from '../orders-table.js';

const TableName = 'Orders';
const CREATED_AT = { N: '1625097600' };

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
  await createTable(sandbox, client, { ...ORDERS, TableName: 'Archive' });
  for (const order of ['a', 'b']) {
    const Item = { ...key(order), amount: { N: '7' }, filling: { S: 'x'.repeat(5000) } };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
});
afterAll(() => sandbox.close());

function key(order: string): Record<string, AttributeValue> {
  return { order_id: { S: order }, created_at: CREATED_AT };
}

function get(order: string, rest: object = {}): TransactGetItem {
  return { Get: { TableName, Key: key(order), ...rest } };
}

function send(TransactItems: TransactGetItem[]): Promise<TransactGetItemsCommandOutput> {
  return client.send(new TransactGetItemsCommand({ TransactItems, ReturnConsumedCapacity: 'INDEXES' }));
}

it('Answers the items in the order of the request, an empty one where there is none', async () => {
  const { Responses, ConsumedCapacity } = await send([
    get('missing'),
    get('b', { ProjectionExpression: 'order_id, #n', ExpressionAttributeNames: { '#n': 'amount' } }),
    get('missing', { TableName: 'Archive' }),
    get('a'),
  ]);

  expect(Responses).toMatchObject([{}, {}, {}, { Item: key('a') }]);
  expect(Responses?.[0]).toEqual({});
  expect(Responses?.[1]).toEqual({ Item: { order_id: { S: 'b' }, amount: { N: '7' } } });
  expect(ConsumedCapacity).toEqual([
    {
      TableName,
      CapacityUnits: 10,
      ReadCapacityUnits: 10,
      Table: { CapacityUnits: 10, ReadCapacityUnits: 10 },
    },
    {
      TableName: 'Archive',
      CapacityUnits: 2,
      ReadCapacityUnits: 2,
      Table: { CapacityUnits: 2, ReadCapacityUnits: 2 },
    },
  ]);
});

it.each([
  ['no item', [], /Value '\[\]' at 'transactItems' .* Member must have length greater than or equal to 1$/],
  [
    'too many',
    Array.from({ length: 101 }, (_, i) => get(`${i}`)),
    /Member must have length less than or equal to 100$/,
  ],
  [
    'nothing to get',
    [{ Get: undefined }],
    /Value null at 'transactItems.1.member.get' .* Member must not be null$/,
  ],
  [
    'an item twice',
    [get('a'), get('a')],
    /^Transaction request cannot include multiple operations on one item$/,
  ],
  [
    'an empty key',
    [get('')],
    /^One or more parameter values are not valid\. .* empty string value\. Key: order_id$/,
  ],
  [
    'an expression that is none',
    [get('a', { ProjectionExpression: '!!!' })],
    /^Invalid ProjectionExpression: Syntax/,
  ],
] satisfies [string, TransactGetItem[], RegExp][])('Refuses %s', async (_, items, message) => {
  await expect(send(items)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(message),
  });
});

it('Refuses a table that is not there', async () => {
  await expect(send([get('a', { TableName: 'Nowhere' })])).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  });
});

it('Is cancelled by a key that does not fit, and says which', async () => {
  await expect(send([get('a'), get('b', { Key: {} })])).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
    ],
  });
});
