/**
 * The items that this step writes and removes again: the two orders of the source lab's example, and a counter.
 * Their keys are fixed, so that a later run finds what a killed one has left. The counter is written first and
 * removed last: as long as it is there, the orders beside it are probes, too.
 */
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';

export interface Probe {
  readonly name: string;
  readonly key: OrderItem;
}

export const ORDER_1 = probe('order1', 1_625_097_600);
export const ORDER_2 = probe('order2', 1_625_097_601);
export const ORDERS: readonly Probe[] = [ORDER_1, ORDER_2];
export const COUNTER = probe('orders-lab-counter', 1_625_097_602);
const PROBES: readonly Probe[] = [...ORDERS, COUNTER];

/** Whose orders the source lab's example writes. Generated orders are of other customers. */
export const CUSTOMER = 'cust789';

/** The order that the source lab's example puts. */
export const WHOLE_ORDER_1 = wholeOrder(ORDER_1, 'processing');
/** The order that its update should have found. */
export const WHOLE_ORDER_2 = wholeOrder(ORDER_2, 'completed');

function wholeOrder({ key }: Probe, status: string): OrderItem {
  return { ...key, customer_id: { S: CUSTOMER }, order_status: { S: status } };
}

/** @param createdAt seconds since the epoch. */
function probe(name: string, createdAt: number): Probe {
  return { name, key: { order_id: { S: name }, created_at: { N: String(createdAt) } } };
}

/** Sends one call about the probes, again as long as the table throttles it. */
export function sendPatiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.table} to serve more` }, send);
}

/**
 * Removes what a killed run has left and writes the counter.
 * @returns the names of orders that somebody else keeps under our keys; nothing was changed then.
 */
export async function claimProbes(lab: Lab): Promise<readonly string[]> {
  if ((await readProbe(lab, COUNTER)) !== undefined) await removeProbes(lab);
  const held = await presentProbes(lab);
  if (held.length > 0) return held;
  const Item = { ...COUNTER.key, placed: { N: '0' } };
  const command = new PutItemCommand({ TableName: lab.names.table, Item });
  await sendPatiently(lab, () => lab.client(DynamoDBClient).send(command));
  return [];
}

/** The names of the probes that are in the table. */
export async function presentProbes(lab: Lab): Promise<readonly string[]> {
  const found: string[] = [];
  for (const each of PROBES) if ((await readProbe(lab, each)) !== undefined) found.push(each.name);
  return found;
}

/** As it is now: a consistent read sees every write that has been answered. */
export async function readProbe(lab: Lab, { key }: Probe): Promise<OrderItem | undefined> {
  const command = new GetItemCommand({ TableName: lab.names.table, Key: key, ConsistentRead: true });
  const { Item } = await sendPatiently(lab, () => lab.client(DynamoDBClient).send(command));
  return Item;
}

/** Both orders, one after the other. */
export async function readOrders(lab: Lab): Promise<readonly (OrderItem | undefined)[]> {
  const items: (OrderItem | undefined)[] = [];
  for (const order of ORDERS) items.push(await readProbe(lab, order));
  return items;
}

/** How often the counter has been raised. */
export async function readCount(lab: Lab): Promise<number> {
  return Number((await readProbe(lab, COUNTER))?.placed?.N ?? 0);
}

export function removeOrders(lab: Lab): Promise<void> {
  return remove(lab, ORDERS);
}

export function removeProbes(lab: Lab): Promise<void> {
  return remove(lab, PROBES);
}

async function remove(lab: Lab, probes: readonly Probe[]): Promise<void> {
  for (const { key } of probes) {
    const command = new DeleteItemCommand({ TableName: lab.names.table, Key: key });
    await sendPatiently(lab, () => lab.client(DynamoDBClient).send(command));
  }
}

/** What an item holds besides its key: "customer_id cust789, order_status processing". */
export function attributesInWords(item: OrderItem | undefined): string {
  if (item === undefined) return 'no such order';
  const attributes = Object.entries(item).filter(([name]) => !(name in ORDER_1.key));
  return attributes
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { S, N }]) => `${name} ${S ?? N ?? '?'}`)
    .join(', ');
}

export function ordersInWords(items: readonly (OrderItem | undefined)[]): string {
  return ORDERS.map(({ name }, position) => `${name}: ${attributesInWords(items[position])}`).join('; ');
}

export function showOrders(title: string, items: readonly (OrderItem | undefined)[]): Evidence {
  const row = ({ name }: Probe, position: number): string[] => {
    const { customer_id, order_status } = items[position] ?? {};
    return [name, customer_id?.S ?? 'none', order_status?.S ?? 'none'];
  };
  return {
    kind: 'table',
    title,
    data: { columns: ['order', 'customer_id', 'order_status'], rows: ORDERS.map(row) },
  };
}
