/** Writing as fast as the capacity allows, and no faster. */
import {
  CreateTableCommand,
  DynamoDBClient,
  type ProvisionedThroughput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/lab.js';
import { generatedOrders, type OrderItem, toItem } from '../../src/steps/orders.js';
import { writeItems } from '../../src/steps/write-orders.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** Write units of the table, and for how many seconds they are saved up. */
const UNITS = 5;
const BURST_SECONDS = 300;
const ORDERS = 3_100;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

async function createTable(TableName: string, indexUnits: number): Promise<void> {
  const provisioned = (WriteCapacityUnits: number): ProvisionedThroughput => ({
    ReadCapacityUnits: 40_000,
    WriteCapacityUnits,
  });
  await sandbox.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'order_id', AttributeType: 'S' },
        { AttributeName: 'created_at', AttributeType: 'N' },
        { AttributeName: 'customer_id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'order_id', KeyType: 'HASH' },
        { AttributeName: 'created_at', KeyType: 'RANGE' },
      ],
      ProvisionedThroughput: provisioned(UNITS),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'CustomerIndex',
          KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          ProvisionedThroughput: provisioned(indexUnits),
        },
      ],
    }),
  );
  await sandbox.advance(60_000);
}

async function countItems(TableName: string): Promise<number> {
  const client = sandbox.client(DynamoDBClient);
  let count = 0;
  let ExclusiveStartKey: OrderItem | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true, Select: 'COUNT' }),
    );
    count += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
}

function* items(count: number): Generator<OrderItem> {
  for (const order of generatedOrders(1, count)) yield toItem(order);
}

/** Units that the table took, and how many items it left unprocessed or made the SDK send again. */
function watch(lab: Lab): { readonly units: number; readonly refused: number } {
  const seen = { units: 0, refused: 0 };
  lab.client(DynamoDBClient).middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        const { output } = answer;
        if (commandName !== 'BatchWriteItemCommand' || !('UnprocessedItems' in output)) return answer;
        seen.units += output.ConsumedCapacity?.[0]?.Table?.CapacityUnits ?? 0;
        seen.refused += (output.$metadata.attempts ?? 1) - 1;
        seen.refused += Object.values(output.UnprocessedItems ?? {}).flat().length;
        return answer;
      },
    { step: 'initialize', priority: 'low' },
  );
  return seen;
}

it.each([
  ['the table', UNITS],
  ['the index', UNITS - 2],
])(
  'uses at least 95 % of what %s can take, loses nothing and is hardly ever refused',
  async (what, units) => {
    const table = `by-${what.slice(4)}`;
    await createTable(table, units);
    const { lab } = await openTestLab(sandbox);
    const seen = watch(lab);
    const begin = lab.clock.now();

    await writeItems(lab, table, items(ORDERS), ORDERS);

    const seconds = (lab.clock.now() - begin) / 1000;
    const offered = units * (BURST_SECONDS + seconds);
    expect(await countItems(table)).toBe(ORDERS);
    expect(seen.units).toBe(ORDERS);
    expect(seen.units / offered).toBeGreaterThanOrEqual(0.95);
    expect(seen.refused).toBeLessThanOrEqual(100);
  },
);
