/** Writing items, one by one or many by BatchWriteItem, with everything that may come back. */
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Lab } from '../lab/lab.js';
import { outlastThrottling, type Throttled } from '../lab/patience.js';
import type { OrderItem } from './orders.js';

/** BatchWriteItem takes no more items than this in one call. */
const BATCH_SIZE = 25;
/** Batches in flight: enough to hide the network, few enough to be fair to five write units. */
const CONCURRENCY = 4;

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
  const tell = (reason?: string): void =>
    lab.progress({
      title: 'Writing orders',
      done,
      total,
      unit: 'orders',
      elapsed: lab.clock.now() - startedAt,
      ...(reason === undefined ? {} : { reason }),
    });
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      await writeBatch(lab, table, batch, () => tell('the table takes no more at once'));
      done += batch.length;
      tell();
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
async function writeBatch(lab: Lab, table: string, batch: WriteRequest[], onWait: () => void): Promise<void> {
  let left = batch;
  await outlastThrottling(lab, { ...roomForOrders(lab, table), onWait }, async () => {
    const { UnprocessedItems } = await lab
      .client(DynamoDBClient)
      .send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
    return left.length === 0 ? 'written' : undefined;
  });
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
