/** The same number of orders by PutItem and by BatchWriteItem, with what DynamoDB says that they have cost. */
import {
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { attemptsOf } from '../../aws/recorder.js';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';
import { blockOf, keysOfBlock, LAST_BLOCK, SPARSE_INDEX, WHOLE_INDEX } from './sample-orders.js';

export interface WriteCost {
  readonly calls: number;
  /** Real milliseconds, of all calls together. */
  readonly ms: number;
  /** Write units. */
  readonly table: number;
  readonly wholeIndex: number;
  readonly sparseIndex: number;
}

export interface MeasuredWrites {
  readonly puts: WriteCost;
  readonly batch: WriteCost;
}

/** How often a block is written until its costs are those of new orders. */
const MOST_MEASUREMENTS = 3;

/** Writes all sample orders: the first block by 25 calls, the second by one, the others as the second. */
export async function writeSamples(lab: Lab): Promise<MeasuredWrites> {
  const puts = await measure(lab, 0, putEach);
  const batch = await measure(lab, 1, putTogether);
  for (let block = 2; block <= LAST_BLOCK; block += 1) {
    await putTogether(lab, blockOf(block), () => undefined);
  }
  return { puts, batch };
}

/** Told of what each call has consumed, and how often it was sent. */
type Count = (consumed: readonly ConsumedCapacity[], attempts: number) => void;
type Write = (lab: Lab, items: readonly OrderItem[], count: Count) => Promise<void>;

/**
 * A call that was sent again may have found its orders written, its answer having been lost: then its indexes cost
 * nothing. So the orders are removed and written anew.
 */
async function measure(lab: Lab, block: number, write: Write): Promise<WriteCost> {
  for (let round = 1; ; round += 1) {
    const { cost, wasRepeated } = await measureOnce((count) => write(lab, blockOf(block), count));
    if (!wasRepeated || round === MOST_MEASUREMENTS) return cost;
    await remove(lab, block);
  }
}

async function measureOnce(
  work: (count: Count) => Promise<void>,
): Promise<{ readonly cost: WriteCost; readonly wasRepeated: boolean }> {
  const begun = performance.now();
  const cost = { calls: 0, table: 0, wholeIndex: 0, sparseIndex: 0 };
  let wasRepeated = false;
  await work((consumed, attempts) => {
    cost.calls += 1;
    wasRepeated ||= attempts > 1;
    for (const { Table, GlobalSecondaryIndexes } of consumed) {
      cost.table += Table?.CapacityUnits ?? 0;
      cost.wholeIndex += GlobalSecondaryIndexes?.[WHOLE_INDEX]?.CapacityUnits ?? 0;
      cost.sparseIndex += GlobalSecondaryIndexes?.[SPARSE_INDEX]?.CapacityUnits ?? 0;
    }
  });
  return { cost: { ...cost, ms: Math.round(performance.now() - begun) }, wasRepeated };
}

async function putEach(lab: Lab, items: readonly OrderItem[], count: Count): Promise<void> {
  for (const Item of items) {
    const command = new PutItemCommand({
      TableName: lab.names.tuneTable,
      Item,
      ReturnConsumedCapacity: 'INDEXES',
    });
    const answer = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
    const { ConsumedCapacity } = answer;
    count(ConsumedCapacity === undefined ? [] : [ConsumedCapacity], attemptsOf(answer));
  }
}

async function putTogether(lab: Lab, items: readonly OrderItem[], count: Count): Promise<void> {
  await inOneBatch(
    lab,
    items.map((Item) => ({ PutRequest: { Item } })),
    count,
  );
}

async function remove(lab: Lab, block: number): Promise<void> {
  await inOneBatch(
    lab,
    keysOfBlock(block).map((Key) => ({ DeleteRequest: { Key } })),
    () => undefined,
  );
}

/** What is left out of a batch is sent again. */
async function inOneBatch(lab: Lab, requests: readonly WriteRequest[], count: Count): Promise<void> {
  const { tuneTable } = lab.names;
  let left = [...requests];
  await patiently(lab, async () => {
    const command = new BatchWriteItemCommand({
      RequestItems: { [tuneTable]: left },
      ReturnConsumedCapacity: 'INDEXES',
    });
    const answer = await lab.client(DynamoDBClient).send(command);
    count(answer.ConsumedCapacity ?? [], attemptsOf(answer));
    left = answer.UnprocessedItems?.[tuneTable] ?? [];
    return left.length === 0 ? 'written' : undefined;
  });
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T | undefined>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.tuneTable} to take more` }, send);
}
