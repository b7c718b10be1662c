/** Capacity through the front door: what is let in, what is refused and how that is told. Time stands still. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import {
  addCustomerIndex,
  createTable,
  describe as describeTable,
  LONG_ENOUGH,
  ORDERS,
} from '../orders-table.js';

const TableName = 'Orders';
const SECOND = 1_000; /* ms */
const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders';
const INDEX_ARN = `${ARN}/index/CustomerIndex`;
const PROVISIONED_TABLE =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your ' +
  'provisioning level with the UpdateTable API.';
const PROVISIONED_INDEXES =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was ' +
  'exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with ' +
  'the UpdateTable API';

type Item = Record<string, AttributeValue>;

let sandbox: TestSandbox;
let client: DynamoDBClient;
let count: number;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
  count = 0;
});
afterEach(() => sandbox.close());

function units(write: number, read = write) {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

/** A table with that many units each way, and every burst it can have. */
function ordersOf(write: number, read = write): Promise<void> {
  return createTable(sandbox, client, { ...ORDERS, ProvisionedThroughput: units(write, read) });
}

function onDemand(overrides: object = {}): Promise<void> {
  const { ProvisionedThroughput: _, ...rest } = ORDERS;
  return createTable(sandbox, client, { ...rest, BillingMode: 'PAY_PER_REQUEST', ...overrides });
}

/** An item that no other test has, of a key of its own, and as large as `writeUnits` says. */
function newItem(writeUnits = 1, order = `order-${count++}`): Item {
  const Item = { order_id: { S: order }, created_at: { N: String(count++) } };
  return writeUnits === 1 ? Item : { ...Item, data: { S: 'x'.repeat((writeUnits - 1) * 1024) } };
}

const keyOf = ({ order_id, created_at }: Item): Item => ({
  order_id: order_id ?? { S: '' },
  created_at: created_at ?? { N: '0' },
});

function put(Item: Item, options: Partial<PutItemCommandInput> = {}) {
  return client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL', ...options }));
}

async function batch(items: readonly Item[]): Promise<Item[]> {
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  const { UnprocessedItems } = await client.send(
    new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
  );
  return (UnprocessedItems?.[TableName] ?? []).map(({ PutRequest }) => PutRequest?.Item ?? {});
}

/** Uses up units by large items. */
async function use(writeUnits: number, order?: string): Promise<void> {
  const large = 100;
  for (let left = writeUnits; left > 0; left -= large) {
    await put(newItem(Math.min(left, large), order));
  }
}

function exceeded(reason: string, resource = ARN, message = PROVISIONED_TABLE): object {
  return {
    name: 'ProvisionedThroughputExceededException',
    message,
    ThrottlingReasons: [{ reason, resource }],
  };
}

const TABLE_WRITES = exceeded('TableWriteProvisionedThroughputExceeded');
const TABLE_READS = exceeded('TableReadProvisionedThroughputExceeded');

async function itemCount(): Promise<number | undefined> {
  return (await describeTable(client)).ItemCount;
}

describe('A provisioned table', () => {
  it('of five units takes 1,500 writes at once, and then five a second', async () => {
    await ordersOf(5);
    for (let written = 0; written < 1_500; written += 25) {
      expect(await batch(Array.from({ length: 25 }, () => newItem()))).toEqual([]);
    }

    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(SECOND);
    const later = await batch(Array.from({ length: 25 }, () => newItem()));

    expect(later).toHaveLength(20);
    expect(await itemCount()).toBe(1_505);
  });

  it('lets a request in while anything is left, and is overdrawn by what it cost', async () => {
    await ordersOf(1);
    await use(299);

    expect((await put(newItem(350))).ConsumedCapacity?.CapacityUnits).toBe(350);
    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(349 * SECOND);
    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(1);
    await expect(put(newItem())).resolves.toBeDefined();
  });

  it('has capacity for reads of its own, in half units', async () => {
    await ordersOf(5, 1);
    const large = newItem(399);
    await put(large);
    const read = (ConsistentRead: boolean, item = newItem()) =>
      client.send(new GetItemCommand({ TableName, Key: keyOf(item), ConsistentRead }));

    for (let units = 0; units < 300; units += 50) await read(false, large);

    await expect(read(false)).rejects.toMatchObject(TABLE_READS);
    await expect(client.send(new ScanCommand({ TableName }))).rejects.toMatchObject(TABLE_READS);
    await sandbox.advance(SECOND / 2);
    await read(true);
    await sandbox.advance(SECOND / 2);
    await expect(read(false)).rejects.toMatchObject(TABLE_READS);
    await expect(put(newItem())).resolves.toBeDefined();
  });

  it('writes nothing that it refuses, and charges nothing for it', async () => {
    await ordersOf(1);
    const item = newItem();
    await put(item);
    await use(299);
    const change = { TableName, Key: keyOf(item) };
    const attempts = [
      put({ ...item, status: { S: 'new' } }),
      client.send(new DeleteItemCommand(change)),
      client.send(
        new UpdateItemCommand({
          ...change,
          UpdateExpression: 'SET x = :x',
          ExpressionAttributeValues: { ':x': { S: 'x' } },
        }),
      ),
      batch([newItem()]),
    ];

    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: TABLE_WRITES });
    }
    expect((await client.send(new GetItemCommand(change))).Item).toEqual(item);
    await sandbox.advance(2 * SECOND);
    expect(await batch([newItem(), newItem(), newItem()])).toHaveLength(1);
  });

  it('charges for a condition that does not hold', async () => {
    await ordersOf(1);
    const item = newItem(300);
    await put(item);
    await sandbox.advance(150 * SECOND);

    await expect(
      put({ ...keyOf(item) }, { ConditionExpression: 'attribute_not_exists(order_id)' }),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });

    await sandbox.advance(150 * SECOND);
    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(SECOND);
    await expect(put(newItem())).resolves.toBeDefined();
  });

  it('has its new capacity, and no new burst, once a change is done', async () => {
    await ordersOf(1);
    await use(300);
    await client.send(new UpdateTableCommand({ TableName, ProvisionedThroughput: units(10, 1) }));

    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(LONG_ENOUGH);

    // 0.3 s at one unit a second, and the rest at ten.
    expect(await batch(Array.from({ length: 25 }, () => newItem()))).toEqual([]);
    await use(73);
    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
  });

  it('keeps what it has left over a stop and a start, and over a kill but for the last second', async () => {
    await ordersOf(5);
    await use(1_500);

    await sandbox.restart();
    // The connection that was open is gone.
    await describeTable(client).catch(() => undefined);
    await expect(put(newItem())).rejects.toMatchObject(TABLE_WRITES);
    await sandbox.advance(100 * SECOND);
    await use(100);
    const killed = await startTestSandbox(sandbox.folder, { stillClock: true });
    const left = killed.client(DynamoDBClient);
    let accepted = 0;
    try {
      for (; accepted < 10; accepted += 1) {
        await left.send(new PutItemCommand({ TableName, Item: newItem(100) }));
      }
    } catch (error) {
      expect(error).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    } finally {
      await killed.close();
    }

    // 400 units, and what the seconds since have brought, which lets one more in.
    expect([4, 5]).toContain(accepted);
  });
});

describe('Batches', () => {
  it('leave unprocessed what there is no capacity for, and fail where there is none for anything', async () => {
    await ordersOf(1);
    await use(297);
    const items = Array.from({ length: 5 }, () => newItem());

    expect(await batch(items)).toEqual(items.slice(3));
    await expect(batch(items)).rejects.toMatchObject(TABLE_WRITES);
  });

  it('leave keys unread, and ask for them in the same way', async () => {
    await ordersOf(1_000, 1);
    const items = Array.from({ length: 4 }, () => newItem(396));
    for (const item of items) await put(item);
    const Keys = items.map(keyOf);
    const read = () =>
      client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }));

    const { Responses, UnprocessedKeys } = await read();

    // 99 units each: three leave three units, which let the fourth in.
    expect(Responses?.[TableName]).toHaveLength(4);
    expect(UnprocessedKeys).toEqual({});
    await expect(read()).rejects.toMatchObject(TABLE_READS);
    await sandbox.advance(97 * SECOND);
    const partly = await read();
    expect(partly.Responses?.[TableName]).toEqual([items[0]]);
    expect(partly.UnprocessedKeys?.[TableName]).toEqual({ Keys: Keys.slice(1), ConsistentRead: true });
  });

  it('of two tables get through for the one that has capacity', async () => {
    await ordersOf(1);
    await createTable(sandbox, client, { ...ORDERS, TableName: 'Other' });
    await use(300);
    const requests = [{ PutRequest: { Item: newItem() } }];

    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests, Other: requests } }),
    );

    expect(UnprocessedItems).toEqual({ [TableName]: requests });
  });
});

describe('Transactions', () => {
  it('are cancelled, with a reason at the place of each action, and cost twice as much', async () => {
    await ordersOf(1);
    await createTable(sandbox, client, { ...ORDERS, TableName: 'Other' });
    await use(297);
    const write = () =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'Other', Item: newItem() } },
            { Put: { TableName, Item: newItem() } },
          ],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );

    expect((await write()).ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits)).toEqual([2, 2]);
    await write();
    const cancelled = await write().catch((error: unknown) => error);

    expect(cancelled).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ProvisionedThroughputExceeded', Message: PROVISIONED_TABLE },
      ],
    });
    const other = await client.send(new ScanCommand({ TableName: 'Other', Select: 'COUNT' }));
    expect(other.Count).toBe(2);
  });

  it('that read are cancelled, too', async () => {
    await ordersOf(5, 1);
    const item = newItem(396);
    await put(item);
    const Get = { TableName, Key: keyOf(item) };
    const read = () => client.send(new TransactGetItemsCommand({ TransactItems: [{ Get }] }));

    await read();
    await read();

    await expect(read()).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'ProvisionedThroughputExceeded', Message: PROVISIONED_TABLE }],
    });
  });
});

describe('A global index', () => {
  const customer = { customer_id: { S: 'ada' }, order_status: { S: 'new' } };

  async function prepare(): Promise<void> {
    await ordersOf(1_000, 5);
    await addCustomerIndex(sandbox, client);
  }

  it('short of write capacity holds up every write of its table', async () => {
    await prepare();
    for (let written = 0; written < 1_500; written += 300) {
      await put({ ...newItem(300), ...customer, customer_id: { S: `customer-${written}` } });
    }
    const refused = exceeded('IndexWriteProvisionedThroughputExceeded', INDEX_ARN, PROVISIONED_INDEXES);
    const before = await itemCount();

    await expect(put({ ...newItem(), ...customer })).rejects.toMatchObject(refused);
    await expect(put(newItem())).rejects.toMatchObject(refused);
    expect(await itemCount()).toBe(before);
    await sandbox.advance(SECOND);
    await expect(put({ ...newItem(5), ...customer })).resolves.toBeDefined();
    await expect(put({ ...newItem(), ...customer })).rejects.toMatchObject(refused);
  });

  it('is not charged for what it does not hold', async () => {
    await prepare();
    await use(1_600);

    await expect(put({ ...newItem(), ...customer })).resolves.toBeDefined();
  });

  it('has read capacity of its own', async () => {
    await prepare();
    for (let number = 0; number < 3; number += 1) await put({ ...newItem(300), ...customer });
    const query = () =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: 'CustomerIndex',
          KeyConditionExpression: 'customer_id = :c',
          ExpressionAttributeValues: { ':c': { S: 'ada' } },
          ReturnConsumedCapacity: 'INDEXES',
        }),
      );
    const first = await query();
    const unitsEach = first.ConsumedCapacity?.CapacityUnits ?? 0;

    for (let used = unitsEach; used < 1_500; used += unitsEach) await query();

    await expect(query()).rejects.toMatchObject(
      exceeded('IndexReadProvisionedThroughputExceeded', INDEX_ARN, PROVISIONED_INDEXES),
    );
    await expect(client.send(new ScanCommand({ TableName, Limit: 1 }))).resolves.toBeDefined();
  });
});

describe('A hot key', () => {
  it('is throttled at 1,000 writes a second, long before its table', async () => {
    await ordersOf(10_000);
    await use(1_000, 'hot');

    await expect(put(newItem(1, 'hot'))).rejects.toMatchObject(
      exceeded('TableWriteKeyRangeThroughputExceeded'),
    );
    expect(await batch([newItem(1, 'hot'), newItem(), newItem(1, 'hot')])).toHaveLength(2);
    await sandbox.advance(100);
    await use(100, 'hot');
    await expect(put(newItem(1, 'hot'))).rejects.toMatchObject(
      exceeded('TableWriteKeyRangeThroughputExceeded'),
    );
  });

  it('is throttled at 3,000 reads a second, by whatever reads it', async () => {
    await ordersOf(10_000, 10_000);
    for (let number = 0; number < 2; number += 1) await put(newItem(390, 'hot'));
    await put(newItem(1, 'cold'));
    const query = (order: string) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'order_id = :o',
          ExpressionAttributeValues: { ':o': { S: order } },
          ConsistentRead: true,
        }),
      );

    for (let used = 0; used < 3_000; used += 195) await query('hot');

    await expect(query('hot')).rejects.toMatchObject(exceeded('TableReadKeyRangeThroughputExceeded'));
    await expect(query('cold')).resolves.toBeDefined();
  });
});

describe('A hot key of an index', () => {
  const order = (customer: string, size = 1) => ({
    ...newItem(size),
    customer_id: { S: customer },
    order_status: { S: 'new' },
  });
  const hotIndex = exceeded('IndexWriteKeyRangeThroughputExceeded', INDEX_ARN, PROVISIONED_INDEXES);

  it('holds up the writes that go there, and no others', async () => {
    await ordersOf(10_000);
    await addCustomerIndex(sandbox, client);
    for (let used = 0; used < 1_000; used += 250) await put(order('hot', 250));
    const before = await itemCount();

    await expect(put(order('hot'))).rejects.toMatchObject(hotIndex);
    const write = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: order('cold') } },
          { Put: { TableName, Item: order('hot') } },
        ],
      }),
    );
    await expect(write).rejects.toMatchObject({
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ProvisionedThroughputExceeded', Message: PROVISIONED_INDEXES },
      ],
    });
    expect(await itemCount()).toBe(before);
    expect(await batch([order('hot'), order('cold'), newItem()])).toHaveLength(1);
    await sandbox.advance(SECOND);
    await expect(put(order('hot'))).resolves.toBeDefined();
  });
});

describe('An on-demand table', () => {
  const SCALING =
    /^Throughput exceeds the current capacity of your table or index\. DynamoDB is automatically/;

  it('begins with 4,000 writes a second', async () => {
    await onDemand();
    for (let used = 0; used < 4_000; used += 400) await put(newItem(400));

    await expect(put(newItem())).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: expect.stringMatching(SCALING),
      throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: ARN }],
    });
    const transaction = client.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: newItem() } }] }),
    );
    await expect(transaction).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'ThrottlingError', Message: expect.stringMatching(SCALING) }],
    });
    await sandbox.advance(SECOND);
    await expect(put(newItem())).resolves.toBeDefined();
  });

  it('takes no more than the maximum it was given', async () => {
    await onDemand({ OnDemandThroughput: { MaxWriteRequestUnits: 1 } });
    await use(300);

    await expect(put(newItem())).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
      throttlingReasons: [{ reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: ARN }],
    });
  });
});
