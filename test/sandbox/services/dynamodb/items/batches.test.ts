import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable, describe, ORDERS } from '../orders-table.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, {
    ...ORDERS,
    ProvisionedThroughput: { ReadCapacityUnits: 5000, WriteCapacityUnits: 5000 },
  });
  await createTable(sandbox, client, { ...ORDERS, TableName: 'Other' });
});
afterAll(() => sandbox.close());

function keyOf(id: string): Record<string, AttributeValue> {
  return { order_id: { S: id }, created_at: { N: '1' } };
}

function put(id: string, more: Record<string, AttributeValue> = {}): WriteRequest {
  return { PutRequest: { Item: { ...keyOf(id), ...more } } };
}

function remove(id: string): WriteRequest {
  return { DeleteRequest: { Key: keyOf(id) } };
}

function write(RequestItems: Record<string, WriteRequest[]>) {
  return client.send(new BatchWriteItemCommand({ RequestItems, ReturnConsumedCapacity: 'TOTAL' }));
}

function get(RequestItems: BatchGetItemCommandInput['RequestItems']) {
  return client.send(new BatchGetItemCommand({ RequestItems, ReturnConsumedCapacity: 'TOTAL' }));
}

function some(count: number, prefix = 'some'): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
}

suite('BatchWriteItem', () => {
  it('puts and deletes in several tables, and says what it cost', async () => {
    await write({ Orders: [put('old')] });

    const { UnprocessedItems, ConsumedCapacity } = await write({
      Orders: [put('new', { n: { N: '1' } }), remove('old')],
      Other: [put('other')],
    });

    expect(UnprocessedItems).toEqual({});
    expect(ConsumedCapacity).toEqual([
      { TableName: 'Orders', CapacityUnits: 2 },
      { TableName: 'Other', CapacityUnits: 1 },
    ]);
    const { Responses } = await get({
      Orders: { Keys: [keyOf('old'), keyOf('new')] },
      Other: { Keys: [keyOf('other')], ProjectionExpression: 'order_id' },
    });
    expect(Responses).toEqual({
      Orders: [{ ...keyOf('new'), n: { N: '1' } }],
      Other: [{ order_id: { S: 'other' } }],
    });
  });

  it.each<[string, Record<string, WriteRequest[]>, string]>([
    ['nothing', {}, 'The requestItems parameter is required for BatchWriteItem'],
    ['one item twice', { Orders: [put('x'), remove('x')] }, 'Provided list of item keys contains duplicates'],
    [
      'too much in all',
      { Orders: some(20).map((id) => put(id)), Other: some(6).map((id) => put(id)) },
      'Too many items requested for the BatchWriteItem call',
    ],
    [
      'an item without its key',
      { Orders: [{ PutRequest: { Item: { order_id: { S: 'x' } } } }] },
      'The provided key element does not match the schema',
    ],
    [
      'an item that is too large',
      { Orders: [put('x', { data: { S: 'x'.repeat(400 * 1024) } })] },
      'Item size has exceeded the maximum allowed size',
    ],
  ])('refuses %s', async (_what, requests, message) => {
    await expect(write(requests)).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  it('refuses too many items for one table', async () => {
    await expect(write({ Orders: some(26).map((id) => put(id)) })).rejects.toThrow(
      /^1 validation error detected: Value '\{Orders=\[.*\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
    );
  });

  it('writes nothing when one of its tables is not there', async () => {
    const before = await describe(client);

    await expect(write({ Orders: [put('lost')], Nowhere: [put('lost')] })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });

    expect((await describe(client)).ItemCount).toBe(before.ItemCount);
  });
});

suite('BatchGetItem', () => {
  it('leaves for later what is more than 16 MB', async () => {
    const ids = some(45, 'large');
    for (let start = 0; start < ids.length; start += 15) {
      const batch = ids.slice(start, start + 15);
      await write({ Orders: batch.map((id) => put(id, { data: { S: 'x'.repeat(390 * 1024) } })) });
    }

    const first = await get({ Orders: { Keys: ids.map(keyOf), ConsistentRead: true } });
    const left = first.UnprocessedKeys?.Orders;
    const rest = await get({ Orders: { Keys: left?.Keys, ConsistentRead: true } });

    expect(first.Responses?.Orders).toHaveLength(42);
    expect(left).toEqual({ Keys: ids.slice(42).map(keyOf), ConsistentRead: true });
    expect(rest.Responses?.Orders).toHaveLength(3);
    expect(rest.UnprocessedKeys).toEqual({});
  });

  it.each<[string, BatchGetItemCommandInput['RequestItems'], string]>([
    [
      'nothing',
      {},
      "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'no keys',
      { Orders: { Keys: [] } },
      "1 validation error detected: Value at 'RequestItems.Orders.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'too many keys',
      { Orders: { Keys: some(101).map(keyOf) } },
      "1 validation error detected: Value at 'RequestItems.Orders.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    [
      'too many keys in all',
      { Orders: { Keys: some(60).map(keyOf) }, Other: { Keys: some(41).map(keyOf) } },
      'Too many items requested for the BatchGetItem call',
    ],
    [
      'one key twice',
      { Orders: { Keys: [keyOf('x'), keyOf('x')] } },
      'Provided list of item keys contains duplicates',
    ],
  ])('refuses %s', async (_what, requests, message) => {
    await expect(get(requests)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});
