/** A batch that is taken in part: what comes back is sent again, or lost. */
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import { pause } from '../../lab/pause.js';
import { asTold, countAccidents } from './accidents.js';
import { foundInWords, type Outcome } from './outcome.js';
import { LOAD_SIZE } from './retry-modes.js';
import { countItems, itemOf, useUp } from './scratch-table.js';

/** Milliseconds in which some capacity comes in: where there is none at all, a batch fails as a whole. */
const SOME_CAPACITY = 3_000;

/** Tells each outcome to `onOutcome`. */
export async function* writeBatches(
  lab: Lab,
  onOutcome: (outcome: Outcome) => void,
): AsyncGenerator<Check | Evidence> {
  const again = `Somebody else may write to the table: run ${lab.commandLine('throttle')} again.`;
  const ignored = await sendBatch(lab, 'batch, rest ignored', (left) => left.length < LOAD_SIZE);
  onOutcome(ignored);
  yield showLoss(ignored);
  yield compare({
    id: 'ignored-is-lost',
    claim: 'A batch succeeds, and yet what it names as unprocessed has not been written',
    expected: foundInWords({ found: ignored.accepted, sent: LOAD_SIZE }),
    actual: foundInWords({ ...ignored, found: asTold(ignored.found, ignored.accepted, ignored.unknown) }),
    hint: again,
  });
  const handled = await sendBatch(lab, 'batch, rest sent again', (left) => left.length === 0);
  onOutcome(handled);
  yield compare({
    id: 'handled-arrives',
    claim: 'Sent again until nothing comes back, all of it arrives',
    expected: foundInWords({ found: LOAD_SIZE, sent: LOAD_SIZE }),
    actual: foundInWords(handled),
    hint: again,
  });
}

/** Sends a batch, and again what comes back of it, until that `isEnough`. */
async function sendBatch(
  lab: Lab,
  name: string,
  isEnough: (left: readonly WriteRequest[]) => boolean,
): Promise<Outcome> {
  await useUp(lab);
  await pause(lab, SOME_CAPACITY, {
    title: 'Waiting for capacity',
    reason: 'one unit comes in each second, so that a part of the batch is taken',
  });
  const table = lab.names.throttleTable;
  const begin = lab.clock.now();
  let left: WriteRequest[] = Array.from({ length: LOAD_SIZE }, (_, number) => ({
    PutRequest: { Item: itemOf(name, number) },
  }));
  let attempts = 0;
  const client = lab.clientWith(DynamoDBClient, { mode: 'none' });
  const accidents = countAccidents(client);
  await outlastThrottling(lab, { what: `the table ${table} to take the rest of the batch` }, async () => {
    attempts += left.length;
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
    const { UnprocessedItems } = await client.send(command);
    left = UnprocessedItems?.[table] ?? [];
    return isEnough(left) ? 'sent' : undefined;
  }).finally(() => client.destroy());
  const elapsed = lab.clock.now() - begin;
  const accepted = LOAD_SIZE - left.length;
  const found = await countItems(lab, name);
  const throttled = attempts - accepted;
  // Each of them was about a whole batch.
  const unknown = accidents() * LOAD_SIZE;
  return { name, sent: LOAD_SIZE, accepted, attempts, throttled, elapsed, unknown, found };
}

function showLoss({ accepted, sent }: Outcome): Evidence {
  const left = sent - accepted;
  return {
    kind: 'text',
    title: 'A batch, and what came back of it',
    data: {
      text:
        left === 0
          ? `All ${sent} items were taken this time: AWS lets more through than a table's capacity now and then.`
          : `BatchWriteItem answered 200 OK and named ${left} of ${sent} items in UnprocessedItems. Nobody who looks only for errors would have noticed.`,
    },
  };
}
