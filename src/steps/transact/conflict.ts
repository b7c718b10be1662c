/** Transactions that get in each other's way, and what to do about it. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { raiseCounter, setStatus } from './actions.js';
import { ORDER_1, ORDER_2, readCount } from './probes.js';
import { showReasonsWorthARetry } from './reasons.js';
import { type Competitor, compete, hasMetAnother, type Rival, showRivals } from './rivals.js';

/** Transactions sent at once; all of them raise the counter. */
const RIVALS = 4;
/** Whether two of them meet is a matter of timing: how often we try. */
const MOST_ROUNDS = 10;

/** Sends rivals until some have met; each is sent again until it is written. Then counts. */
export async function* conflict(lab: Lab): AsyncGenerator<Check | Evidence> {
  const before = await readCount(lab);
  let rivals: readonly Rival[] = [];
  let rounds = 0;
  while (rounds < MOST_ROUNDS && !rivals.some(hasMetAnother)) {
    const competitors = Array.from({ length: RIVALS }, (_, position) => rival(lab, position));
    rivals = await compete(lab, competitors, 'transact');
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
function rival(lab: Lab, position: number): Competitor {
  const order = position % 2 === 0 ? ORDER_1 : ORDER_2;
  return {
    name: `${position + 1}: counter and ${order.name}`,
    actions: [raiseCounter(lab), setStatus(lab, order, 'shipped')],
  };
}

function inWords(written: number, counted: number): string {
  return `${written} transactions written, ${counted} counted`;
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
