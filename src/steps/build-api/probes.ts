/**
 * The orders that the proof places through the API, and removes again from the table itself. Their ids are fixed, so
 * that a later run finds what a killed one has left: by reads of the table, which are never behind.
 */
import { DeleteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';

/** Whose orders they are. Nobody else's are listed with them. */
export const CUSTOMER = 'orders-lab-api-probe';
export const IDEMPOTENCY_KEY = 'orders-lab-api-probe';
export const PROBE_IDS = [
  'orders-lab-api-probe-1',
  'orders-lab-api-probe-2',
  'orders-lab-api-probe-3',
] as const;
/** What the function makes of that key, on every machine and at any time. */
export const IDEMPOTENT_ID = 'de8f76a1-e43a-5187-8bb6-7a920ec57368';
/** What the proof sends to be refused; it must not be there either if it was not. */
export const REFUSED_ID = 'orders-lab-api-probe-refused';

const ALL_IDS = [...PROBE_IDS, IDEMPOTENT_ID, REFUSED_ID];

/** Removes every order of every run, also of one that was killed, each with what guards its id. */
export async function removeProbes(lab: Lab): Promise<void> {
  for (const { order_id = { S: '' }, created_at = { N: '0' } } of await presentProbes(lab)) {
    const command = new DeleteItemCommand({ TableName: lab.names.table, Key: { order_id, created_at } });
    await patiently(lab, () => lab.client(DynamoDBClient).send(command));
  }
}

/** The items of all runs that are in the table: a handful. */
export async function presentProbes(lab: Lab): Promise<readonly OrderItem[]> {
  const items: OrderItem[] = [];
  for (const id of ALL_IDS) {
    const command = new QueryCommand({
      TableName: lab.names.table,
      KeyConditionExpression: 'order_id = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
      ConsistentRead: true,
    });
    const { Items = [] } = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
    items.push(...Items);
  }
  return items;
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.table} to serve more` }, send);
}
