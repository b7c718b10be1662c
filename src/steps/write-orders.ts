/** Writing items, one by one or many by BatchWriteItem, with everything that may come back. */
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { outlastThrottling, type Throttled } from '../lab/patience.js';
import type { OrderItem } from './orders.js';
import { PacedTable } from './paced-table.js';

/** BatchWriteItem takes no more items than this in one call. */
const BATCH_SIZE = 25;
/** Batches in flight: enough to hide the network, few enough to be fair to five write units. */
const CONCURRENCY = 4;

/** Tells what the table can take, before a wait and after each batch. */
type Tell = () => void;

/**
 * Writes all items and tells progress, as fast as the capacity of the table and its indexes allows: first by what is
 * saved up of it, then by what comes in. Memory does not grow with their number: items are drawn from the iterable
 * as they are sent. What DynamoDB leaves unprocessed or throttles is sent again, more slowly.
 * @param total how many there are, for the progress line.
 * @throws {Problem} when a batch does not get through for five minutes.
 */
export async function writeItems(
  lab: Lab,
  table: string,
  items: Iterable<OrderItem>,
  total: number,
): Promise<void> {
  if (total === 0) return;
  const paced = await PacedTable.open(lab, table);
  const batches = inBatches(items);
  const startedAt = lab.clock.now();
  let done = 0;
  const tell: Tell = () =>
    lab.progress({
      title: 'Writing orders',
      done,
      total,
      unit: 'orders',
      elapsed: lab.clock.now() - startedAt,
      ...timeLeft(paced.timeFor(total - done)),
      ...(Number.isFinite(paced.rate) ? { reason: `capacity: ${paced.rate} units/s` } : {}),
    });
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      await writeBatch(lab, table, batch, paced, tell);
      done += batch.length;
      tell();
    }
  };
  // All workers draw from the one generator, so that each batch is sent once; one that fails closes it, and
  // the others end with the batch they have.
  const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  tellUtilization(lab, paced);
}

/** By capacity alone; where that is no limit, what it took so far tells more. */
function timeLeft(left: number): { readonly left?: number } {
  return left > 0 ? { left } : {};
}

/** How much of the capacity was used, where it set the pace. */
function tellUtilization(lab: Lab, { utilization, rate }: PacedTable): void {
  if (utilization === undefined) return;
  lab.emit({
    event: 'note',
    step: 'seed',
    tone: 'info',
    text: `The saved-up capacity was used up. From then on ${(utilization * 100).toFixed(1)} % of what came in was used, ${rate} units a second in the end.`,
  });
}

function* inBatches(items: Iterable<OrderItem>): Generator<WriteRequest[]> {
  let batch: WriteRequest[] = [];
  for (const Item of items) {
    batch.push({ PutRequest: { Item } });
    if (batch.length < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A batch may be taken in part: success then names what was left out, and only that is sent again. */
async function writeBatch(
  lab: Lab,
  table: string,
  batch: WriteRequest[],
  paced: PacedTable,
  tell: Tell,
): Promise<void> {
  let left = batch;
  await outlastThrottling(lab, { ...roomForOrders(lab, table), onWait: tell }, async () => {
    left = await writeOnce(lab, table, left, paced, tell);
    return left.length === 0 ? 'written' : undefined;
  });
}

/** Sends what there is once, when there is room for it; returns what was not taken. */
async function writeOnce(
  lab: Lab,
  table: string,
  requests: WriteRequest[],
  paced: PacedTable,
  tell: Tell,
): Promise<WriteRequest[]> {
  const reservation = await paced.reserve(requests.length, tell);
  try {
    const answer = await lab
      .client(DynamoDBClient)
      .send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests }, ReturnConsumedCapacity: 'INDEXES' }),
      );
    const left = answer.UnprocessedItems?.[table] ?? [];
    paced.settle(reservation, {
      written: requests.length - left.length,
      consumed: answer.ConsumedCapacity,
      // More than one attempt: the SDK was refused before it got through.
      isRefused: left.length > 0 || (answer.$metadata.attempts ?? 1) > 1,
    });
    return left;
  } catch (error) {
    paced.settle(reservation, { written: 0, isRefused: isThrottling(error) });
    throw error;
  }
}

/** Writes one item by PutItem; waits while the table takes no more. */
export async function putItem(lab: Lab, table: string, item: OrderItem): Promise<void> {
  await outlastThrottling(lab, roomForOrders(lab, table), () =>
    lab.client(DynamoDBClient).send(new PutItemCommand({ TableName: table, Item: item })),
  );
}

function roomForOrders(lab: Lab, table: string): Throttled {
  return {
    what: `the table ${table} to take more orders`,
    next: `Wait for auto scaling to add capacity, then run ${lab.commandLine('seed')} again.`,
  };
}
