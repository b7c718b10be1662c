/** The hazards `eventual-reads` and `index-lag`, as clients meet them. */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable } from '../orders-table.js';
import { QUERIED } from '../queries/queried-table.js';

const TableName = QUERIED.TableName;
const Key = { a: { S: 'a' }, b: { S: 'b' } };
const Item = { ...Key, c: { S: 'c' }, d: { S: 'd' }, e: { S: 'e' } };

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, QUERIED);
});
afterEach(() => sandbox.close());

const put = (): Promise<unknown> => client.send(new PutItemCommand({ TableName, Item }));

/** How many items a way to read finds, several times in a row. */
async function counts(read: () => Promise<number>, times = 4): Promise<number[]> {
  const found: number[] = [];
  while (found.length < times) found.push(await read());
  return found;
}

async function get(ConsistentRead: boolean): Promise<number> {
  const answer = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead }));
  return answer.Item === undefined ? 0 : 1;
}

async function batchGet(ConsistentRead: boolean): Promise<number> {
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key], ConsistentRead } } }),
  );
  return Responses?.[TableName]?.length ?? 0;
}

async function scan(ConsistentRead: boolean): Promise<number> {
  const { ScannedCount = 0 } = await client.send(new ScanCommand({ TableName, ConsistentRead }));
  return ScannedCount;
}

async function query(
  IndexName: string | undefined,
  attribute: string,
  ConsistentRead: boolean,
): Promise<number> {
  const { ScannedCount = 0 } = await client.send(
    new QueryCommand({
      TableName,
      IndexName,
      ConsistentRead,
      KeyConditionExpression: `${attribute} = :value`,
      ExpressionAttributeValues: { ':value': { S: attribute } },
    }),
  );
  return ScannedCount;
}

describe('eventual-reads', () => {
  beforeEach(() => sandbox.server.hazards.set(['eventual-reads']));

  it.each<[string, (consistent: boolean) => Promise<number>]>([
    ['GetItem', get],
    ['BatchGetItem', batchGet],
    ['Scan', scan],
    ['Query', (consistent) => query(undefined, 'a', consistent)],
    ['Query of a local index', (consistent) => query('byCAll', 'a', consistent)],
  ])(
    '%s misses, every other time, what was written within a second, unless it is consistent',
    async (_, read) => {
      await put();

      const eventual = await counts(() => read(false));
      const consistent = await counts(() => read(true));
      await sandbox.advance(1_000);
      const later = await counts(() => read(false));

      expect(eventual).toEqual([0, 1, 0, 1]);
      expect(consistent).toEqual([1, 1, 1, 1]);
      expect(later).toEqual([1, 1, 1, 1]);
    },
  );

  it('still finds what was just deleted', async () => {
    await put();
    await sandbox.advance(1_000);
    await client.send(new DeleteItemCommand({ TableName, Key }));

    expect(await counts(() => get(false))).toEqual([1, 0, 1, 0]);
  });

  it('does not touch transactions and global indexes', async () => {
    await put();

    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
    );

    expect(Responses?.[0]?.Item).toEqual(Item);
    expect(await counts(() => query('onlyC', 'c', false))).toEqual([1, 1, 1, 1]);
  });

  it('is over with a restart', async () => {
    await put();
    await sandbox.restart();
    client = sandbox.client(DynamoDBClient, { requestHandler: new NodeHttpHandler() });

    expect(await counts(() => get(false))).toEqual([1, 1, 1, 1]);
  });
});

describe('index-lag', () => {
  it('a Query or Scan of a global index misses, every other time, what was written within two seconds', async () => {
    sandbox.server.hazards.set(['index-lag']);
    const scanIndex = async (): Promise<number> => {
      const { ScannedCount = 0 } = await client.send(new ScanCommand({ TableName, IndexName: 'cAndD' }));
      return ScannedCount;
    };
    await put();

    expect(await counts(() => query('onlyC', 'c', false))).toEqual([0, 1, 0, 1]);
    expect(await counts(scanIndex)).toEqual([0, 1, 0, 1]);
    expect(await counts(() => query('byCAll', 'a', false))).toEqual([1, 1, 1, 1]);
    await sandbox.advance(2_000);
    expect(await counts(() => query('onlyC', 'c', false))).toEqual([1, 1, 1, 1]);
  });
});
