/** Load for an alarm: reads that use up a known capacity within a minute, and leave nothing behind. */
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../../aws/errors.js';
import type { Lab } from '../../lab/lab.js';
import { pauseUntil } from '../../lab/pause.js';

/** No order that anybody places has this id. To find nothing costs a unit, as to find something small does. */
const PROBE_ID = 'orders-lab-monitor-probe';
/** Keys in one BatchGetItem: a strongly consistent read of each is a unit. */
const KEYS = 100;
const MINUTE = 60_000; /* ms */
/** A minute that has less than this left is not begun with, or gone on with. */
const MARGIN = 5_000; /* ms */
/** Milliseconds until there is some capacity again. */
const PAUSE = 1_000;
/** Minutes to try it in: where the capacity was used up before, one may not be enough. */
const TRIES = 3;

/**
 * Reads more than `least` capacity units within one minute of the clock.
 * @returns the most that was read in one minute, in units: no more than `least` where the table refuses too much.
 */
export async function readWithinAMinute(lab: Lab, least: number): Promise<number> {
  let most = 0;
  for (let attempt = 1; attempt <= TRIES && most <= least; attempt += 1) {
    const now = lab.clock.now();
    const next = (Math.floor(now / MINUTE) + 1) * MINUTE;
    if (attempt > 1 || next - now < 2 * MARGIN) {
      await pauseUntil(lab, next, {
        title: 'Waiting for the next minute',
        reason: 'CloudWatch counts by minutes, and all of the reads should be in one',
      });
    }
    most = Math.max(most, await readUntilNextMinute(lab, least));
  }
  return most;
}

async function readUntilNextMinute(lab: Lab, least: number): Promise<number> {
  const startedAt = lab.clock.now();
  const end = (Math.floor(startedAt / MINUTE) + 1) * MINUTE - MARGIN;
  let units = 0;
  while (units <= least && lab.clock.now() < end) {
    const read = await readBatch(lab);
    units += read;
    lab.progress({
      title: `Reading from ${lab.names.table}`,
      done: Math.min(units, least + KEYS),
      total: least + KEYS,
      unit: 'units',
      elapsed: lab.clock.now() - startedAt,
    });
    if (read < KEYS) await lab.clock.sleep(PAUSE);
  }
  return units;
}

/** One batch, once; what of it is refused is not read. @returns the units that it took. */
async function readBatch(lab: Lab): Promise<number> {
  const Keys = Array.from({ length: KEYS }, (_, index) => ({
    order_id: { S: PROBE_ID },
    created_at: { N: String(index) },
  }));
  const command = new BatchGetItemCommand({
    RequestItems: { [lab.names.table]: { Keys, ConsistentRead: true } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  try {
    const { ConsumedCapacity = [] } = await lab.client(DynamoDBClient).send(command);
    return ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  } catch (error) {
    if (isThrottling(error)) return 0;
    throw error;
  }
}
