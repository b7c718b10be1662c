/** The orders of the lab. Pure: the same seed and index give the same order on every machine. */
import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export interface Order {
  readonly orderId: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly item: string;
  readonly quantity: number;
}

export const ORDER_STATUSES = ['processing', 'shipped', 'completed', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** When the lab's own orders were placed, in seconds since the epoch: the time that the source lab uses. */
const LAB_EPOCH = 1_625_097_600;
/** Generated orders begin here, one every ten minutes. */
const GENERATED_EPOCH = 1_650_000_000;
const GENERATED_INTERVAL = 600;
/** Generated customers are cust100 to cust149, cust123 among them. */
const FIRST_CUSTOMER = 100;
const CUSTOMERS = 50;
const MAXIMUM_QUANTITY = 5;
const ITEMS = [
  'Laptop',
  'Smartphone',
  'Headphones',
  'Keyboard',
  'Monitor',
  'Webcam',
  'Charger',
  'Tablet',
] as const;

/**
 * The three orders of the source lab. Their ids are fixed where the source draws them at random, so that
 * inserting them again changes nothing.
 */
export const LAB_ORDERS: readonly Order[] = [
  labOrder(0, 'cust123', 'processing', 'Laptop', 1),
  labOrder(1, 'cust456', 'completed', 'Smartphone', 2),
  labOrder(2, 'cust123', 'completed', 'Headphones', 3),
];

function labOrder(
  position: number,
  customerId: string,
  status: OrderStatus,
  item: string,
  quantity: number,
): Order {
  const orderId = uuidFrom(digest(`the lab's order ${position}`));
  return { orderId, createdAt: LAB_EPOCH + position, customerId, status, item, quantity };
}

/** The generated order number `index` (from 0) of a seed. */
export function generatedOrder(seed: number, index: number): Order {
  const bytes = digest(`${seed}:${index}`);
  // The last bytes pick the contents, the first sixteen make the id.
  const [customer, status, item, quantity] = [16, 18, 20, 22].map((offset) => bytes.readUInt16BE(offset));
  return {
    orderId: uuidFrom(bytes),
    createdAt: GENERATED_EPOCH + index * GENERATED_INTERVAL,
    customerId: `cust${FIRST_CUSTOMER + pick(customer, CUSTOMERS)}`,
    status: ORDER_STATUSES[pick(status, ORDER_STATUSES.length)] ?? 'processing',
    item: ITEMS[pick(item, ITEMS.length)] ?? 'Laptop',
    quantity: 1 + pick(quantity, MAXIMUM_QUANTITY),
  };
}

/** The first `count` generated orders of a seed, one at a time: memory does not grow with `count`. */
export function* generatedOrders(seed: number, count: number): Generator<Order> {
  for (let index = 0; index < count; index += 1) yield generatedOrder(seed, index);
}

function pick(value: number | undefined, size: number): number {
  return (value ?? 0) % size;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** RFC 9562, version 8: a UUID whose bits are our own. */
function uuidFrom(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own.writeUInt8((own.readUInt8(6) & 0x0f) | 0x80, 6);
  own.writeUInt8((own.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = own.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export type OrderItem = Record<string, AttributeValue>;

/** The key of an order: both attributes are needed to read or change one. */
export function keyOf({ orderId, createdAt }: Order): OrderItem {
  return { order_id: { S: orderId }, created_at: { N: String(createdAt) } };
}

/** An order as DynamoDB keeps it, with the attribute names of the source lab. */
export function toItem(order: Order): OrderItem {
  return {
    ...keyOf(order),
    customer_id: { S: order.customerId },
    order_status: { S: order.status },
    details: { M: { item: { S: order.item }, quantity: { N: String(order.quantity) } } },
  };
}

/** An item in words; what it lacks is shown as a question mark, since anybody may have written it. */
export function itemInWords(item: OrderItem): string {
  const [customer, status, product, quantity] = itemColumns(item).slice(1);
  return `${customer} ${status} ${product} ×${quantity}`;
}

export const ORDER_COLUMNS = ['order', 'customer', 'status', 'item', 'quantity'] as const;

/** An item as a row under `ORDER_COLUMNS`. */
export function itemColumns(item: OrderItem): readonly (string | number)[] {
  const details = item.details?.M;
  const quantity = details?.quantity?.N;
  return [
    item.order_id?.S ?? '?',
    item.customer_id?.S ?? '?',
    item.order_status?.S ?? '?',
    details?.item?.S ?? '?',
    quantity === undefined ? '?' : Number(quantity),
  ];
}
