import {
  DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable } from '../orders-table.js';

const TEN_MINUTES = 10 * 60 * 1000;
const TableName = 'Orders';
const CREATED_AT = { N: '1625097600' };

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
});
afterAll(() => sandbox.close());

/** Adds one to a counter, and writes an item of about 1.5 KB: 4 write units, 2 read units. */
function count(id: string): TransactWriteItem[] {
  return [
    {
      Update: {
        TableName,
        Key: { order_id: { S: id }, created_at: CREATED_AT },
        UpdateExpression: 'ADD counted :one SET filling = :filling',
        ExpressionAttributeValues: { ':filling': { S: 'x'.repeat(1400) }, ':one': { N: '1' } },
      },
    },
  ];
}

function send(token: string, TransactItems: TransactWriteItem[]): Promise<TransactWriteItemsCommandOutput> {
  return client.send(
    new TransactWriteItemsCommand({
      TransactItems,
      ClientRequestToken: token,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
}

async function counted(id: string): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: { order_id: { S: id }, created_at: CREATED_AT } }),
  );
  return Item?.counted?.N;
}

it('Under one token a transaction is done once; the replay costs the reading', async () => {
  const first = await send('once', count('once'));
  const replay = await send('once', count('once'));

  expect(await counted('once')).toBe('1');
  expect(first.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  expect(replay.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2, ReadCapacityUnits: 2 }]);
});

it('The order of members makes no other request', async () => {
  const [{ Update } = {}] = count('order');
  const reversed = Object.fromEntries(Object.entries(Update ?? {}).reverse());
  await send('order', count('order'));

  await send('order', [{ Update: reversed as typeof Update }]);

  expect(await counted('order')).toBe('1');
});

it('Other parameters under a used token are refused', async () => {
  await send('other', count('other-1'));

  await expect(send('other', count('other-2'))).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
  expect(await counted('other-2')).toBeUndefined();
});

it('A cancelled transaction leaves its token unused', async () => {
  const check = {
    ConditionCheck: {
      TableName,
      Key: { order_id: { S: 'gate' }, created_at: CREATED_AT },
      ConditionExpression: 'attribute_exists(order_id)',
    },
  };
  await expect(send('again', [...count('again'), check])).rejects.toMatchObject({
    name: 'TransactionCanceledException',
  });
  await send('gate', count('gate'));

  await send('again', [...count('again'), check]);

  expect(await counted('again')).toBe('1');
});

it('A token outlives a restart, and is forgotten ten minutes after', async () => {
  await send('restart', count('restart'));
  await sandbox.restart();
  client = sandbox.client(DynamoDBClient, { requestHandler: new NodeHttpHandler() });

  await sandbox.advance(TEN_MINUTES - 60_000);
  await send('restart', count('restart'));
  expect(await counted('restart')).toBe('1');

  await sandbox.advance(60_000);
  await send('restart', count('restart'));
  expect(await counted('restart')).toBe('2');
});

it('Used tokens do not stay in the store', async () => {
  await send('swept', count('swept'));

  await sandbox.advance(3 * TEN_MINUTES);

  await send('swept', count('swept'));
  expect(await counted('swept')).toBe('2');
  expect(sandbox.log).toEqual([]);
});

it.each([
  ['', 'greater than or equal to 1'],
  ['x'.repeat(37), 'less than or equal to 36'],
])('A token of another length is refused: "%s"', async (token, bound) => {
  await expect(send(token, count('length'))).rejects.toThrow(
    `at 'clientRequestToken' failed to satisfy constraint: Member must have length ${bound}`,
  );
});
