/** An order: what may be said of it, and what may become of it. */
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { JsonObject } from './json-reader.js';

export const STATUSES = [
  'processing',
  'shipped',
  'completed',
  'cancelled',
] as const;
export type Status = (typeof STATUSES)[number];

const FIRST_STATUS = 'processing' satisfies Status;

/**
 * An order's life: it is processing, and then completed or cancelled for
 * good. The lab's generated orders know `shipped`, too; nothing leads
 * there or away from it.
 */
const COMES_FROM: Readonly<Record<Status, readonly Status[]>> = {
  processing: [],
  shipped: [],
  completed: ['processing'],
  cancelled: ['processing'],
};

/**
 * The statuses that an order may have to be given this one. Its own is
 * among them, so that a PUT may be sent twice.
 */
export function mayBecome(status: Status): readonly Status[] {
  return [status, ...COMES_FROM[status]];
}

/** Bytes of UTF-8 that DynamoDB takes as a partition and a sort key. */
export const LONGEST_ORDER_ID = 2048;
const LONGEST_CUSTOMER_ID = 2048;
/** Unix seconds. Later ones (the year 2286) are milliseconds by mistake. */
const LATEST = 9_999_999_999;
/** What stands in a URL as it is; "." and ".." never arrive. */
const NAMEABLE = /^(?!\.{1,2}$)[A-Za-z0-9._~:@-]+$/;

const mustBe = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'is missing' : `must be ${what}`,
});

const OrderId = z
  .string(mustBe('a string'))
  .min(1, { error: 'must not be empty', abort: true })
  .max(LONGEST_ORDER_ID, {
    error: `must have at most ${LONGEST_ORDER_ID} characters`,
    abort: true,
  })
  .regex(NAMEABLE, 'may hold letters, digits and - . _ ~ : @ only');

export const CustomerId = z
  .string(mustBe('a string'))
  .min(1, 'must not be empty')
  .refine(
    (text) => Buffer.byteLength(text) <= LONGEST_CUSTOMER_ID,
    `must have at most ${LONGEST_CUSTOMER_ID} bytes`,
  )
  .refine(
    (text) => !/\p{Surrogate}/u.test(text),
    'holds half a character (an unpaired surrogate)',
  );

export const OrderStatus = z.enum(
  STATUSES,
  mustBe(`one of ${STATUSES.join(', ')}`),
);

/** 0 is taken: the sort key of the guard (see table.ts). */
const CreatedAt = z
  .instanceof(NumberValue, mustBe('a number of seconds since 1970'))
  .refine(
    ({ value }) =>
      /^\d+$/.test(value) &&
      Number(value) >= 1 &&
      Number(value) <= LATEST,
    `must be whole seconds since 1970, from 1 to ${LATEST}`,
  );

const Details = z.custom<JsonObject>(
  (value) => value instanceof Map,
  mustBe('an object'),
);

export const NewOrder = z.strictObject({
  order_id: OrderId.optional(),
  created_at: CreatedAt.optional(),
  customer_id: CustomerId,
  order_status: OrderStatus.default(FIRST_STATUS),
  details: Details.optional(),
});
export type NewOrder = z.infer<typeof NewOrder>;

export const OrderChange = z
  .strictObject({
    order_status: OrderStatus.optional(),
    details: Details.optional(),
  })
  .refine(
    ({ order_status, details }) =>
      order_status !== undefined || details !== undefined,
    'must change order_status, details, or both',
  );
export type OrderChange = z.infer<typeof OrderChange>;

/**
 * An order as it is in the table, where others write, too: no more is
 * sure than its key.
 */
export interface StoredOrder {
  readonly order_id: string;
  readonly created_at: NumberValue;
  readonly [attribute: string]: unknown;
}

const ATTRIBUTES = [
  'order_id',
  'created_at',
  'customer_id',
  'order_status',
  'details',
  'version',
];

/** The lab's attributes first, in its order; then what others added. */
export function inOrder(order: StoredOrder): Record<string, unknown> {
  const known = ATTRIBUTES.filter((name) => name in order);
  const others = Object.keys(order).filter(
    (name) => !ATTRIBUTES.includes(name),
  );
  return Object.fromEntries(
    [...known, ...others].map((name) => [name, order[name]]),
  );
}
