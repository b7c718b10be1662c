/** Transactions that get in each other's way, and what to do about it. */
import { isPassingReason } from '../../aws/errors.js';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { raiseCounter, setStatus } from './actions.js';
import { ORDER_1, ORDER_2, readCount } from './probes.js';
import { allSettled, codesInWords, writeTogether } from './transaction.js';

/** Transactions sent at once; all of them raise the counter. */
const RIVALS = 4;
/** Whether two of them meet is a matter of timing: how often we try. */
const MOST_ROUNDS = 10;

interface Rival {
  readonly name: string;
  /** Why it was refused, each time that it was, until it was written. */
  readonly refusals: readonly string[];
}

/** Sends rivals until some have met; each is sent again until it is written. Then counts. */
export async function* conflict(lab: Lab): AsyncGenerator<Check | Evidence> {
  const before = await readCount(lab);
  let rivals: readonly Rival[] = [];
  let rounds = 0;
  while (rounds < MOST_ROUNDS && !rivals.some(hasMetAnother)) {
    rivals = await allSettled(Array.from({ length: RIVALS }, (_, position) => compete(lab, position)));
    rounds += 1;
  }
  yield rivals.some(hasMetAnother) ? showRivals(rivals) : noConflict(rounds);
  yield compare({
    id: 'conflicts-lose-nothing',
    claim: 'Whoever met another was cancelled, sent again after a pause, and has counted once',
    expected: inWords(rounds * RIVALS, rounds * RIVALS),
    actual: inWords(rounds * RIVALS, (await readCount(lab)) - before),
    hint: `Somebody else may have raised the counter: run ${lab.commandLine('transact')} again.`,
  });
  yield showReasonsWorthARetry();
}

/** Every second rival writes the other order: in those the counter alone is fought for. */
async function compete(lab: Lab, position: number): Promise<Rival> {
  const order = position % 2 === 0 ? ORDER_1 : ORDER_2;
  const refusals: string[] = [];
  await writeTogether(lab, [raiseCounter(lab), setStatus(lab, order, 'shipped')], {
    onRefusal: (reasons) => refusals.push(codesInWords(reasons)),
  });
  return { name: `${position + 1}: counter and ${order.name}`, refusals };
}

function hasMetAnother({ refusals }: Rival): boolean {
  return refusals.some((codes) => codes.includes('TransactionConflict'));
}

function inWords(written: number, counted: number): string {
  return `${written} transactions written, ${counted} counted`;
}

function showRivals(rivals: readonly Rival[]): Evidence {
  return {
    kind: 'table',
    title: 'Transactions at the same time',
    data: {
      columns: ['transaction', 'times sent', 'first refused for'],
      rows: rivals.map(({ name, refusals }) => [name, refusals.length + 1, refusals[0] ?? '']),
      caption: 'The SDK does not send a cancelled transaction again. The lab did, until it was written.',
    },
  };
}

function noConflict(rounds: number): Evidence {
  return {
    kind: 'text',
    title: 'No conflict this time',
    data: {
      text: `${rounds} times ${RIVALS} transactions on one counter were sent at once, and none met another: it is a matter of timing.`,
    },
  };
}

/** Every code that AWS documents for a cancellation, and what it means for whoever has to decide. */
const REASONS: readonly (readonly [code: string, why: string])[] = [
  ['TransactionConflict', 'another has the item for a moment'],
  ['ProvisionedThroughputExceeded', 'capacity comes back, second by second'],
  ['ThrottlingError', 'the table is being scaled'],
  ['ConditionalCheckFailed', 'decide anew: the item is another'],
  ['ValidationError', 'the request is wrong and stays so'],
  ['ItemCollectionSizeLimitExceeded', 'the item collection is full'],
];

function showReasonsWorthARetry(): Evidence {
  return {
    kind: 'table',
    title: 'Which reasons are worth a retry',
    data: {
      columns: ['reason', 'retry', 'because'],
      rows: REASONS.map(([code, why]) => [code, isPassingReason(code) ? 'yes' : 'no', why]),
    },
  };
}
