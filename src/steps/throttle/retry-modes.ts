/** The same load without retries, and by each of the SDK's modes. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../../aws/errors.js';
import { attemptsOf } from '../../aws/recorder.js';
import { MAX_ATTEMPTS, type RetryPolicy } from '../../aws/retry.js';
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { asTold, countAccidents } from './accidents.js';
import { foundInWords, type Outcome } from './outcome.js';
import { countItems, itemOf, putItem, useUp } from './scratch-table.js';

/** Items of each load, one unit each: as many seconds at least. */
export const LOAD_SIZE = 16;
/** Who write at the same time, each one item after the other. */
const WRITERS = 4;
/**
 * The SDK gives up after four attempts at an item, within about three seconds. Four writers that share one unit a
 * second need more.
 */
const PATIENT_ATTEMPTS = 10;

interface Mode {
  /** Of its check. */
  readonly id: string;
  readonly name: string;
  readonly retries: RetryPolicy;
  /** What is claimed of it; nothing of those that may lose. */
  readonly losesNothing?: { readonly id: string; readonly claim: string };
}

const MODES: readonly Mode[] = [
  { id: 'none', name: 'no retries', retries: { mode: 'none' } },
  { id: 'standard-default', name: `standard, ${MAX_ATTEMPTS} attempts`, retries: { mode: 'standard' } },
  {
    id: 'standard',
    name: `standard, ${PATIENT_ATTEMPTS} attempts`,
    retries: { mode: 'standard', maxAttempts: PATIENT_ATTEMPTS },
    losesNothing: {
      id: 'standard-loses-nothing',
      claim: 'The standard mode, with attempts enough, gets every write through',
    },
  },
  {
    id: 'adaptive',
    name: `adaptive, ${PATIENT_ATTEMPTS} attempts`,
    retries: { mode: 'adaptive', maxAttempts: PATIENT_ATTEMPTS },
    losesNothing: {
      id: 'adaptive-loses-nothing',
      claim: 'The adaptive mode, which holds back what would be refused, does so too',
    },
  },
];

/** Tells each outcome to `onOutcome`. */
export async function* compareModes(lab: Lab, onOutcome: (outcome: Outcome) => void): AsyncGenerator<Check> {
  const again = `Run ${lab.commandLine('throttle')} again.`;
  for (const { id, name, retries, losesNothing } of MODES) {
    await useUp(lab);
    const outcome = await writeLoad(lab, name, retries);
    onOutcome(outcome);
    yield compare({
      id: `${id}-accepted-is-written`,
      claim: `With ${name}, what was accepted is in the table, and nothing else`,
      expected: `${outcome.accepted} items`,
      actual: `${asTold(outcome.found, outcome.accepted, outcome.unknown)} items`,
      hint: `Somebody else may write to the table. ${again}`,
    });
    if (losesNothing === undefined) continue;
    yield compare({
      ...losesNothing,
      expected: foundInWords({ found: LOAD_SIZE, sent: LOAD_SIZE }),
      actual: foundInWords(outcome),
      hint: `The SDK gave up after ${PATIENT_ATTEMPTS} attempts: somebody else may use the table's capacity. ${again}`,
    });
  }
}

async function writeLoad(lab: Lab, name: string, retries: RetryPolicy): Promise<Outcome> {
  const client = lab.clientWith(DynamoDBClient, retries);
  const accidents = countAccidents(client);
  const begin = lab.clock.now();
  let next = 0;
  let done = 0;
  let accepted = 0;
  let attempts = 0;
  const tell = (): void =>
    lab.progress({
      title: `Writing with ${name}`,
      done,
      total: LOAD_SIZE,
      unit: 'items',
      elapsed: lab.clock.now() - begin,
    });
  tell();
  const writer = async (): Promise<void> => {
    while (next < LOAD_SIZE) {
      const number = next;
      next += 1;
      try {
        const answer = await putItem(lab, client, itemOf(name, number));
        attempts += attemptsOf(answer);
        accepted += 1;
      } catch (error) {
        if (!isThrottling(error)) throw error;
        attempts += attemptsOf(error);
      }
      done += 1;
      tell();
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: WRITERS }, writer));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const elapsed = lab.clock.now() - begin;
  client.destroy();
  const found = await countItems(lab, name);
  const throttled = attempts - accepted;
  return { name, sent: LOAD_SIZE, accepted, attempts, throttled, elapsed, unknown: accidents(), found };
}
