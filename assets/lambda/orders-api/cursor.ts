/**
 * Where a list goes on: an opaque text for the client, a start key for
 * DynamoDB.
 *
 * A cursor is believed as little as possible. It does not say whose
 * orders are listed: the customer in the start key comes from the
 * request, so no cursor, however it was made, leads into another
 * customer's orders. What it does say is bound to its query by a hash.
 * That is no secret, and needs to be none: it finds mistakes.
 */
import { createHash } from 'node:crypto';
import type { NumberValue } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { exactNumber } from './exact-number.js';
import { LONGEST_ORDER_ID } from './order.js';
import { badRequest } from './refusals.js';

/** What is listed; a cursor is good for the same query only. */
export interface ListQuery {
  readonly customer_id: string;
  readonly order_status?: string | undefined;
}

/** The key of an entry in CustomerIndex, and of its item. */
export interface StartKey {
  readonly customer_id: string;
  readonly order_status: string;
  readonly order_id: string;
  readonly created_at: NumberValue;
}

const HASH_LENGTH = 22;

const Position = z.tuple([
  z.string().length(HASH_LENGTH),
  keyText(1024),
  keyText(LONGEST_ORDER_ID),
  z.string(),
]);

/** What DynamoDB takes as a key, of at most so many bytes. */
function keyText(most: number) {
  return z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= most);
}

export function cursorAt(key: StartKey, query: ListQuery): string {
  const { order_status, order_id, created_at } = key;
  const place = [order_status, order_id, created_at.value] as const;
  const position = [hashOf(place, query), ...place];
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws {Refusal} 400 where it was not made by this query. */
export function startKeyOf(cursor: string, query: ListQuery): StartKey {
  const position = Position.safeParse(decode(cursor));
  if (!position.success) throw badCursor();
  const [hash, order_status, order_id, created_at] = position.data;
  const place = [order_status, order_id, created_at] as const;
  if (hash !== hashOf(place, query)) throw badCursor();
  const { customer_id, order_status: wanted = order_status } = query;
  if (wanted !== order_status) throw badCursor();
  return {
    customer_id,
    order_status,
    order_id,
    created_at: timeOf(created_at),
  };
}

function timeOf(text: string): NumberValue {
  try {
    return exactNumber(text);
  } catch {
    throw badCursor();
  }
}

/** Nothing but what `cursorAt` gives: Buffer overlooks stray characters. */
function decode(cursor: string): unknown {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (Buffer.from(text).toString('base64url') !== cursor)
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hashOf(
  place: readonly string[],
  { customer_id, order_status }: ListQuery,
): string {
  return createHash('sha256')
    .update(JSON.stringify([customer_id, order_status ?? null, ...place]))
    .digest('base64url')
    .slice(0, HASH_LENGTH);
}

function badCursor(): Error {
  const problem = 'is none that this list has given';
  return badRequest([{ field: 'cursor', problem }]);
}
