/** What is asked of every server: one table of orders, seven kinds of requests, the answers they get. */
import { randomUUID } from 'node:crypto';

export const TABLE = 'Orders';
/** The same table with a stream of both images, where a server has streams. */
export const STREAMED_TABLE = 'StreamedOrders';
export const INDEX = 'CustomerIndex';
export const ORDERS_PER_CUSTOMER = 20;
/** Orders that are there before anything is measured; reads and updates go to these. */
export const SEEDED_ORDERS = 1000;
export const BATCH_SIZE = 25;

/**
 * So much that nothing is throttled: the burst of five minutes alone is enough for all that is written. The stream
 * of a table with more write capacity would have more than one shard.
 */
const CAPACITY = {
  [TABLE]: { ReadCapacityUnits: 30_000, WriteCapacityUnits: 10_000 },
  [STREAMED_TABLE]: { ReadCapacityUnits: 3_000, WriteCapacityUnits: 1_000 },
};
const CREATED_AT = 1_790_000_000; /* seconds since the epoch */

/** The lab's table: its key, its index. */
export function tableInput(name) {
  const key = (partition, sort) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  return {
    TableName: name,
    ProvisionedThroughput: CAPACITY[name],
    KeySchema: key('order_id', 'created_at'),
    AttributeDefinitions: [
      { AttributeName: 'order_id', AttributeType: 'S' },
      { AttributeName: 'created_at', AttributeType: 'N' },
      { AttributeName: 'customer_id', AttributeType: 'S' },
      { AttributeName: 'order_status', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: INDEX,
        KeySchema: key('customer_id', 'order_status'),
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: CAPACITY[name],
      },
    ],
    ...(name === STREAMED_TABLE && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  };
}

/** Order number `n`; twenty after each other are one customer's. */
export function order(n, prefix = 'order') {
  return {
    ...orderKey(n, prefix),
    customer_id: { S: customer(n, prefix) },
    order_status: { S: n % 2 === 0 ? 'processing' : 'completed' },
    product: { S: 'Noise-cancelling headphones' },
    quantity: { N: String((n % 9) + 1) },
    total: { N: '249.95' },
    gift: { BOOL: n % 3 === 0 },
  };
}

function orderKey(n, prefix = 'order') {
  return {
    order_id: { S: `${prefix}-${String(n).padStart(8, '0')}` },
    created_at: { N: String(CREATED_AT + n) },
  };
}

function customer(n, prefix = 'order') {
  return `${prefix}-customer-${String(Math.floor(n / ORDERS_PER_CUSTOMER)).padStart(6, '0')}`;
}

/** Orders `from` to `from + 24` in one request. */
export function batchInput(from, prefix) {
  const puts = Array.from({ length: BATCH_SIZE }, (_, offset) => ({
    PutRequest: { Item: order(from + offset, prefix) },
  }));
  return { RequestItems: { [TABLE]: puts } };
}

/** The orders of the customer whom order `n` belongs to. */
export function queryInput(n) {
  return {
    TableName: TABLE,
    IndexName: INDEX,
    KeyConditionExpression: 'customer_id = :customer',
    ExpressionAttributeValues: { ':customer': { S: customer(n) } },
  };
}

function updateInput(n) {
  return {
    TableName: TABLE,
    Key: orderKey(n % SEEDED_ORDERS),
    UpdateExpression: 'SET #quantity = :quantity',
    ConditionExpression: 'attribute_exists(order_id) AND #quantity <> :quantity',
    ExpressionAttributeNames: { '#quantity': 'quantity' },
    // Never the same twice, so that each one writes.
    ExpressionAttributeValues: { ':quantity': { N: String(n + 1000) } },
  };
}

function putInput(n, table = TABLE) {
  return { TableName: table, Item: order(n, 'new') };
}

function transactionInput(n) {
  const { ConditionExpression, ...update } = updateInput(n);
  return {
    ClientRequestToken: randomUUID(),
    TransactItems: [{ Put: putInput(n) }, { Update: { ...update, ConditionExpression } }],
  };
}

/**
 * Each with `input(n)` (never the same for two numbers where it writes), how many of them one measurement takes,
 * and what a server answers that does nothing.
 */
export const OPERATIONS = [
  { label: 'put', operation: 'PutItem', requests: 1000, input: (n) => putInput(n), answer: {} },
  {
    label: 'put, table with a stream',
    operation: 'PutItem',
    table: STREAMED_TABLE,
    requests: 1000,
    input: (n) => putInput(n, STREAMED_TABLE),
    answer: {},
  },
  {
    label: 'get',
    operation: 'GetItem',
    requests: 1000,
    input: (n) => ({ TableName: TABLE, Key: orderKey(n % SEEDED_ORDERS) }),
    answer: { Item: order(0) },
  },
  { label: 'conditional update', operation: 'UpdateItem', requests: 1000, input: updateInput, answer: {} },
  {
    label: 'batch write of 25',
    operation: 'BatchWriteItem',
    requests: 100,
    input: (n) => batchInput(n * BATCH_SIZE, 'batch'),
    answer: { UnprocessedItems: {} },
  },
  {
    label: 'index query, 20 rows',
    operation: 'Query',
    requests: 500,
    input: (n) => queryInput((n * ORDERS_PER_CUSTOMER) % SEEDED_ORDERS),
    answer: {
      Count: ORDERS_PER_CUSTOMER,
      ScannedCount: ORDERS_PER_CUSTOMER,
      Items: Array.from({ length: ORDERS_PER_CUSTOMER }, (_, n) => order(n)),
    },
  },
  {
    label: 'transaction of two',
    operation: 'TransactWriteItems',
    requests: 500,
    input: transactionInput,
    answer: {},
  },
];
