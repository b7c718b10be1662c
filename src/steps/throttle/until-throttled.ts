/** Writing without retries until a table takes no more, and for a while longer. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling, throttlingReasons } from '../../aws/errors.js';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { patienceFor } from '../../lab/patience.js';
import { pause } from '../../lab/pause.js';
import { asTold, countAccidents } from './accidents.js';
import { countItems, itemOf, putItem, UNITS } from './scratch-table.js';

/**
 * Units of one write. A new table has saved up 300 units (or about that: AWS promises none), which small writes would
 * take minutes to use up.
 */
const ITEM_UNITS = 10;
const WRITES_PER_SECOND = 3;
/** Seconds to go on when it has been refused, so that one sees what still gets through. */
const SECONDS_AFTER = 12;
/** Seconds in all: 1,800 units. */
const MOST_SECONDS = 60;
const SECOND = 1_000;
/** The name that they are written under. */
const LOAD = 'until throttled';

interface Second {
  accepted: number;
  throttled: number;
}

interface Seen {
  readonly seconds: readonly Second[];
  /** The first refusal for want of provisioned capacity. */
  readonly refusal: Error | undefined;
  /** Writes of which nobody knows what became of them, at the most. */
  readonly unknown: number;
}

/** Ends with what the last write owes paid back. @returns whether anything was refused. */
export async function* writeUntilThrottled(lab: Lab): AsyncGenerator<Check | Evidence, boolean> {
  const { seconds, refusal, unknown } = await write(lab);
  yield showSeconds(seconds);
  if (refusal !== undefined) yield showRefusal(refusal);
  yield compare({
    id: 'throttled',
    claim: 'Without retries, writes fail as soon as the saved-up capacity is gone',
    expected: 'ProvisionedThroughputExceededException',
    actual: refusal?.name ?? `none refused in ${seconds.length} s`,
    hint: `Somebody may have given the table ${lab.names.throttleTable} more capacity: run ${lab.commandLine('throttle')} again, it makes a new one.`,
  });
  const accepted = sum(seconds.map((second) => second.accepted));
  yield compare({
    id: 'refused-not-written',
    claim: 'What was accepted is in the table, and nothing of what was refused',
    expected: `${accepted} items`,
    actual: `${asTold(await countItems(lab, LOAD), accepted, unknown)} items`,
    hint: `Somebody else may write to the table: run ${lab.commandLine('throttle')} again.`,
  });
  if (refusal === undefined) return false;
  // A write is let in while anything is left, and may cost more than that.
  await pause(lab, (ITEM_UNITS / UNITS) * SECOND, {
    title: 'Waiting for capacity',
    reason: 'the last write was let in on credit, which is paid back second by second',
  });
  return true;
}

async function write(lab: Lab): Promise<Seen> {
  const client = lab.clientWith(DynamoDBClient, { mode: 'none' });
  const accidents = countAccidents(client);
  const seconds: Second[] = [];
  const begin = lab.clock.now();
  let refusal: Error | undefined;
  let refusedIn: number | undefined;
  let last = patienceFor(lab, MOST_SECONDS * SECOND) / SECOND;
  for (let number = 0; number < last * WRITES_PER_SECOND; number += 1) {
    await lab.clock.until(begin + (number * SECOND) / WRITES_PER_SECOND);
    const second = Math.floor(number / WRITES_PER_SECOND);
    seconds[second] ??= { accepted: 0, throttled: 0 };
    const counted = seconds[second];
    try {
      await putItem(lab, client, itemOf(LOAD, number, ITEM_UNITS));
      counted.accepted += 1;
    } catch (error) {
      if (!(error instanceof Error) || !isThrottling(error)) throw error;
      counted.throttled += 1;
      if (refusedIn === undefined && throttlingReasons(error) !== undefined) {
        refusal = error;
        refusedIn = second;
        last = Math.min(MOST_SECONDS, refusedIn + 1 + SECONDS_AFTER);
      }
    }
    lab.progress({
      title: 'Writing without retries',
      elapsed: lab.clock.now() - begin,
      reason: `${ITEM_UNITS} units each, until ${refusedIn === undefined ? 'refused' : 'there is enough to see'}`,
      trend: seconds.map(({ accepted }) => accepted),
    });
  }
  client.destroy();
  return { seconds, refusal, unknown: accidents() };
}

function showSeconds(seconds: readonly Second[]): Evidence {
  return {
    kind: 'chart',
    title: 'Writes without retries',
    data: {
      points: seconds.map((_, second) => `${second} s`),
      unit: 'writes per second',
      series: [
        { name: 'accepted', draw: 'bar', values: seconds.map(({ accepted }) => accepted) },
        { name: 'throttled', draw: 'bar', values: seconds.map(({ throttled }) => throttled) },
      ],
      caption: `Each costs ${ITEM_UNITS} units, and ${UNITS} comes in each second: first from what was saved up, then hardly any.`,
    },
  };
}

function showRefusal(refusal: Error): Evidence {
  const reasons = (throttlingReasons(refusal) ?? []).map(
    ({ reason = '?', resource = '?' }) => `${reason}\n  ${resource}`,
  );
  return {
    kind: 'text',
    title: 'What DynamoDB says',
    data: { text: [`${refusal.name}: ${refusal.message}`, 'ThrottlingReasons:', ...reasons].join('\n') },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
