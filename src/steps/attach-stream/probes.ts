/**
 * The orders that the proof writes and removes again. They share one order id, so that they are in one shard, in
 * order, and a later run finds with one query what a killed one has left. Each run marks its own.
 */
import { randomUUID } from 'node:crypto';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';

/** No order that anybody places has this id. */
export const PROBE_ID = 'orders-lab-stream-probe';
/** Beside the orders of the step transact: nobody else's. */
const CUSTOMER = 'cust789';
const SECOND = 1000; /* ms */

export interface Run {
  /** In every order of this run, and so in every log line about one. */
  readonly mark: string;
  /** Milliseconds on the lab's clock. */
  readonly startedAt: number;
}

export function beginRun({ clock }: Lab): Run {
  return { mark: randomUUID(), startedAt: clock.now() };
}

/** @param position tells the orders of a run apart: they are placed a second after one another. */
export function probe({ mark, startedAt }: Run, position: number, status: string): OrderItem {
  return {
    order_id: { S: PROBE_ID },
    created_at: { N: String(Math.floor(startedAt / SECOND) + position) },
    customer_id: { S: CUSTOMER },
    order_status: { S: status },
    probe: { S: mark },
  };
}

function keyOf({ order_id = { S: '' }, created_at = { N: '0' } }: OrderItem): OrderItem {
  return { order_id, created_at };
}

export async function insertProbe(lab: Lab, item: OrderItem): Promise<void> {
  const command = new PutItemCommand({ TableName: lab.names.table, Item: item });
  await patiently(lab, () => lab.client(DynamoDBClient).send(command));
}

/** Gives the order another status, and returns it as it is then. */
export async function modifyProbe(lab: Lab, item: OrderItem, status: string): Promise<OrderItem> {
  const command = new UpdateItemCommand({
    TableName: lab.names.table,
    Key: keyOf(item),
    UpdateExpression: 'SET order_status = :status',
    ExpressionAttributeValues: { ':status': { S: status } },
  });
  await patiently(lab, () => lab.client(DynamoDBClient).send(command));
  return { ...item, order_status: { S: status } };
}

export async function removeProbe(lab: Lab, item: OrderItem): Promise<void> {
  const command = new DeleteItemCommand({ TableName: lab.names.table, Key: keyOf(item) });
  await patiently(lab, () => lab.client(DynamoDBClient).send(command));
}

/** Writes all of them in one call, and again what it has left out. */
export async function insertTogether(lab: Lab, items: readonly OrderItem[]): Promise<void> {
  const { table } = lab.names;
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  await patiently(lab, async () => {
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
    const { UnprocessedItems = {} } = await lab.client(DynamoDBClient).send(command);
    left = (UnprocessedItems[table] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
    );
    return left.length === 0 ? 'written' : undefined;
  });
}

/** Removes every order of every run, also of one that was killed. */
export async function removeProbes(lab: Lab): Promise<void> {
  for (const item of await presentProbes(lab)) await removeProbe(lab, item);
}

/** The orders of all runs that are in the table: a handful, which fit into one page. */
export async function presentProbes(lab: Lab): Promise<readonly OrderItem[]> {
  const command = new QueryCommand({
    TableName: lab.names.table,
    KeyConditionExpression: 'order_id = :id',
    ExpressionAttributeValues: { ':id': { S: PROBE_ID } },
    ConsistentRead: true,
  });
  const { Items = [] } = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
  return Items;
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T | undefined>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.table} to serve more` }, send);
}
