/** Writing many items by BatchWriteItem, with everything that may come back. */
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import type { OrderItem } from './orders.js';

/** BatchWriteItem takes no more items than this in one call. */
const BATCH_SIZE = 25;
/** Batches in flight: enough to hide the network, few enough to be fair to five write units. */
const CONCURRENCY = 4;
/** Milliseconds to wait before sending again what was left over, doubled up to the longest, with jitter. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** Milliseconds to wait in all for one batch to be taken. */
const STALLED = 5 * 60_000;

/**
 * Writes all items and tells progress. Memory does not grow with their number: items are drawn from the
 * iterable as they are sent. What DynamoDB leaves unprocessed or throttles is sent again, more slowly.
 * @param total how many there are, for the progress line.
 * @throws {Problem} when a batch does not get through for five minutes.
 */
export async function writeItems(
  lab: Lab,
  table: string,
  items: Iterable<OrderItem>,
  total: number,
): Promise<void> {
  const batches = inBatches(items);
  const startedAt = lab.clock.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      await writeBatch(lab, table, batch);
      done += batch.length;
      lab.progress({
        title: 'Writing orders',
        done,
        total,
        unit: 'orders',
        elapsed: lab.clock.now() - startedAt,
      });
    }
  };
  // All workers draw from the one generator, so that each batch is sent once; one that fails closes it, and
  // the others end with the batch they have.
  const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
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
async function writeBatch(lab: Lab, table: string, batch: WriteRequest[]): Promise<void> {
  let left = batch;
  await poll({
    what: `the table ${table} to take more orders`,
    clock: lab.clock,
    every: (round) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** round) * (0.5 + Math.random() / 2),
    deadline: STALLED,
    tolerate: isThrottling,
    ask: async () => {
      const { UnprocessedItems } = await lab
        .client(DynamoDBClient)
        .send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
      return left.length === 0 ? 'written' : undefined;
    },
    next: `Wait for auto scaling to add capacity, then run ${lab.commandLine('seed')} again.`,
  });
}
