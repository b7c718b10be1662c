import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { addCustomerIndex, createTable, describe, ORDERS } from '../orders-table.js';

const TableName = 'Orders';
let sandbox: TestSandbox;
let client: DynamoDBClient;
let count = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
  await addCustomerIndex(sandbox, client);
});
afterAll(() => sandbox.close());

/** A key that no other test has. */
function newKey(): { order_id: AttributeValue.SMember; created_at: AttributeValue.NMember } {
  count++;
  return { order_id: { S: `order-${count}` }, created_at: { N: '1625097600' } };
}

async function get(Key: Record<string, AttributeValue>): Promise<Record<string, AttributeValue> | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item;
}

suite('PutItem and GetItem', () => {
  it('keep an item of every type, with numbers in canonical form', async () => {
    const key = newKey();
    const rest = {
      text: { S: 'ä\u{1f600}' },
      empty: { S: '' },
      bytes: { B: Uint8Array.of(0, 255) },
      flag: { BOOL: false },
      nothing: { NULL: true },
      list: { L: [{ N: '2' }, { S: 'b' }] },
      map: { M: { inner: { M: {} } } },
      words: { SS: ['a', 'b'] },
    } satisfies Record<string, AttributeValue>;

    const put = await client.send(
      new PutItemCommand({ TableName, Item: { ...key, ...rest, total: { N: '01.50' } } }),
    );

    expect(put.Attributes).toBeUndefined();
    expect(await get(key)).toEqual({ ...key, ...rest, total: { N: '1.5' } });
  });

  it('answer the old item when asked for it', async () => {
    const key = newKey();
    await client.send(new PutItemCommand({ TableName, Item: { ...key, version: { N: '1' } } }));

    const { Attributes } = await client.send(
      new PutItemCommand({ TableName, Item: { ...key, version: { N: '2' } }, ReturnValues: 'ALL_OLD' }),
    );

    expect(Attributes).toEqual({ ...key, version: { N: '1' } });
  });

  it('answer no Item for a key that is not there, and part of one when projected', async () => {
    const key = newKey();
    expect(await get(key)).toBeUndefined();
    await client.send(
      new PutItemCommand({ TableName, Item: { ...key, a: { M: { b: { S: 'x' }, c: { S: 'y' } } } } }),
    );

    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: key, ProjectionExpression: 'order_id, a.b' }),
    );

    expect(Item).toEqual({ order_id: key.order_id, a: { M: { b: { S: 'x' } } } });
  });

  it('refuse a write whose condition does not hold, with the item if wanted', async () => {
    const key = newKey();
    await client.send(new PutItemCommand({ TableName, Item: { ...key, n: { N: '1' } } }));

    const failure = client.send(
      new PutItemCommand({
        TableName,
        Item: key,
        ConditionExpression: 'attribute_not_exists(order_id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(failure).rejects.toMatchObject({
      message: 'The conditional request failed',
      Item: { ...key, n: { N: '1' } },
    });
    await expect(failure).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(await get(key)).toEqual({ ...key, n: { N: '1' } });
  });

  it.each<[string, Record<string, AttributeValue>, string]>([
    [
      'without its sort key',
      { order_id: { S: 'x' } },
      'One or more parameter values were invalid: Missing the key created_at in the item',
    ],
    [
      'whose key is of another type',
      { order_id: { N: '1' }, created_at: { N: '1' } },
      'One or more parameter values were invalid: Type mismatch for key order_id expected: S actual: N',
    ],
    [
      'whose key is empty',
      { order_id: { S: '' }, created_at: { N: '1' } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: order_id',
    ],
    [
      'whose key is too long',
      { order_id: { S: 'x'.repeat(2049) }, created_at: { N: '1' } },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [
      'whose index key is of another type',
      { order_id: { S: 'x' }, created_at: { N: '1' }, customer_id: { N: '7' } },
      'One or more parameter values were invalid: Type mismatch for Index Key customer_id Expected: S Actual: N IndexName: CustomerIndex',
    ],
    [
      'whose index key is empty',
      { order_id: { S: 'x' }, created_at: { N: '1' }, customer_id: { S: '' } },
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: CustomerIndex, IndexKey: customer_id',
    ],
    [
      'that is too large',
      { order_id: { S: 'x' }, created_at: { N: '1' }, data: { S: 'x'.repeat(400 * 1024) } },
      'Item size has exceeded the maximum allowed size',
    ],
  ])('refuse an item %s', async (_what, Item, message) => {
    await expect(client.send(new PutItemCommand({ TableName, Item }))).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['too little', { order_id: { S: 'x' } }],
    ['too much', { order_id: { S: 'x' }, created_at: { N: '1' }, more: { S: 'x' } }],
    ['another type', { order_id: { S: 'x' }, created_at: { S: '1' } }],
  ])('refuse a key of %s', async (_what, Key) => {
    await expect(get(Key)).rejects.toThrow('The provided key element does not match the schema');
  });

  it('refuse tables that are not there, not yet there, or not well named', async () => {
    const item = { order_id: { S: 'x' }, created_at: { N: '1' } };
    await expect(client.send(new PutItemCommand({ TableName: 'Nowhere', Item: item }))).rejects.toMatchObject(
      {
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found',
      },
    );
    await expect(client.send(new PutItemCommand({ TableName: 'no way', Item: item }))).rejects.toThrow(
      "1 validation error detected: Value 'no way' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
  });

  it('find a table by its ARN', async () => {
    const { TableArn } = await describe(client);
    const key = newKey();

    await client.send(new PutItemCommand({ TableName: TableArn, Item: key }));

    expect(await get(key)).toEqual(key);
  });

  it('refuse legacy parameters by name', async () => {
    const put = new PutItemCommand({ TableName, Item: newKey(), Expected: { a: { Exists: false } } });

    await expect(client.send(put)).rejects.toThrow(
      'The sandbox does not serve the legacy parameter Expected.',
    );
  });
});

suite('UpdateItem', () => {
  it('creates what is not there, and returns what it is told to', async () => {
    const Key = newKey();
    const update = (
      UpdateExpression: string,
      value: string,
      ReturnValues: 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW',
    ) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression,
          ExpressionAttributeValues: { ':v': { S: value } },
          ReturnValues,
        }),
      );

    const created = await update('SET order_status = :v', 'new', 'ALL_NEW');
    const old = await update('SET order_status = :v', 'paid', 'UPDATED_OLD');
    const now = await update('SET order_status = :v', 'sent', 'UPDATED_NEW');

    expect(created.Attributes).toEqual({ ...Key, order_status: { S: 'new' } });
    expect(old.Attributes).toEqual({ order_status: { S: 'new' } });
    expect(now.Attributes).toEqual({ order_status: { S: 'sent' } });
  });

  it('without an expression makes an item of the key alone; one that only removes makes none', async () => {
    const [bare, none] = [newKey(), newKey()];

    await client.send(new UpdateItemCommand({ TableName, Key: bare }));
    await client.send(new UpdateItemCommand({ TableName, Key: none, UpdateExpression: 'REMOVE a' }));

    expect(await get(bare)).toEqual(bare);
    expect(await get(none)).toBeUndefined();
  });

  it('refuses to touch the key, or to put another type into an index key', async () => {
    const update = (UpdateExpression: string, value: AttributeValue) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: newKey(),
          UpdateExpression,
          ExpressionAttributeValues: { ':v': value },
        }),
      );

    await expect(update('SET created_at = :v', { N: '2' })).rejects.toThrow(
      'One or more parameter values were invalid: Cannot update attribute created_at. This attribute is part of the key',
    );
    await expect(update('SET customer_id = :v', { N: '2' })).rejects.toThrow(
      'Type mismatch for Index Key customer_id Expected: S Actual: N IndexName: CustomerIndex',
    );
    await expect(update('SET customer_id.x = :v', { N: '2' })).rejects.toThrow(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: customer_id",
    );
  });

  it('refuses to read from inside a key', async () => {
    const update = (UpdateExpression: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: newKey(),
          UpdateExpression,
          ExpressionAttributeValues: { ':v': { N: '1' } },
        }),
      );
    const refusal =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";

    await expect(update('SET a = if_not_exists(customer_id.x, :v)')).rejects.toThrow(
      `${refusal}IndexKey: customer_id`,
    );
    await expect(update('SET a = customer_id.x, b = :v + order_id[0]')).rejects.toThrow(
      `${refusal}Key: order_id`,
    );
  });

  it('refuses to make an index key empty', async () => {
    await expect(
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: newKey(),
          UpdateExpression: 'SET customer_id = :empty',
          ExpressionAttributeValues: { ':empty': { S: '' } },
        }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
    });
  });

  it('refuses an update that weighs too much itself, though its item would not', async () => {
    const Key = newKey();
    const set = (bytes: number) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: `SET b = :b REMOVE ${'a'.repeat(76)}`,
          ExpressionAttributeValues: { ':b': { S: 'x'.repeat(bytes) } },
        }),
      );

    await expect(set(400 * 1024 - 100)).resolves.toBeDefined();
    await expect(set(400 * 1024 - 99)).rejects.toThrow(
      'Item size to update has exceeded the maximum allowed size',
    );
  });

  it('refuses an item that grows too large, and leaves it as it was', async () => {
    const Key = newKey();
    const data = { S: 'x'.repeat(300 * 1024) };
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, data } }));

    const update = client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET more = :v',
        ExpressionAttributeValues: { ':v': data },
      }),
    );

    await expect(update).rejects.toThrow('Item size to update has exceeded the maximum allowed size');
    expect(await get(Key)).toEqual({ ...Key, data });
  });
});

suite('DeleteItem', () => {
  it('removes an item, under a condition if wanted, and returns it', async () => {
    const Key = newKey();
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '1' } } }));
    const input = { TableName, Key, ConditionExpression: 'n = :n', ReturnValues: 'ALL_OLD' } as const;

    await expect(
      client.send(new DeleteItemCommand({ ...input, ExpressionAttributeValues: { ':n': { N: '2' } } })),
    ).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    const { Attributes } = await client.send(
      new DeleteItemCommand({ ...input, ExpressionAttributeValues: { ':n': { N: '1' } } }),
    );

    expect(Attributes).toEqual({ ...Key, n: { N: '1' } });
    expect(await get(Key)).toBeUndefined();
  });

  it('is content with what is not there', async () => {
    await expect(client.send(new DeleteItemCommand({ TableName, Key: newKey() }))).resolves.toBeDefined();
  });
});

suite('the numbers of a table', () => {
  it('are exact, for the table and for its index, also after a restart', async () => {
    const other = { ...ORDERS, TableName: 'Counted' };
    await createTable(sandbox, client, other);
    const key = { order_id: { S: 'abc' }, created_at: { N: '1' } };
    // 8 + 3 for order_id, 10 + 2 for created_at, 1 + 5 for n.
    await client.send(new PutItemCommand({ TableName: 'Counted', Item: { ...key, n: { S: 'hello' } } }));
    await client.send(new PutItemCommand({ TableName: 'Counted', Item: { ...key, created_at: { N: '2' } } }));
    await client.send(
      new DeleteItemCommand({ TableName: 'Counted', Key: { ...key, created_at: { N: '2' } } }),
    );

    expect(await describe(client, 'Counted')).toMatchObject({ ItemCount: 1, TableSizeBytes: 29 });
  });
});
