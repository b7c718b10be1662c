/** The same number of orders by PutItem and by BatchWriteItem, with what DynamoDB says that they have cost. */
import {
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import type { OrderItem } from '../orders.js';
import { blockOf, LAST_BLOCK, SPARSE_INDEX, WHOLE_INDEX } from './sample-orders.js';

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

/** Writes all sample orders: the first block by 25 calls, the second by one, the others as the second. */
export async function writeSamples(lab: Lab): Promise<MeasuredWrites> {
  const puts = await measure((count) => putEach(lab, blockOf(0), count));
  const batch = await measure((count) => putTogether(lab, blockOf(1), count));
  for (let block = 2; block <= LAST_BLOCK; block += 1) {
    await putTogether(lab, blockOf(block), () => undefined);
  }
  return { puts, batch };
}

/** Told of what each call has consumed. */
type Count = (consumed: readonly ConsumedCapacity[]) => void;

async function measure(work: (count: Count) => Promise<void>): Promise<WriteCost> {
  const begun = performance.now();
  const cost = { calls: 0, table: 0, wholeIndex: 0, sparseIndex: 0 };
  await work((consumed) => {
    cost.calls += 1;
    for (const { Table, GlobalSecondaryIndexes } of consumed) {
      cost.table += Table?.CapacityUnits ?? 0;
      cost.wholeIndex += GlobalSecondaryIndexes?.[WHOLE_INDEX]?.CapacityUnits ?? 0;
      cost.sparseIndex += GlobalSecondaryIndexes?.[SPARSE_INDEX]?.CapacityUnits ?? 0;
    }
  });
  return { ...cost, ms: Math.round(performance.now() - begun) };
}

async function putEach(lab: Lab, items: readonly OrderItem[], count: Count): Promise<void> {
  for (const Item of items) {
    const command = new PutItemCommand({
      TableName: lab.names.tuneTable,
      Item,
      ReturnConsumedCapacity: 'INDEXES',
    });
    const { ConsumedCapacity } = await patiently(lab, () => lab.client(DynamoDBClient).send(command));
    count(ConsumedCapacity === undefined ? [] : [ConsumedCapacity]);
  }
}

/** What is left out of a batch is sent again. */
async function putTogether(lab: Lab, items: readonly OrderItem[], count: Count): Promise<void> {
  const { tuneTable } = lab.names;
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  await patiently(lab, async () => {
    const command = new BatchWriteItemCommand({
      RequestItems: { [tuneTable]: left },
      ReturnConsumedCapacity: 'INDEXES',
    });
    const { UnprocessedItems, ConsumedCapacity = [] } = await lab.client(DynamoDBClient).send(command);
    count(ConsumedCapacity);
    left = (UnprocessedItems?.[tuneTable] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
    );
    return left.length === 0 ? 'written' : undefined;
  });
}

function patiently<T extends NonNullable<unknown>>(lab: Lab, send: () => Promise<T | undefined>): Promise<T> {
  return outlastThrottling(lab, { what: `the table ${lab.names.tuneTable} to take more` }, send);
}
