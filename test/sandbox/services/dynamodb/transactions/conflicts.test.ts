/** Two requests at once, exactly: the operations are called in one turn of the event loop. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../../src/sandbox/services/dynamodb/engine.js';
import { batchWriteItem } from '../../../../../src/sandbox/services/dynamodb/items/batch-write-item.js';
import { deleteItem } from '../../../../../src/sandbox/services/dynamodb/items/delete-item.js';
import { getItem } from '../../../../../src/sandbox/services/dynamodb/items/get-item.js';
import { putItem } from '../../../../../src/sandbox/services/dynamodb/items/put-item.js';
import { updateItem } from '../../../../../src/sandbox/services/dynamodb/items/update-item.js';
import { transactGetItems } from '../../../../../src/sandbox/services/dynamodb/transactions/transact-get-items.js';
import { transactWriteItems } from '../../../../../src/sandbox/services/dynamodb/transactions/transact-write-items.js';
import { openTestEngine, type TestEngine } from '../test-engine.js';

const scope = { account: '111122223333', region: 'us-east-1' };
const TableName = 'orders';
const CONFLICT = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };
const NONE = { Code: 'None' };

let test: TestEngine;
let engine: Engine;

beforeEach(() => {
  test = openTestEngine();
  engine = test.engine;
  engine.tables.save({
    ...scope,
    name: TableName,
    id: 'id',
    storage: engine.tables.nextStorage(),
    createdAt: 0,
    status: 'ACTIVE',
    attributes: [{ AttributeName: 'id', AttributeType: 'S' }],
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    localIndexes: [],
    globalIndexes: [],
    billingMode: 'PAY_PER_REQUEST',
    throughput: { read: 0, write: 0, decreases: 0 },
    deletionProtection: false,
  });
});
afterEach(() => test.close());

const key = (id: string) => ({ id: { S: id } });
const put = (id: string, by = 'transaction') => ({ Put: { TableName, Item: { ...key(id), by: { S: by } } } });
const check = (id: string) => ({
  ConditionCheck: { TableName, Key: key(id), ConditionExpression: 'attribute_not_exists(id)' },
});

function stored(id: string): unknown {
  return JSON.parse(getItem(engine, scope, { TableName, Key: key(id) }).text);
}

describe('While a transaction has items in hand', () => {
  it('another one that overlaps is cancelled, and says where', async () => {
    const first = transactWriteItems(engine, scope, { TransactItems: [put('a'), check('b')] });
    const second = transactWriteItems(engine, scope, { TransactItems: [put('c'), put('b'), put('a')] });

    await expect(second).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      members: { CancellationReasons: [NONE, CONFLICT, CONFLICT] },
    });
    await expect(first).resolves.toEqual({});
    expect(stored('a')).toEqual({ Item: { ...key('a'), by: { S: 'transaction' } } });
    expect([stored('b'), stored('c')]).toEqual([{}, {}]);
  });

  it('one that does not overlap is done beside it', async () => {
    await Promise.all([
      transactWriteItems(engine, scope, { TransactItems: [put('a')] }),
      transactWriteItems(engine, scope, { TransactItems: [put('b')] }),
    ]);

    expect(stored('b')).toHaveProperty('Item');
  });

  it('single writes of them are turned away', async () => {
    const transaction = transactWriteItems(engine, scope, { TransactItems: [put('a')] });
    const conflict = expect.objectContaining({
      code: 'TransactionConflictException',
      message: 'Transaction is ongoing for the item',
    });

    expect(() => putItem(engine, scope, { TableName, Item: key('a') })).toThrow(conflict);
    expect(() => updateItem(engine, scope, { TableName, Key: key('a') })).toThrow(conflict);
    expect(() => deleteItem(engine, scope, { TableName, Key: key('a') })).toThrow(conflict);
    expect(() => putItem(engine, scope, { TableName, Item: key('b') })).not.toThrow();
    await transaction;
    expect(() => putItem(engine, scope, { TableName, Item: key('a') })).not.toThrow();
  });

  it('a batch writes the others, and gives these back', async () => {
    const transaction = transactWriteItems(engine, scope, { TransactItems: [put('a')] });

    const { UnprocessedItems } = batchWriteItem(engine, scope, {
      RequestItems: {
        [TableName]: [{ PutRequest: { Item: key('b') } }, { DeleteRequest: { Key: key('a') } }],
      },
    });

    expect(UnprocessedItems).toEqual({ [TableName]: [{ DeleteRequest: { Key: key('a') } }] });
    expect(stored('b')).toEqual({ Item: key('b') });
    await transaction;
  });

  it('transactional reads of them are cancelled; others see them as they were', async () => {
    putItem(engine, scope, { TableName, Item: { ...key('a'), by: { S: 'put' } } });
    const transaction = transactWriteItems(engine, scope, { TransactItems: [put('a')] });
    const read = (id: string) => ({ Get: { TableName, Key: key(id) } });

    expect(() => transactGetItems(engine, scope, { TransactItems: [read('b'), read('a')] })).toThrow(
      expect.objectContaining({
        code: 'TransactionCanceledException',
        members: { CancellationReasons: [NONE, CONFLICT] },
      }),
    );
    expect(stored('a')).toEqual({ Item: { ...key('a'), by: { S: 'put' } } });
    await transaction;
    expect(stored('a')).toEqual({ Item: { ...key('a'), by: { S: 'transaction' } } });
  });

  it('a replay of it is told to wait, and other parameters under its token are refused', async () => {
    const input = { TransactItems: [put('a')], ClientRequestToken: 'token' };
    const transaction = transactWriteItems(engine, scope, input);

    await expect(transactWriteItems(engine, scope, input)).rejects.toMatchObject({
      code: 'TransactionInProgressException',
    });
    await expect(
      transactWriteItems(engine, scope, { ...input, TransactItems: [put('b')] }),
    ).rejects.toMatchObject({ code: 'IdempotentParameterMismatchException' });
    await expect(transaction).resolves.toEqual({});
  });

  it('its table may go: then nothing is written', async () => {
    const transaction = transactWriteItems(engine, scope, { TransactItems: [put('a')] });
    const { record } = engine.tables.get(scope, TableName);
    engine.tables.remove(record);

    await expect(transaction).rejects.toMatchObject({ code: 'ResourceNotFoundException' });

    engine.tables.save(record);
    expect(stored('a')).toEqual({});
  });
});

it('A transaction that fails lets go of its items', async () => {
  putItem(engine, scope, { TableName, Item: key('a') });
  const failed = transactWriteItems(engine, scope, { TransactItems: [check('a')] });
  await expect(failed).rejects.toMatchObject({ code: 'TransactionCanceledException' });

  expect(() => putItem(engine, scope, { TableName, Item: key('a') })).not.toThrow();
});
