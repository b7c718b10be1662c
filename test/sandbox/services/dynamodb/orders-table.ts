/** The lab's table and index, as requests, and a way to have them ready. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { TestSandbox } from '../../../support/sandbox.js';

/** Longer than anything takes. */
export const LONG_ENOUGH = 10_000; /* 10 s */

export const ORDERS = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'order_id', AttributeType: 'S' },
    { AttributeName: 'created_at', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'order_id', KeyType: 'HASH' },
    { AttributeName: 'created_at', KeyType: 'RANGE' },
  ],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
} satisfies CreateTableCommandInput;

export const CUSTOMER_INDEX = {
  IndexName: 'CustomerIndex',
  KeySchema: [
    { AttributeName: 'customer_id', KeyType: 'HASH' },
    { AttributeName: 'order_status', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
} satisfies GlobalSecondaryIndex;

export const ADD_CUSTOMER_INDEX = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'customer_id', AttributeType: 'S' },
    { AttributeName: 'order_status', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexUpdates: [{ Create: CUSTOMER_INDEX }],
} satisfies UpdateTableCommandInput;

/** Creates a table and moves time until it is there. */
export async function createTable(
  sandbox: TestSandbox,
  client: DynamoDBClient,
  input: CreateTableCommandInput = ORDERS,
): Promise<void> {
  await client.send(new CreateTableCommand(input));
  await sandbox.advance(LONG_ENOUGH);
}

/** Adds the lab's index and moves time until it is filled. */
export async function addCustomerIndex(sandbox: TestSandbox, client: DynamoDBClient): Promise<void> {
  await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
  await sandbox.advance(LONG_ENOUGH);
}

export async function describe(client: DynamoDBClient, name = 'Orders'): Promise<TableDescription> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table === undefined) throw new Error(`No description of ${name}`);
  return Table;
}
