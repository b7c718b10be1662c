/**
 * The table: one item for each order, and beside it one that guards its
 * id.
 *
 * The key is (order_id, created_at), so DynamoDB itself would take a
 * second order with the same id and another time. A condition sees one
 * item only. So each order is written together with a guard, an item
 * with the same id and the time 0: of two transactions that write the
 * same guard, one fails. Guards have no customer_id, hence they are not
 * in the index, and no order is as old as 0.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  NumberValue,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { LONGEST_ORDER_ID, type StoredOrder } from './order.js';
import { noSuchOrder } from './refusals.js';

export const TABLE = settingOf('TABLE_NAME');
export const INDEX = settingOf('INDEX_NAME');

/** Milliseconds. Who waits for an answer is better told soon. */
const CONNECTION_TIMEOUT = 1000;
const REQUEST_TIMEOUT = 2000;
/** One less than usual: throttled ones are a second apart, then two. */
const MOST_ATTEMPTS = 3;

/** Numbers come as they are in the table, not as JavaScript rounds them. */
export const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: MOST_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  }),
  {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: true },
  },
);

const GUARD_TIME = 0;

export interface OrderKey {
  readonly order_id: string;
  readonly created_at: NumberValue;
}

export function keyOf({ order_id, created_at }: OrderKey): OrderKey {
  return { order_id, created_at };
}

export function guardKey(order_id: string): OrderKey {
  return { order_id, created_at: new NumberValue(GUARD_TIME) };
}

/** What a guard knows of its order. */
export interface Guard extends OrderKey {
  /** When the order was placed. */
  readonly guards: NumberValue;
  /** Of the request with an Idempotency-Key that placed it. */
  readonly request_hash?: string | undefined;
}

/** Everything under one order_id; neither was written by us for sure. */
export interface Found {
  readonly guard: Partial<Guard> | undefined;
  readonly order: StoredOrder | undefined;
}

/** As it is now (strongly consistent), not as it was a moment ago. */
export async function findById(orderId: string): Promise<Found> {
  const items = await query(orderId, '>=');
  return {
    guard: items.find(({ created_at }) => created_at.value === '0'),
    order: items.find(({ created_at }) => created_at.value !== '0'),
  };
}

/**
 * The order of this id, as it is now. Where others have written several,
 * it is the one that was placed first.
 *
 * @throws {Refusal} 404 where there is none.
 */
export async function readById(orderId: string): Promise<StoredOrder> {
  if (Buffer.byteLength(orderId) > LONGEST_ORDER_ID) {
    throw noSuchOrder(orderId);
  }
  const [order] = await query(orderId, '>');
  if (order === undefined) throw noSuchOrder(orderId);
  return order;
}

async function query(
  orderId: string,
  sinceGuard: '>' | '>=',
): Promise<StoredOrder[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: `order_id = :id AND created_at ${sinceGuard} :guard`,
      ExpressionAttributeValues: { ':id': orderId, ':guard': GUARD_TIME },
      ConsistentRead: true,
      Limit: sinceGuard === '>' ? 1 : 2,
    }),
  );
  return Items.map(toStoredOrder);
}

/** @throws {Error} where the item is of another table. */
export function toStoredOrder(
  item: Readonly<Record<string, unknown>>,
): StoredOrder {
  const { order_id, created_at } = item;
  if (
    typeof order_id !== 'string' ||
    !(created_at instanceof NumberValue)
  ) {
    throw new Error(`${TABLE} has another key than orders have.`);
  }
  return { ...item, order_id, created_at };
}

function settingOf(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${name} is not set.`);
  }
  return value;
}
