/** The same orders, read in several ways, with what DynamoDB says that each has cost. */
import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import { awaitProof } from '../await-proof.js';
import type { OrderItem } from '../orders.js';
import { type Answer, readPages } from '../read-orders.js';
import {
  CUSTOMER,
  FIRST_KEY,
  OPEN_OF_CUSTOMER,
  OPEN_STATUS,
  ORDERS_OF_CUSTOMER,
  SPARSE_INDEX,
  WHOLE_INDEX,
} from './sample-orders.js';

export interface ReadCost {
  /** Items that it read, before any filter, */
  readonly read: number;
  /** and that it returned. */
  readonly returned: number;
  /** Read units. */
  readonly units: number;
  /** Bytes of what was returned, as JSON: about what went over the network. */
  readonly bytes: number;
}

export interface MeasuredReads {
  /** All orders of one customer. */
  readonly scan: ReadCost;
  readonly query: ReadCost;
  readonly projected: ReadCost;
  /** Those of them that are open. */
  readonly openFiltered: ReadCost;
  readonly openSparse: ReadCost;
  /** One order by its key. */
  readonly eventual: ReadCost;
  readonly strong: ReadCost;
}

/** Milliseconds that an index may be behind its table. */
const INDEX_LAG = 60_000;
const OF_CUSTOMER = { ':customer': { S: CUSTOMER } };

/** Measures again until every way has found all that was written, or for a minute: an index follows its table late. */
export function measureReads(lab: Lab): Promise<MeasuredReads> {
  return awaitProof(lab, {
    what: 'the indexes to catch up with their table',
    reason: 'they are eventually consistent',
    deadline: INDEX_LAG,
    look: () => readAllWays(lab),
    isAll: hasFoundAll,
  });
}

/** Whether all ways have found the orders that they were to find. */
export function hasFoundAll(reads: MeasuredReads): boolean {
  return ways(reads).every(({ returned, wanted }) => returned === wanted);
}

/** How many orders each way has found, and should have. */
export function ways(
  reads: MeasuredReads,
): readonly { readonly name: string; readonly returned: number; readonly wanted: number }[] {
  const { scan, query, projected, openFiltered, openSparse, eventual, strong } = reads;
  return [
    { name: 'Scan', returned: scan.returned, wanted: ORDERS_OF_CUSTOMER },
    { name: 'Query', returned: query.returned, wanted: ORDERS_OF_CUSTOMER },
    { name: 'Query with a projection', returned: projected.returned, wanted: ORDERS_OF_CUSTOMER },
    { name: 'Query with a filter', returned: openFiltered.returned, wanted: OPEN_OF_CUSTOMER },
    { name: 'Query on the sparse index', returned: openSparse.returned, wanted: OPEN_OF_CUSTOMER },
    { name: 'eventually consistent GetItem', returned: eventual.returned, wanted: 1 },
    { name: 'strongly consistent GetItem', returned: strong.returned, wanted: 1 },
  ];
}

async function readAllWays(lab: Lab): Promise<MeasuredReads> {
  const customer = {
    IndexName: WHOLE_INDEX,
    KeyConditionExpression: 'customer_id = :customer',
    ExpressionAttributeValues: OF_CUSTOMER,
  };
  return {
    scan: await scan(lab),
    query: await query(lab, customer),
    projected: await query(lab, { ...customer, ProjectionExpression: 'order_id, order_status' }),
    openFiltered: await query(lab, {
      ...customer,
      FilterExpression: 'order_status = :open',
      ExpressionAttributeValues: { ...OF_CUSTOMER, ':open': { S: OPEN_STATUS } },
    }),
    openSparse: await query(lab, {
      IndexName: SPARSE_INDEX,
      KeyConditionExpression: 'open_customer_id = :customer',
      ExpressionAttributeValues: OF_CUSTOMER,
    }),
    eventual: await get(lab, false),
    strong: await get(lab, true),
  };
}

function scan(lab: Lab): Promise<ReadCost> {
  return measure(lab, (ExclusiveStartKey) =>
    lab.client(DynamoDBClient).send(
      new ScanCommand({
        TableName: lab.names.tuneTable,
        FilterExpression: 'customer_id = :customer',
        ExpressionAttributeValues: OF_CUSTOMER,
        ReturnConsumedCapacity: 'TOTAL',
        ExclusiveStartKey,
      }),
    ),
  );
}

function query(lab: Lab, input: Omit<QueryCommandInput, 'TableName'>): Promise<ReadCost> {
  const TableName = lab.names.tuneTable;
  return measure(lab, (ExclusiveStartKey) =>
    lab
      .client(DynamoDBClient)
      .send(new QueryCommand({ ...input, TableName, ReturnConsumedCapacity: 'TOTAL', ExclusiveStartKey })),
  );
}

async function measure(lab: Lab, send: (start: OrderItem | undefined) => Promise<Answer>): Promise<ReadCost> {
  const { items, scanned, units } = await readPages(lab, `the table ${lab.names.tuneTable}`, send);
  return { read: scanned, returned: items.length, units, bytes: Buffer.byteLength(JSON.stringify(items)) };
}

async function get(lab: Lab, ConsistentRead: boolean): Promise<ReadCost> {
  const TableName = lab.names.tuneTable;
  const command = new GetItemCommand({
    TableName,
    Key: FIRST_KEY,
    ConsistentRead,
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { Item, ConsumedCapacity } = await outlastThrottling(
    lab,
    { what: `the table ${TableName} to serve more reads` },
    () => lab.client(DynamoDBClient).send(command),
  );
  return {
    read: 1,
    returned: Item === undefined ? 0 : 1,
    units: ConsumedCapacity?.CapacityUnits ?? 0,
    bytes: Buffer.byteLength(JSON.stringify(Item ?? {})),
  };
}
