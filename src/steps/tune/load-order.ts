/**
 * The one order that the load is written to. It is large: DynamoDB charges an update by the size of the whole item, so
 * that a few small calls are many write units. Without a customer it is not in the index, which pays nothing. Each write
 * adds its number to a set: that bears to be sent twice, and shows afterwards which writes there were.
 */
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';

/** Write units of each write. */
export const UNITS_OF_A_WRITE = 80;
/** The rest is for the key, what is known of the load, and the numbers: less than a unit. */
const BALLAST = (UNITS_OF_A_WRITE - 1) * 1024; /* bytes */

/** No order that anybody places has this id. Fixed, so that a later run finds what a killed one has left. */
const KEY: OrderItem = { order_id: { S: 'orders-lab-load' }, created_at: { N: '1625097600' } };

/** What a load began with: kept in the order itself, so that a run that was killed can be gone on with. */
export interface LoadOrder {
  /** Milliseconds on the lab's clock. */
  readonly startedAt: number;
  /** Write capacity units of the table before. */
  readonly unitsBefore: number;
  /** The numbers of the writes that are in it. */
  readonly written: ReadonlySet<number>;
}

export type NewLoadOrder = Omit<LoadOrder, 'written'>;

export async function putLoadOrder(lab: Lab, { startedAt, unitsBefore }: NewLoadOrder): Promise<void> {
  const Item = {
    ...KEY,
    started_at: { N: String(startedAt) },
    units_before: { N: String(unitsBefore) },
    ballast: { S: 'x'.repeat(BALLAST) },
  };
  const command = new PutItemCommand({ TableName: lab.names.table, Item });
  await patiently(lab, () => lab.client(DynamoDBClient).send(command));
}

/** As it is now; undefined when there is none. */
export async function readLoadOrder(lab: Lab): Promise<LoadOrder | undefined> {
  const command = new GetItemCommand({
    TableName: lab.names.table,
    Key: KEY,
    ProjectionExpression: 'started_at, units_before, written',
    ConsistentRead: true,
  });
  const { Item } = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
  if (Item === undefined) return undefined;
  return {
    startedAt: Number(Item.started_at?.N ?? 0),
    unitsBefore: Number(Item.units_before?.N ?? 0),
    written: new Set((Item.written?.NS ?? []).map(Number)),
  };
}

/** Adds a number to the order; waits while the table takes no more. Gives the write units that it has cost. */
export async function writeNumber(lab: Lab, number: number): Promise<number> {
  const command = new UpdateItemCommand({
    TableName: lab.names.table,
    Key: KEY,
    UpdateExpression: 'ADD written :number',
    ExpressionAttributeValues: { ':number': { NS: [String(number)] } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { ConsumedCapacity } = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
  return ConsumedCapacity?.CapacityUnits ?? 0;
}

export async function removeLoadOrder(lab: Lab): Promise<void> {
  const command = new DeleteItemCommand({ TableName: lab.names.table, Key: KEY });
  await patiently(lab, () => lab.client(DynamoDBClient).send(command));
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.table} to serve more` }, send);
}
