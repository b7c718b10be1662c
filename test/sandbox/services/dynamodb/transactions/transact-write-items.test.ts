import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { addCustomerIndex, createTable, ORDERS } from '../orders-table.js';

const TableName = 'Orders';
const CREATED_AT = { N: '1625097600' };
type Attributes = Record<string, AttributeValue>;

let sandbox: TestSandbox;
let client: DynamoDBClient;
let count = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, {
    ...ORDERS,
    ProvisionedThroughput: { ReadCapacityUnits: 5000, WriteCapacityUnits: 5000 },
  });
  await addCustomerIndex(sandbox, client);
  await createTable(sandbox, client, {
    TableName: 'Visits',
    AttributeDefinitions: ['pk', 'sk', 'at'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'ByTime',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
});
afterAll(() => sandbox.close());

/** A key that no other test has. */
function newKey(): { order_id: AttributeValue.SMember; created_at: AttributeValue.NMember } {
  count++;
  return { order_id: { S: `order-${count}` }, created_at: CREATED_AT };
}

function transact(
  TransactItems: TransactWriteItem[],
  rest: Partial<TransactWriteItemsCommandInput> = {},
): Promise<TransactWriteItemsCommandOutput> {
  return client.send(new TransactWriteItemsCommand({ TransactItems, ...rest }));
}

async function put(Item: Attributes): Promise<void> {
  await client.send(new PutItemCommand({ TableName, Item }));
}

async function get(Key: Attributes): Promise<Attributes | undefined> {
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

/** What a transaction was cancelled with. */
async function cancelled(actions: TransactWriteItem[]): Promise<TransactionCanceledException> {
  const error: unknown = await transact(actions).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TransactionCanceledException);
  return error as TransactionCanceledException;
}

const setStatus = (Key: Attributes, status: AttributeValue): TransactWriteItem => ({
  Update: {
    TableName,
    Key,
    UpdateExpression: 'SET order_status = :status',
    ExpressionAttributeValues: { ':status': status },
  },
});

describe('TransactWriteItems', () => {
  it('does a put, an update, a delete and a check together', async () => {
    const [added, changed, removed, checked] = [newKey(), newKey(), newKey(), newKey()];
    for (const key of [changed, removed, checked]) await put({ ...key, order_status: { S: 'processing' } });

    await transact([
      { Put: { TableName, Item: { ...added, customer_id: { S: 'c1' }, order_status: { S: 'new' } } } },
      setStatus(changed, { S: 'completed' }),
      { Delete: { TableName, Key: removed } },
      { ConditionCheck: { TableName, Key: checked, ConditionExpression: 'attribute_exists(order_status)' } },
    ]);

    expect(await get(added)).toMatchObject({ order_status: { S: 'new' } });
    expect(await get(changed)).toMatchObject({ order_status: { S: 'completed' } });
    expect(await get(removed)).toBeUndefined();
    expect(await get(checked)).toEqual({ ...checked, order_status: { S: 'processing' } });
    const index = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'CustomerIndex',
        KeyConditionExpression: 'customer_id = :c',
        ExpressionAttributeValues: { ':c': { S: 'c1' } },
      }),
    );
    expect(index.Items).toHaveLength(1);
  });

  it('writes to a table that its ARN names', async () => {
    const key = newKey();

    await transact([
      { Put: { TableName: `arn:aws:dynamodb:us-east-1:111122223333:table/${TableName}`, Item: key } },
    ]);

    expect(await get(key)).toEqual(key);
  });

  it('changes nothing when one condition fails, and says by position which', async () => {
    const [added, existing] = [newKey(), newKey()];
    await put({ ...existing, total: { N: '7' } });

    const error = await cancelled([
      { Put: { TableName, Item: added } },
      {
        Put: {
          TableName,
          Item: existing,
          ConditionExpression: 'attribute_not_exists(order_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);

    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    );
    expect(error.CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...existing, total: { N: '7' } },
      },
    ]);
    expect(await get(added)).toBeUndefined();
    expect(await get(existing)).toEqual({ ...existing, total: { N: '7' } });
  });

  it('gives no item where it is not asked for, or there is none', async () => {
    const [existing, missing] = [newKey(), newKey()];
    await put(existing);
    const condition = {
      TableName,
      ConditionExpression: 'amount = :t',
      ExpressionAttributeValues: { ':t': { N: '1' } },
    };

    const error = await cancelled([
      { ConditionCheck: { ...condition, Key: existing } },
      { ConditionCheck: { ...condition, Key: missing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    ]);

    expect(error.CancellationReasons?.map(({ Code, Item }) => [Code, Item])).toEqual([
      ['ConditionalCheckFailed', undefined],
      ['ConditionalCheckFailed', undefined],
    ]);
  });

  it('creates an item by an update of a key that is not there', async () => {
    const key = newKey();

    await transact([setStatus(key, { S: 'completed' })]);

    expect(await get(key)).toEqual({ ...key, order_status: { S: 'completed' } });
  });
});

describe('Capacity of transactions', () => {
  it('is twice the table’s and once the index’s', async () => {
    const [one, two] = [newKey(), newKey()];
    const big = { S: 'x'.repeat(1500) };

    const { ConsumedCapacity } = await transact(
      [
        { Put: { TableName, Item: { ...one, customer_id: { S: 'c' }, order_status: { S: 's' }, big } } },
        { ConditionCheck: { TableName, Key: two, ConditionExpression: 'attribute_not_exists(order_id)' } },
      ],
      { ReturnConsumedCapacity: 'INDEXES' },
    );

    expect(ConsumedCapacity).toEqual([
      {
        TableName,
        CapacityUnits: 8,
        WriteCapacityUnits: 8,
        Table: { CapacityUnits: 6, WriteCapacityUnits: 6 },
        GlobalSecondaryIndexes: { CustomerIndex: { CapacityUnits: 2, WriteCapacityUnits: 2 } },
      },
    ]);
  });

  it('is told by table', async () => {
    const { ConsumedCapacity, ItemCollectionMetrics } = await transact(
      [
        { Put: { TableName, Item: newKey() } },
        { Put: { TableName: 'Visits', Item: { pk: { S: 'a' }, sk: { S: 'b' } } } },
        { Put: { TableName, Item: newKey() } },
      ],
      { ReturnConsumedCapacity: 'TOTAL', ReturnItemCollectionMetrics: 'SIZE' },
    );

    expect(ConsumedCapacity).toEqual([
      { TableName, CapacityUnits: 4, WriteCapacityUnits: 4 },
      { TableName: 'Visits', CapacityUnits: 2, WriteCapacityUnits: 2 },
    ]);
    expect(ItemCollectionMetrics).toEqual({
      Visits: [{ ItemCollectionKey: { pk: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] }],
    });
  });
});

describe('What the request itself has wrong', () => {
  const key = { order_id: { S: 'wrong' }, created_at: CREATED_AT };
  const actions = (length: number): TransactWriteItem[] =>
    Array.from({ length }, (_, index) => ({
      Put: { TableName, Item: { ...key, order_id: { S: `wrong-${index}` } } },
    }));

  it.each([
    [
      'no action',
      [],
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      'an action of no kind',
      [{}],
      /^Invalid Request: TransactWriteRequest should contain Delete or Put or Update request$/,
    ],
    [
      'an action of two kinds',
      [{ Put: { TableName, Item: key }, Delete: { TableName, Key: key } }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'an item twice',
      [{ Put: { TableName, Item: key } }, { Delete: { TableName, Key: key } }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'an empty key to put',
      [{ Put: { TableName, Item: { ...key, order_id: { S: '' } } } }],
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain ' +
        'an empty string value. Key: order_id',
    ],
    [
      'an empty key to delete',
      [{ Delete: { TableName, Key: { ...key, order_id: { S: '' } } } }],
      /^One or more parameter values are not valid\. .* Key: order_id$/,
    ],
    [
      'an empty index key',
      [{ Put: { TableName, Item: { ...key, customer_id: { S: '' } } } }],
      /secondary index key .* empty string value/,
    ],
    [
      'an expression that is none',
      [{ Update: { TableName, Key: key, UpdateExpression: '!!!' } }],
      /^Invalid UpdateExpression: Syntax error/,
    ],
    [
      'an item that is too large',
      [{ Put: { TableName, Item: { ...key, big: { S: 'x'.repeat(410_000) } } } }],
      'Item size has exceeded the maximum allowed size',
    ],
  ] satisfies [string, TransactWriteItem[], string | RegExp][])(
    'is answered with a ValidationException: %s',
    async (_, items, message) => {
      await expect(transact(items)).rejects.toMatchObject({
        name: 'ValidationException',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      });
    },
  );

  it('is more than a hundred actions', async () => {
    await expect(transact(actions(101))).rejects.toThrow(
      /Member must have length less than or equal to 100$/,
    );
    await expect(transact(actions(100))).resolves.toBeDefined();
  });

  it('is more than four megabytes', async () => {
    const payload = { S: 'x'.repeat(350_000) };
    const large = actions(12).map(({ Put }) => ({ Put: { TableName, Item: { ...Put?.Item, payload } } }));

    await expect(transact(large)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(transact(large.slice(0, 11))).resolves.toBeDefined();
  });

  it('is a table that is not there', async () => {
    await expect(transact([{ Delete: { TableName: 'Nowhere', Key: key } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it.each([
    ['ConditionCheck', { TableName, Key: key }, 'conditionCheck.conditionExpression'],
    ['Update', { TableName, Key: key }, 'update.updateExpression'],
    ['Put', { TableName }, 'put.item'],
    ['Delete', { TableName }, 'delete.key'],
  ])('is a member that %s lacks', async (kind, action, path) => {
    await expect(transact([{ [kind]: action }])).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        `1 validation error detected: Value null at 'transactItems.1.member.${path}' ` +
        'failed to satisfy constraint: Member must not be null',
    });
  });
});

describe('What does not fit its table or its item', () => {
  const key = { order_id: { S: 'misfit' }, created_at: CREATED_AT };
  const wrongKey = { ...key, order_id: { N: '5' } };
  const mismatch = 'The provided key element does not match the schema';
  const typeMismatch = 'One or more parameter values were invalid: Type mismatch for';

  it.each([
    [{ Put: { TableName, Item: wrongKey } }, `${typeMismatch} key order_id expected: S actual: N`],
    [{ Delete: { TableName, Key: wrongKey } }, mismatch],
    [{ Delete: { TableName, Key: { order_id: key.order_id } } }, mismatch],
    [setStatus(wrongKey, { S: 'new' }), mismatch],
    [
      { ConditionCheck: { TableName, Key: wrongKey, ConditionExpression: 'attribute_exists(order_id)' } },
      mismatch,
    ],
    [
      { Put: { TableName, Item: { ...key, customer_id: { L: [] } } } },
      `${typeMismatch} Index Key customer_id Expected: S Actual: L IndexName: CustomerIndex`,
    ],
    [
      setStatus(key, { N: '1' }),
      `${typeMismatch} Index Key order_status Expected: S Actual: N IndexName: CustomerIndex`,
    ],
    [
      { Update: { TableName, Key: key, UpdateExpression: 'SET amount = absent + absent' } },
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    [
      {
        Update: {
          TableName,
          Key: key,
          UpdateExpression: 'SET big = :big',
          ExpressionAttributeValues: { ':big': { S: 'x'.repeat(409_600) } },
        },
      },
      'Item size to update has exceeded the maximum allowed size',
    ],
  ] satisfies [TransactWriteItem, string][])('cancels the transaction, case %#', async (action, message) => {
    const other = newKey();

    const error = await cancelled([{ Put: { TableName, Item: other } }, action]);

    expect(error.CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ValidationError', Message: message },
    ]);
    expect(await get(other)).toBeUndefined();
  });
});
