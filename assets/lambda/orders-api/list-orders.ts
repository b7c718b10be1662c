import {
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { json } from './answers.js';
import {
  cursorAt,
  type ListQuery,
  type StartKey,
  startKeyOf,
} from './cursor.js';
import { writeJson } from './json-writer.js';
import {
  CustomerId,
  inOrder,
  OrderStatus,
  type StoredOrder,
} from './order.js';
import { type ApiRequest, readQuery } from './request.js';
import { client, INDEX, TABLE, toStoredOrder } from './table.js';

const USUAL_LIMIT = '50';
const MOST_ORDERS = 100;
/**
 * Lambda takes 6 MB. A page of DynamoDB's has 1 MB, and becomes as long
 * where it holds control characters, each of which is `\\u0001` there.
 */
const LARGEST_ANSWER = 5 * 1024 * 1024; /* 5 MB */

const ListParameters = z.strictObject({
  customer_id: CustomerId,
  order_status: OrderStatus.optional(),
  limit: z
    .string()
    .default(USUAL_LIMIT)
    .refine(
      (text) =>
        /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_ORDERS,
      `must be a number from 1 to ${MOST_ORDERS}`,
    )
    .transform(Number),
  cursor: z.string().optional(),
});

/**
 * GET /orders?customer_id=…, from the index CustomerIndex, which may be
 * a moment behind the table.
 */
export async function listOrders(request: ApiRequest): Promise<Response> {
  const { cursor, limit, ...query } = readQuery(request, ListParameters);
  const start =
    cursor === undefined ? undefined : startKeyOf(cursor, query);
  const { Items = [], LastEvaluatedKey } = await page(
    query,
    limit,
    start,
  );
  const orders = Items.map(toStoredOrder);
  const fitting = whatFits(orders);
  const next =
    fitting.length < orders.length ? fitting.at(-1) : LastEvaluatedKey;
  return json(200, {
    orders: fitting.map(inOrder),
    cursor:
      next === undefined ? undefined : cursorAt(startKeyIn(next), query),
  });
}

/** The first of them, as many as Lambda can hand on in one answer. */
function whatFits(
  orders: readonly StoredOrder[],
): readonly StoredOrder[] {
  // The answer's body is a string in the JSON that goes to Lambda.
  const size = Buffer.byteLength(JSON.stringify(writeJson(orders)));
  return size > LARGEST_ANSWER && orders.length > 1
    ? whatFits(orders.slice(0, Math.ceil(orders.length / 2)))
    : orders;
}

async function page(
  { customer_id, order_status }: ListQuery,
  limit: number,
  start: StartKey | undefined,
): Promise<QueryCommandOutput> {
  const byStatus = order_status !== undefined;
  return client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: INDEX,
      KeyConditionExpression: byStatus
        ? 'customer_id = :customer AND order_status = :status'
        : 'customer_id = :customer',
      ExpressionAttributeValues: {
        ':customer': customer_id,
        ...(byStatus ? { ':status': order_status } : {}),
      },
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: { ...start } }),
    }),
  );
}

function startKeyIn(key: Readonly<Record<string, unknown>>): StartKey {
  return {
    ...toStoredOrder(key),
    customer_id: String(key.customer_id),
    order_status: String(key.order_status),
  };
}
