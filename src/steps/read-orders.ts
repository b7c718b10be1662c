/** Reading orders by Query and by Scan, page by page, with what each page has cost. */
import {
  DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../lab/lab.js';
import { outlastThrottling } from '../lab/patience.js';
import type { OrderItem } from './orders.js';

export interface Page {
  readonly items: readonly OrderItem[];
  /** Items read, before any filter: what is paid for. */
  readonly scanned: number;
  /** Read capacity units. */
  readonly units: number;
  /** Where the next page begins; undefined: this was the last. */
  readonly next: OrderItem | undefined;
}

/** What several pages add up to. */
export interface Reading {
  readonly items: readonly OrderItem[];
  readonly pages: readonly Page[];
  readonly scanned: number;
  readonly units: number;
  /** False when there were more pages than we were willing to read. */
  readonly complete: boolean;
}

export interface Criteria {
  readonly customer: string;
  /** Absent: every status. */
  readonly status?: string;
}

/** Asks the index. `limit`: items per page, at most. */
export function queryIndex(lab: Lab, criteria: Criteria, limit?: number): Promise<Reading> {
  const input: QueryCommandInput = {
    TableName: lab.names.table,
    IndexName: lab.names.customerIndex,
    KeyConditionExpression: expressionOf(criteria),
    ExpressionAttributeValues: valuesOf(criteria),
    ReturnConsumedCapacity: 'TOTAL',
    ...(limit === undefined ? {} : { Limit: limit }),
  };
  const source = `the index ${lab.names.customerIndex}`;
  return readPages(lab, source, async (start) =>
    lab.client(DynamoDBClient).send(new QueryCommand({ ...input, ExclusiveStartKey: start })),
  );
}

/** Reads the table from one end to the other and throws away what does not fit. */
export function scanTable(lab: Lab, criteria: Criteria, mostPages: number): Promise<Reading> {
  const input: ScanCommandInput = {
    TableName: lab.names.table,
    FilterExpression: expressionOf(criteria),
    ExpressionAttributeValues: valuesOf(criteria),
    ReturnConsumedCapacity: 'TOTAL',
  };
  return readPages(
    lab,
    `the table ${lab.names.table}`,
    async (start) => lab.client(DynamoDBClient).send(new ScanCommand({ ...input, ExclusiveStartKey: start })),
    mostPages,
  );
}

/** The same words for both: a key condition of Query, a filter of Scan. */
function expressionOf({ status }: Criteria): string {
  const customer = 'customer_id = :customer';
  return status === undefined ? customer : `${customer} AND order_status = :status`;
}

function valuesOf({ customer, status }: Criteria): OrderItem {
  return { ':customer': { S: customer }, ...(status === undefined ? {} : { ':status': { S: status } }) };
}

/** What the answers of Query and Scan have in common. */
export type Answer = Pick<
  QueryCommandOutput,
  'Items' | 'ScannedCount' | 'ConsumedCapacity' | 'LastEvaluatedKey'
>;

/**
 * LastEvaluatedKey is the one sign that there is more; a page may be empty and not be the last. A page of 1 MB
 * costs what five read units give in half a minute: the next one may have to wait.
 */
export async function readPages(
  lab: Lab,
  source: string,
  send: (start: OrderItem | undefined) => Promise<Answer>,
  mostPages = Number.POSITIVE_INFINITY,
): Promise<Reading> {
  const pages: Page[] = [];
  let start: OrderItem | undefined;
  do {
    const {
      Items = [],
      ScannedCount = 0,
      ConsumedCapacity,
      LastEvaluatedKey,
    } = await outlastThrottling(lab, { what: `${source} to serve more reads` }, () => send(start));
    const units = ConsumedCapacity?.CapacityUnits ?? 0;
    pages.push({ items: Items, scanned: ScannedCount, units, next: LastEvaluatedKey });
    start = LastEvaluatedKey;
  } while (start !== undefined && pages.length < mostPages);
  return {
    items: pages.flatMap(({ items }) => items),
    pages,
    scanned: pages.reduce((sum, { scanned }) => sum + scanned, 0),
    units: pages.reduce((sum, { units }) => sum + units, 0),
    complete: start === undefined,
  };
}
