/** The hazard `late-throttles`, by every kind of request. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTable, ORDERS } from './orders-table.js';

/** What a table reads or writes before its first throttle, and between two. */
const FIRST = 10;
const LATER = 40;
const THROTTLED = 1_500; /* ms */
const TableName = 'Orders';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
});
afterEach(() => sandbox.close());

/** A table, with the hazard from now on. */
async function prepare(overrides: Parameters<typeof createTable>[2] = ORDERS): Promise<void> {
  await createTable(sandbox, client, overrides);
  sandbox.server.hazards.set(['late-throttles']);
}

const keyOf = (number: number) => ({ order_id: { S: 'order' }, created_at: { N: String(number) } });
const puts = (count: number, from = 0) =>
  Array.from({ length: count }, (_, number) => ({ PutRequest: { Item: keyOf(from + number) } }));
const writeBatch = (count: number, from = 0) =>
  client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts(count, from) } }));
const readBatch = (count: number) =>
  client.send(
    new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: puts(count).map(({ PutRequest }) => PutRequest.Item) } },
    }),
  );

const TEXT =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your ' +
  'provisioning level with the UpdateTable API.';

function exceeded(direction: 'Read' | 'Write'): object {
  return {
    name: 'ProvisionedThroughputExceededException',
    message: TEXT,
    ThrottlingReasons: [
      {
        reason: `Table${direction}ProvisionedThroughputExceeded`,
        resource: expect.stringMatching(/:table\/Orders$/),
      },
    ],
  };
}

describe('a provisioned table', () => {
  it('takes what comes before the throttle of a batch, refuses for 1.5 s, and throttles again later', async () => {
    await prepare();

    const { UnprocessedItems } = await writeBatch(FIRST + 5);

    expect(UnprocessedItems?.[TableName]).toEqual(puts(5, FIRST));
    await expect(writeBatch(5)).rejects.toMatchObject(exceeded('Write'));
    await expect(client.send(new PutItemCommand({ TableName, Item: keyOf(1) }))).rejects.toMatchObject(
      exceeded('Write'),
    );
    await sandbox.advance(THROTTLED);
    expect((await writeBatch(25)).UnprocessedItems).toEqual({});
    const again = await writeBatch(25);
    expect(again.UnprocessedItems?.[TableName]).toEqual(puts(50 - LATER, LATER - 25));
  });

  it('leaves keys of a batch unread, and refuses every other kind of read', async () => {
    await prepare();

    const { UnprocessedKeys } = await readBatch(FIRST + 2);

    expect(UnprocessedKeys?.[TableName]?.Keys).toEqual([keyOf(FIRST), keyOf(FIRST + 1)]);
    const reads = [
      client.send(new GetItemCommand({ TableName, Key: keyOf(1) })),
      client.send(new ScanCommand({ TableName })),
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'order_id = :id',
          ExpressionAttributeValues: { ':id': { S: 'order' } },
        }),
      ),
      readBatch(2),
    ];
    for (const outcome of await Promise.allSettled(reads)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: exceeded('Read') });
    }
    await expect(client.send(new PutItemCommand({ TableName, Item: keyOf(1) }))).resolves.toBeDefined();
  });

  it('cancels transactions, with a reason for each action', async () => {
    await prepare();
    await createTable(sandbox, client, { ...ORDERS, TableName: 'Other' });
    await writeBatch(FIRST + 1);
    await readBatch(FIRST + 1);
    const reason = { Code: 'ProvisionedThroughputExceeded', Message: TEXT };

    const write = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: keyOf(1) } },
          { Put: { TableName: 'Other', Item: keyOf(1) } },
        ],
      }),
    );
    await expect(write).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded, None]',
      CancellationReasons: [reason, { Code: 'None' }],
    });
    const read = client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: keyOf(1) } }] }),
    );

    await expect(read).rejects.toMatchObject({ CancellationReasons: [reason] });
  });
});

it('does not touch an on-demand table', async () => {
  const { ProvisionedThroughput: _, ...others } = ORDERS;
  await prepare({ ...others, BillingMode: 'PAY_PER_REQUEST' });

  for (let round = 0; round < 4; round += 1) expect((await writeBatch(25)).UnprocessedItems).toEqual({});
});

it('refuses requests to the control plane now and then', async () => {
  await prepare();
  const refusals = async (send: () => Promise<unknown>): Promise<Error[]> => {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (let call = 0; call < 16; call += 1) outcomes.push(...(await Promise.allSettled([send()])));
    return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  };

  const describes = await refusals(() => client.send(new DescribeTableCommand({ TableName })));
  const updates = await refusals(() =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false })),
  );

  const text = 'The rate of control plane requests made by this account is too high';
  expect(describes).toMatchObject(Array(4).fill({ name: 'ThrottlingException', message: 'Rate exceeded' }));
  expect(updates).toMatchObject(Array(4).fill({ name: 'ThrottlingException', message: text }));
});
