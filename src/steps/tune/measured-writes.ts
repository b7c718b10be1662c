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

/** How often a call is made until its costs are those of new orders. */
const MOST_MEASUREMENTS = 8;

/** Writes all sample orders: the first block by 25 calls, the second by one, the others as the second. */
export async function writeSamples(lab: Lab): Promise<MeasuredWrites> {
  const puts = await measure((count) => putEach(lab, 0, count));
  const batch = await measure((count) => putTogether(lab, 1, count));
  for (let block = 2; block <= LAST_BLOCK; block += 1) {
    await putTogether(lab, block, () => undefined);
  }
  return { puts, batch };
}

/** What a call tells of itself. */
interface Answer {
  readonly consumed: readonly ConsumedCapacity[];
  readonly attempts: number;
}

type Count = (answer: Answer) => void;

async function measure(work: (count: Count) => Promise<void>): Promise<WriteCost> {
  const begun = performance.now();
  const cost = { calls: 0, table: 0, wholeIndex: 0, sparseIndex: 0 };
  await work(({ consumed }) => {
    cost.calls += 1;
    for (const { Table, GlobalSecondaryIndexes } of consumed) {
      cost.table += Table?.CapacityUnits ?? 0;
      cost.wholeIndex += GlobalSecondaryIndexes?.[WHOLE_INDEX]?.CapacityUnits ?? 0;
      cost.sparseIndex += GlobalSecondaryIndexes?.[SPARSE_INDEX]?.CapacityUnits ?? 0;
    }
  });
  return { ...cost, ms: Math.round(performance.now() - begun) };
}

async function putEach(lab: Lab, block: number, count: Count): Promise<void> {
  const keys = keysOfBlock(block);
  for (const [index, Item] of blockOf(block).entries()) {
    const command = new PutItemCommand({
      TableName: lab.names.tuneTable,
      Item,
      ReturnConsumedCapacity: 'INDEXES',
    });
    const put = async (): Promise<readonly Answer[]> => {
      const answer = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
      const { ConsumedCapacity } = answer;
      const consumed = ConsumedCapacity === undefined ? [] : [ConsumedCapacity];
      return [{ consumed, attempts: attemptsOf(answer) }];
    };
    const answers = await undisturbed(put, () => remove(lab, keys.slice(index, index + 1)));
    answers.forEach(count);
  }
}

async function putTogether(lab: Lab, block: number, count: Count): Promise<void> {
  const requests = blockOf(block).map((Item) => ({ PutRequest: { Item } }));
  const answers = await undisturbed(
    () => inOneBatch(lab, requests),
    () => remove(lab, keysOfBlock(block)),
  );
  answers.forEach(count);
}

/**
 * A call that was sent again may have found its orders written, its answer having been lost: then its indexes cost
 * nothing. So what it has written is removed, and it is made anew.
 */
async function undisturbed(
  send: () => Promise<readonly Answer[]>,
  undo: () => Promise<void>,
): Promise<readonly Answer[]> {
  for (let round = 1; ; round += 1) {
    const answers = await send();
    if (round === MOST_MEASUREMENTS || answers.every(({ attempts }) => attempts === 1)) return answers;
    await undo();
  }
}

async function remove(lab: Lab, keys: readonly OrderItem[]): Promise<void> {
  await inOneBatch(
    lab,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );
}

/** What is left out of a batch is sent again. */
async function inOneBatch(lab: Lab, requests: readonly WriteRequest[]): Promise<readonly Answer[]> {
  const { tuneTable } = lab.names;
  const answers: Answer[] = [];
  let left = [...requests];
  await patiently(lab, async () => {
    const command = new BatchWriteItemCommand({
      RequestItems: { [tuneTable]: left },
      ReturnConsumedCapacity: 'INDEXES',
    });
    const answer = await lab.client(DynamoDBClient).send(command);
    answers.push({ consumed: answer.ConsumedCapacity ?? [], attempts: attemptsOf(answer) });
    left = answer.UnprocessedItems?.[tuneTable] ?? [];
    return left.length === 0 ? 'written' : undefined;
  });
  return answers;
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T | undefined>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.tuneTable} to take more` }, send);
}
