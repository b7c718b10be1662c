/** A table on demand with a hundred orders of nearly a kilobyte each, to measure with: always the same. */
import type { Names } from '../../lab/names.js';
import type { ScratchTable } from '../../resources/scratch-table.js';
import type { OrderItem } from '../orders.js';

/** Every order, whole, by customer. */
export const WHOLE_INDEX = 'OrdersByCustomer';
/** Keys only, and only of orders that have an `open_customer_id`: an item without the key is not in an index. */
export const SPARSE_INDEX = 'OpenOrdersByCustomer';

/** As many as BatchWriteItem takes in one call. */
export const BLOCK = 25;
const BLOCKS = 4;
const CUSTOMERS = ['cust123', 'cust456', 'cust789', 'cust321'] as const;
/** Whose orders are read. */
export const CUSTOMER = CUSTOMERS[0];
/** Each of these is open. One block has as many open orders as the next. */
const OPEN_EVERY = 5;
/** Characters, one byte each: an order with its addresses and notes fits just below one kilobyte, one write unit. */
const NOTES = 800;
/** Seconds since the epoch. */
const PLACED = 1_650_000_000;

export const OPEN_STATUS = 'processing';
export const ORDERS: readonly OrderItem[] = Array.from({ length: BLOCK * BLOCKS }, (_, index) =>
  orderOf(index),
);

export const ORDERS_OF_CUSTOMER = ORDERS.filter((item) => item.customer_id?.S === CUSTOMER).length;
export const OPEN_OF_CUSTOMER = ORDERS.filter((item) => item.open_customer_id?.S === CUSTOMER).length;
export const OPEN_IN_BLOCK = BLOCK / OPEN_EVERY;

/** The key of the first order. */
export const FIRST_KEY: OrderItem = keyOf(0);

function keyOf(index: number): OrderItem {
  return {
    order_id: { S: `tune-${String(index).padStart(3, '0')}` },
    created_at: { N: String(PLACED + index) },
  };
}

function orderOf(index: number): OrderItem {
  const customer = { S: CUSTOMERS[index % CUSTOMERS.length] ?? CUSTOMER };
  const isOpen = index % OPEN_EVERY === 0;
  return {
    ...keyOf(index),
    customer_id: customer,
    order_status: { S: isOpen ? OPEN_STATUS : 'completed' },
    ...(isOpen ? { open_customer_id: customer } : {}),
    notes: { S: 'x'.repeat(NOTES) },
  };
}

/** The orders number `block` (from 0), 25 of them. */
export function blockOf(block: number): readonly OrderItem[] {
  return ORDERS.slice(block * BLOCK, (block + 1) * BLOCK);
}

export function keysOfBlock(block: number): readonly OrderItem[] {
  return Array.from({ length: BLOCK }, (_, index) => keyOf(block * BLOCK + index));
}

export const LAST_BLOCK = BLOCKS - 1;

export function sampleTable({ tuneTable }: Names): ScratchTable {
  return {
    TableName: tuneTable,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'order_id', KeyType: 'HASH' },
      { AttributeName: 'created_at', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'order_id', AttributeType: 'S' },
      { AttributeName: 'created_at', AttributeType: 'N' },
      { AttributeName: 'customer_id', AttributeType: 'S' },
      { AttributeName: 'open_customer_id', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: WHOLE_INDEX,
        KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: SPARSE_INDEX,
        KeySchema: [{ AttributeName: 'open_customer_id', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  };
}
