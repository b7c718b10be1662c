/** The table that this step runs out of: one unit for reads, one for writes, made for the step and removed with it. */
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  type PutItemCommandOutput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../../aws/errors.js';
import type { Lab } from '../../lab/lab.js';
import type { Names } from '../../lab/names.js';
import { outlastThrottling } from '../../lab/patience.js';
import { ensureTable, findTable, removeTable } from '../../resources/table.js';
import type { TableSpec } from '../../resources/table-spec.js';

/** Capacity units of the table, each a second. */
export const UNITS = 1;
/** Bytes that one write unit takes; what the key and the attribute names need of it. */
const UNIT_BYTES = 1024;
const KEY_BYTES = 100;
/** Writes of one unit that it may take to use up what was saved up: all of a new table's, and what comes in meanwhile. */
const MOST_LEVELLING = 400;
/** What is written to find out whether anything is left. */
const LEVELLING = 'levelling';

const ONE = { read: UNITS, write: UNITS } as const;

function scratchTable(names: Names): TableSpec {
  return {
    name: names.throttleTable,
    partitionKey: { name: 'load', type: 'S' },
    sortKey: { name: 'number', type: 'N' },
    capacity: ONE,
    minimum: ONE,
    maximum: ONE,
  };
}

/** What a killed run has left is removed first: its capacity is used up, and its items would be counted. */
export async function makeScratchTable(lab: Lab): Promise<void> {
  const found = await findTable(lab, lab.names.throttleTable);
  if (found.state === 'ours') await removeTable(lab, lab.names.throttleTable);
  await ensureTable(lab, scratchTable(lab.names));
}

export async function removeScratchTable(lab: Lab): Promise<void> {
  const found = await findTable(lab, lab.names.throttleTable);
  if (found.state === 'ours') await removeTable(lab, lab.names.throttleTable);
}

export type ScratchItem = Record<string, AttributeValue>;

export function keyOf(load: string, number: number): ScratchItem {
  return { load: { S: load }, number: { N: String(number) } };
}

/** An item of a load that costs so many write units. */
export function itemOf(load: string, number: number, units = 1): ScratchItem {
  return { ...keyOf(load, number), filling: { S: 'x'.repeat(units * UNIT_BYTES - KEY_BYTES) } };
}

/**
 * Writes an item by the client's own way of retrying. Where the last of its attempts failed by accident, those before
 * having been throttled, it is written as if it had not been tried: that is about no capacity.
 */
export async function putItem(
  lab: Lab,
  client: DynamoDBClient,
  Item: ScratchItem,
): Promise<PutItemCommandOutput> {
  const command = new PutItemCommand({ TableName: lab.names.throttleTable, Item });
  try {
    return await client.send(command);
  } catch (error) {
    if (isThrottling(error)) throw error;
    return client.send(command);
  }
}

/** How many items of a load are in the table: what counts in the end. */
export async function countItems(lab: Lab, load: string): Promise<number> {
  let count = 0;
  let start: ScratchItem | undefined;
  do {
    const command = new QueryCommand({
      TableName: lab.names.throttleTable,
      KeyConditionExpression: '#load = :load',
      ExpressionAttributeNames: { '#load': 'load' },
      ExpressionAttributeValues: { ':load': { S: load } },
      ConsistentRead: true,
      Select: 'COUNT',
      ExclusiveStartKey: start,
    });
    const page = await outlastThrottling(
      lab,
      { what: `the table ${lab.names.throttleTable} to serve more reads` },
      () => lab.client(DynamoDBClient).send(command),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}

/** Writes until it is refused, so that every load begins with nothing saved up. */
export async function useUp(lab: Lab): Promise<void> {
  const client = lab.clientWith(DynamoDBClient, { mode: 'none' });
  try {
    for (let round = 0; round < MOST_LEVELLING; round += 1) await putItem(lab, client, itemOf(LEVELLING, 0));
  } catch (error) {
    if (!isThrottling(error)) throw error;
  } finally {
    client.destroy();
  }
}
