/** Step 2 of the source lab: "Sample Data Insertion". */
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { isNotFound } from '../aws/errors.js';
import { compare } from '../lab/check.js';
import type { Check, Evidence } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import { outlastThrottling } from '../lab/patience.js';
import { defineStep } from '../lab/step.js';
import { findTable } from '../resources/table.js';
import {
  generatedOrder,
  generatedOrders,
  itemColumns,
  itemInWords,
  keyOf,
  LAB_ORDERS,
  ORDER_COLUMNS,
  type Order,
  type OrderItem,
  toItem,
} from './orders.js';
import { putItem, writeItems } from './write-orders.js';

const MOST_GENERATED = 1_000_000;
const DEFAULT_GENERATED = 200;
const GREATEST_SEED = 2 ** 31 - 1;
/** How many generated orders are read back; all, when there are no more. */
const SAMPLE_SIZE = 100;
/** How many generated orders are shown. */
const SHOWN = 5;

export const seed = defineStep({
  input: z.object({
    count: z
      .int()
      .min(0)
      .max(MOST_GENERATED)
      .default(DEFAULT_GENERATED)
      .describe("How many generated orders to write after the lab's three"),
    seed: z
      .int()
      .min(0)
      .max(GREATEST_SEED)
      .default(1)
      .describe('Which orders are generated: the same number gives the same orders'),
  }),
  calls: [
    'dynamodb:PutItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DescribeTable',
    'dynamodb:ListTagsOfResource',
    'dynamodb:GetItem',
  ],
  resources: () => [],

  async build(lab, { count, seed }) {
    const { table } = lab.names;
    // The source lab's own way: one call per order. Every id is fixed, so that repeating it changes nothing.
    for (const order of LAB_ORDERS) await putItem(lab, table, toItem(order));
    await writeItems(lab, table, items(generatedOrders(seed, count)), count);
    return 'ready';
  },

  async *inspect(lab) {
    const table = await findTable(lab, lab.names.table);
    for (const order of LAB_ORDERS) {
      const item = table.state === 'ours' ? await read(lab, order) : undefined;
      const nothing = table.state === 'ours' ? 'no such order' : 'no table of this lab';
      yield compare({
        id: `order-${order.item.toLowerCase()}`,
        claim: `${order.customerId} has ordered ${order.item} ×${order.quantity}`,
        expected: itemInWords(toItem(order)),
        actual: item === undefined ? nothing : itemInWords(item),
        hint: `Run ${lab.commandLine('seed')}: it writes the order again.`,
      });
    }
  },

  async *demonstrate(lab, { count, seed }) {
    yield* readBack(lab, sample(seed, count));
    yield showOrders(seed, count);
  },
});

function* items(orders: Iterable<Order>): Generator<OrderItem> {
  for (const order of orders) yield toItem(order);
}

/** Reads one order as it is now: a consistent read sees every write that has been answered. */
async function read(lab: Lab, order: Order): Promise<OrderItem | undefined> {
  const { table } = lab.names;
  try {
    const { Item } = await outlastThrottling(lab, { what: `the table ${table} to serve more reads` }, () =>
      lab
        .client(DynamoDBClient)
        .send(new GetItemCommand({ TableName: table, Key: keyOf(order), ConsistentRead: true })),
    );
    return Item;
  } catch (error) {
    // A table that is still being created does not exist yet for readers.
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The lab's orders and generated ones: all of them when few, else evenly spread from first to last. */
function sample(seed: number, count: number): Order[] {
  const size = Math.min(count, SAMPLE_SIZE);
  const spread = size > 1 ? (count - 1) / (size - 1) : 0;
  const indexes = Array.from({ length: size }, (_, position) => Math.round(position * spread));
  return [...LAB_ORDERS, ...indexes.map((index) => generatedOrder(seed, index))];
}

async function* readBack(lab: Lab, orders: readonly Order[]): AsyncGenerator<Check> {
  const wrong: string[] = [];
  for (const order of orders) {
    const item = await read(lab, order);
    if (!isDeepStrictEqual(item, toItem(order))) wrong.push(order.orderId);
  }
  yield compare({
    id: 'read-back',
    claim: 'Orders that were written are read back just as they were',
    expected: `${orders.length} of ${orders.length}`,
    actual: `${orders.length - wrong.length} of ${orders.length}`,
    hint: `Missing or changed since: ${wrong.slice(0, SHOWN).join(', ')}. Run ${lab.commandLine('seed')} again.`,
  });
}

function showOrders(seed: number, count: number): Evidence {
  const shown = [...LAB_ORDERS, ...generatedOrders(seed, Math.min(count, SHOWN))];
  const rest = LAB_ORDERS.length + count - shown.length;
  return {
    kind: 'table',
    title: 'Orders in the table',
    data: {
      columns: ORDER_COLUMNS,
      rows: shown.map((order) => itemColumns(toItem(order))),
      ...(rest === 0 ? {} : { caption: `and ${rest.toLocaleString('en-US')} more` }),
    },
  };
}
