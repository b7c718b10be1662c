/** The hazards `table-lifecycle` and `index-build`: tables and indexes take as long as on AWS. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lifecycleTimes } from '../../../../src/sandbox/services/dynamodb/lifecycle-times.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import {
  ADD_CUSTOMER_INDEX,
  CUSTOMER_INDEX,
  createTable,
  describe as describeTable,
  LONG_ENOUGH,
  ORDERS,
} from './orders-table.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DROP_INDEX = {
  TableName: 'Orders',
  GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'CustomerIndex' } }],
} satisfies UpdateTableCommandInput;

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
});
afterEach(() => sandbox.close());

/** Moves time on until the table is as wanted; how many seconds that took, virtual ones. */
async function secondsUntil(
  isWanted: (table: TableDescription | undefined) => boolean,
  step = SECOND,
  name = 'Orders',
): Promise<number> {
  const { clock } = sandbox.server;
  const start = clock.now();
  while (clock.now() < start + 30 * MINUTE) {
    const table = await client.send(new DescribeTableCommand({ TableName: name })).then(
      ({ Table }) => Table,
      () => undefined,
    );
    if (isWanted(table)) return (clock.now() - start) / SECOND;
    await sandbox.advance(step);
  }
  throw new Error('not as wanted within half an hour');
}

const isActive = (table: TableDescription | undefined): boolean => table?.TableStatus === 'ACTIVE';

function expectBetween(value: number, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
}

it.each([
  ['createTable', 'table-lifecycle', 2, 7],
  ['createTableWithIndexes', 'table-lifecycle', 14, 22],
  ['updateTable', 'table-lifecycle', 1, 2],
  ['changeStream', 'table-lifecycle', 4, 5],
  ['deleteTable', 'table-lifecycle', 4, 6],
  ['allocateIndex', 'index-build', 24, 56],
] as const)(
  '%s takes as long as on AWS under %s, and less than a second otherwise',
  (change, hazard, least, most) => {
    const slow = lifecycleTimes({ has: (name) => name === hazard });
    const quick = lifecycleTimes({ has: (name) => name !== hazard });
    const subjects = Array.from({ length: 100 }, (_, number) => `table ${number}`);

    const times = subjects.map((subject) => slow(change, subject) / SECOND);

    expect(Math.min(...times)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...times)).toBeLessThanOrEqual(most);
    expect(new Set(times).size).toBeGreaterThan(50);
    expect(slow(change, 'Orders')).toBe(slow(change, 'Orders'));
    expect(quick(change, 'Orders')).toBeLessThan(SECOND);
  },
);

describe('table-lifecycle', () => {
  beforeEach(() => sandbox.server.hazards.set(['table-lifecycle']));

  it('creates in 2 to 7 s and deletes in 4 to 6 s; meanwhile there is nothing for readers and writers', async () => {
    await client.send(new CreateTableCommand(ORDERS));
    const put = new PutItemCommand({
      TableName: 'Orders',
      Item: { order_id: { S: 'a' }, created_at: { N: '1' } },
    });
    await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expectBetween(await secondsUntil(isActive), 2, 7);
    await expect(client.send(put)).resolves.toBeDefined();

    await client.send(new DeleteTableCommand({ TableName: 'Orders' }));

    await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expectBetween(await secondsUntil((table) => table === undefined), 4, 6);
  });

  it('creates in 14 to 22 s with indexes, which are ready together with the table', async () => {
    const { AttributeDefinitions } = ADD_CUSTOMER_INDEX;
    await client.send(
      new CreateTableCommand({
        ...ORDERS,
        AttributeDefinitions: [...ORDERS.AttributeDefinitions, ...AttributeDefinitions],
        GlobalSecondaryIndexes: [CUSTOMER_INDEX],
      }),
    );

    expectBetween(await secondsUntil(isActive), 14, 22);

    expect((await describeTable(client)).GlobalSecondaryIndexes?.[0]?.IndexStatus).toBe('ACTIVE');
  });

  it('turns a stream on in 4 to 5 s and changes throughput in 1 to 2 s', async () => {
    await createTable(sandbox, client);
    const change = async (input: Partial<UpdateTableCommandInput>): Promise<number> => {
      await client.send(new UpdateTableCommand({ TableName: 'Orders', ...input }));
      return secondsUntil(isActive);
    };

    const stream = await change({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    const throughput = await change({
      ProvisionedThroughput: { ReadCapacityUnits: 6, WriteCapacityUnits: 6 },
    });

    expectBetween(stream, 4, 5);
    expectBetween(throughput, 1, 2);
  });

  it('is turned off without a restart', async () => {
    sandbox.server.hazards.set([]);
    await client.send(new CreateTableCommand(ORDERS));

    await sandbox.advance(500);

    expect(isActive(await describeTable(client))).toBe(true);
  });
});

describe('index-build', () => {
  beforeEach(async () => {
    await createTable(sandbox, client);
    sandbox.server.hazards.set(['index-build']);
  });

  const indexOf = (table: TableDescription | undefined) => table?.GlobalSecondaryIndexes?.[0];
  const isBackfilling = (table: TableDescription | undefined): boolean =>
    indexOf(table)?.Backfilling === true;

  it('takes 24 to 56 s for resources and, on an empty table, 8 to 17 minutes in all', async () => {
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    expect(await describeTable(client)).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: false }],
    });

    const allocation = await secondsUntil(isActive);
    expect(indexOf(await describeTable(client))).toMatchObject({
      IndexStatus: 'CREATING',
      Backfilling: true,
    });
    const rest = await secondsUntil((table) => indexOf(table)?.IndexStatus === 'ACTIVE', 10 * SECOND);

    expectBetween(allocation, 24, 57);
    expectBetween(allocation + rest, 8 * 60, 17 * 60 + 10);
  });

  it('refuses meanwhile to delete the table, to read the index and to begin another', async () => {
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    const deletion = new DeleteTableCommand({ TableName: 'Orders' });
    const query = new QueryCommand({
      TableName: 'Orders',
      IndexName: 'CustomerIndex',
      KeyConditionExpression: 'customer_id = :customer',
      ExpressionAttributeValues: { ':customer': { S: 'cust123' } },
    });
    const another = new UpdateTableCommand({
      ...ADD_CUSTOMER_INDEX,
      GlobalSecondaryIndexUpdates: [{ Create: { ...CUSTOMER_INDEX, IndexName: 'Another' } }],
    });

    for (const reached of [() => true, isBackfilling]) {
      await secondsUntil(reached);

      await expect(client.send(deletion)).rejects.toMatchObject({
        name: 'ResourceInUseException',
        message:
          'Attempt to change a resource which is still in use: Cannot delete table while indexes are being created, updated, or deleted.',
      });
      await expect(client.send(query)).rejects.toThrow(
        'Cannot read from backfilling global secondary index: CustomerIndex',
      );
      await expect(client.send(another)).rejects.toMatchObject({
        name: 'LimitExceededException',
        message:
          'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      });
    }
  });

  it('lets a backfilling index be deleted, in about 5 s, and then the table', async () => {
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    const drop = new UpdateTableCommand(DROP_INDEX);
    await expect(client.send(drop)).rejects.toThrow('Index creation is in resource allocation phase.');
    await secondsUntil(isBackfilling);

    await client.send(drop);
    const deletion = await secondsUntil((table) => indexOf(table) === undefined);
    await client.send(new DeleteTableCommand({ TableName: 'Orders' }));

    expectBetween(deletion, 4, 6);
    await sandbox.advance(LONG_ENOUGH);
    await expect(describeTable(client)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
