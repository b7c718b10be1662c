import {
  type AttributeValue,
  type ConsumedCapacity,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { ADD_CUSTOMER_INDEX, createTable, describe, LONG_ENOUGH } from '../orders-table.js';

const INDEXED = {
  TableName: 'Indexed',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gsiPk', 'lsiSk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi',
      KeySchema: [{ AttributeName: 'gsiPk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['proj'] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'lsi',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'lsiSk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} satisfies CreateTableCommandInput;

let sandbox: TestSandbox;
let client: DynamoDBClient;
let count = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, INDEXED);
});
afterAll(() => sandbox.close());

function newKey(): Record<string, AttributeValue> {
  count++;
  return { pk: { S: `item-${count}` }, sk: { S: '1' } };
}

async function put(Item: Record<string, AttributeValue>): Promise<ConsumedCapacity | undefined> {
  const { ConsumedCapacity } = await client.send(
    new PutItemCommand({ TableName: 'Indexed', Item, ReturnConsumedCapacity: 'INDEXES' }),
  );
  return ConsumedCapacity;
}

/** As AWS tells it: an index that cost nothing is not mentioned. */
function capacity(units: { table: number; gsi?: number; lsi?: number }): ConsumedCapacity {
  const { table, gsi, lsi } = units;
  return {
    TableName: 'Indexed',
    CapacityUnits: table + (gsi ?? 0) + (lsi ?? 0),
    Table: { CapacityUnits: table },
    ...(gsi === undefined ? {} : { GlobalSecondaryIndexes: { gsi: { CapacityUnits: gsi } } }),
    ...(lsi === undefined ? {} : { LocalSecondaryIndexes: { lsi: { CapacityUnits: lsi } } }),
  };
}

suite('what a write costs at indexes', () => {
  const full = { gsiPk: { S: 'g' }, lsiSk: { S: 'l' }, proj: { S: 'p' }, other: { S: 'o' } };

  it('is one write for each that gets an entry, and nothing when nothing changes', async () => {
    const item = { ...newKey(), ...full };

    expect(await put({ ...newKey(), other: { S: 'o' } })).toEqual(capacity({ table: 1 }));
    expect(await put(item)).toEqual(capacity({ table: 1, gsi: 1, lsi: 1 }));
    expect(await put(item)).toEqual(capacity({ table: 1 }));
  });

  it.each<[string, string, Record<string, AttributeValue>, { table: number; gsi?: number; lsi?: number }]>([
    ['an attribute that one index projects', 'SET #x = :v', { other: { S: 'new' } }, { table: 1, lsi: 1 }],
    ['an attribute that both project', 'SET #x = :v', { proj: { S: 'new' } }, { table: 1, gsi: 1, lsi: 1 }],
    ['a key: the entry moves', 'SET #x = :v', { gsiPk: { S: 'new' } }, { table: 1, gsi: 2, lsi: 1 }],
    ['a key of the other', 'SET #x = :v', { lsiSk: { S: 'new' } }, { table: 1, lsi: 2 }],
    ['the end of a key: the entry goes', 'REMOVE #x', { gsiPk: { S: '' } }, { table: 1, gsi: 1, lsi: 1 }],
  ])('depends on the change: %s', async (_what, UpdateExpression, change, expected) => {
    const Key = newKey();
    await put({ ...Key, ...full });
    const [[name, value] = ['', { S: '' }]] = Object.entries(change);

    const { ConsumedCapacity } = await client.send(
      new UpdateItemCommand({
        TableName: 'Indexed',
        Key,
        UpdateExpression,
        ExpressionAttributeNames: { '#x': name },
        ...(UpdateExpression.includes(':v') ? { ExpressionAttributeValues: { ':v': value } } : {}),
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );

    expect(ConsumedCapacity).toEqual(capacity(expected));
  });

  it('is by the larger of the two items, and by the entry of an index', async () => {
    const Key = newKey();
    await put({ ...Key, ...full, large: { S: 'x'.repeat(3000) } });

    const { ConsumedCapacity, ItemCollectionMetrics } = await client.send(
      new DeleteItemCommand({
        TableName: 'Indexed',
        Key,
        ReturnConsumedCapacity: 'INDEXES',
        ReturnItemCollectionMetrics: 'SIZE',
      }),
    );

    expect(ConsumedCapacity).toEqual(capacity({ table: 3, gsi: 1, lsi: 3 }));
    expect(ItemCollectionMetrics).toEqual({
      ItemCollectionKey: { pk: Key.pk },
      SizeEstimateRangeGB: [0, 1],
    });
  });
});

suite('an index that is added to items', () => {
  const order = (id: number, more: Record<string, AttributeValue>) =>
    client.send(
      new PutItemCommand({
        TableName: 'Orders',
        Item: { order_id: { S: `o${id}` }, created_at: { N: String(id) }, ...more },
      }),
    );
  const customer = (name: string) => ({ customer_id: { S: name }, order_status: { S: 'new' } });
  const query = (name: string) =>
    client.send(
      new QueryCommand({
        TableName: 'Orders',
        IndexName: 'CustomerIndex',
        KeyConditionExpression: 'customer_id = :c',
        ExpressionAttributeValues: { ':c': { S: name } },
      }),
    );

  it('has those that were there, those that came meanwhile, and none that cannot be in it', async () => {
    // Prepare
    await createTable(sandbox, client);
    for (let id = 0; id < 5; id++) await order(id, customer('ada'));
    await order(5, { customer_id: { N: '1' }, order_status: { S: 'new' } });
    await order(6, { customer_id: { S: 'ada' } });

    // Act
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    await order(7, customer('bob'));
    await order(0, customer('bob'));
    await expect(order(8, { customer_id: { N: '1' } })).rejects.toThrow(
      'One or more parameter values were invalid: Type mismatch for Index Key customer_id Expected: S Actual: N IndexName: CustomerIndex',
    );
    await expect(query('ada')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Cannot read from backfilling global secondary index: CustomerIndex',
    });
    await sandbox.advance(LONG_ENOUGH);

    // Assess
    expect((await query('ada')).Items?.map(({ order_id }) => order_id?.S)).toHaveLength(4);
    expect((await query('bob')).Count).toBe(2);
    const { ItemCount, GlobalSecondaryIndexes } = await describe(client);
    expect(ItemCount).toBe(8);
    expect(GlobalSecondaryIndexes?.[0]?.ItemCount).toBe(6);
    // The older item keeps what no index takes, for as long as it is left alone.
    const touch = (UpdateExpression: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'Orders',
          Key: { order_id: { S: 'o5' }, created_at: { N: '5' } },
          UpdateExpression,
          ExpressionAttributeValues: { ':v': { N: '2' } },
        }),
      );
    await expect(touch('SET note = :v')).resolves.toBeDefined();
    await expect(touch('SET customer_id = :v')).rejects.toThrow('Type mismatch for Index Key customer_id');
  });
});
