import { randomUUID } from 'node:crypto';
import { NumberValue, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { json } from './answers.js';
import { etagOf } from './etag.js';
import { isConditionFailed, withoutConflicts } from './failures.js';
import { hashOf, orderIdFor } from './idempotency.js';
import { inOrder, NewOrder, type StoredOrder } from './order.js';
import {
  badRequest,
  conflict,
  keyUsedBefore,
  unavailable,
} from './refusals.js';
import { type ApiRequest, readBody, refuseQuery } from './request.js';
import {
  client,
  type Found,
  findById,
  type Guard,
  guardKey,
  TABLE,
} from './table.js';

const FIRST_VERSION = 1;
/** An order may come and go between our look at the table and our write. */
const MOST_ATTEMPTS = 3;

/** POST /orders */
export async function createOrder(
  request: ApiRequest,
): Promise<Response> {
  refuseQuery(request);
  const body = readBody(request, NewOrder);
  const order_id = chooseId(request.headers, body);
  const request_hash = request.headers.has('idempotency-key')
    ? hashOf(new Map(Object.entries(body)))
    : undefined;

  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const found = await findById(order_id);
    if (isTaken(found)) {
      const created_at = firstAnswer(found, order_id, request_hash);
      return created(request, { ...body, order_id, created_at });
    }
    const created_at = body.created_at ?? now();
    const order = { ...body, order_id, created_at };
    if (await write(order, request_hash)) return created(request, order);
  }
  throw unavailable(new Error(`${order_id} was written by others.`));
}

function chooseId(headers: Headers, { order_id }: NewOrder): string {
  const key = headers.get('idempotency-key');
  if (key === null) return order_id ?? randomUUID();
  const fromKey = orderIdFor(key);
  if (order_id !== undefined && order_id !== fromKey) {
    const problem = `must be absent, or ${fromKey}, which the Idempotency-Key stands for`;
    throw badRequest([{ field: 'order_id', problem }]);
  }
  return fromKey;
}

/**
 * Orders that others put into the table have no guard. No condition of a
 * transaction could find them, as their created_at is unknown, hence the
 * look before. The guard then settles who is first among requests to
 * this API; against others who write at the same moment nothing helps.
 */
function isTaken({ guard, order }: Found): boolean {
  return guard !== undefined || order !== undefined;
}

/** When the first request with this key placed its order. */
function firstAnswer(
  { guard }: Found,
  order_id: string,
  request_hash: string | undefined,
): NumberValue {
  if (
    request_hash === undefined ||
    guard?.request_hash === undefined ||
    guard.guards === undefined
  ) {
    throw conflict(`There is an order ${order_id} already.`);
  }
  if (guard.request_hash !== request_hash) throw keyUsedBefore();
  return guard.guards;
}

/** False: someone else was faster. */
async function write(
  order: NewOrder & StoredOrder,
  request_hash: string | undefined,
): Promise<boolean> {
  const guard: Guard = {
    ...guardKey(order.order_id),
    guards: order.created_at,
    request_hash,
  };
  const ifNew = { ConditionExpression: 'attribute_not_exists(order_id)' };
  const TransactItems = [
    { Put: { TableName: TABLE, Item: { ...guard }, ...ifNew } },
    { Put: { TableName: TABLE, Item: versioned(order), ...ifNew } },
  ];
  try {
    await withoutConflicts(() =>
      client.send(new TransactWriteCommand({ TransactItems })),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/**
 * The same for a repeated request, however the order was changed since.
 * Not once it is deleted: its guard, and the key with it, is gone then.
 */
function created(request: ApiRequest, order: StoredOrder): Response {
  const stored = versioned(order);
  return json(201, inOrder(stored), {
    location: locationOf(order.order_id, request),
    etag: etagOf(stored),
  });
}

/**
 * Relative to the URL of the request. What comes before /orders there, a
 * stage, a custom domain's base path, the sandbox's prefix, is nothing
 * that a function knows for sure. (The dot: an id may hold a colon.)
 */
function locationOf(order_id: string, { path }: ApiRequest): string {
  const folder = path.endsWith('/') ? '.' : './orders';
  return `${folder}/${order_id}`;
}

function versioned(order: StoredOrder): StoredOrder {
  return { ...order, version: new NumberValue(FIRST_VERSION) };
}

function now(): NumberValue {
  return new NumberValue(Math.floor(Date.now() / 1000));
}
