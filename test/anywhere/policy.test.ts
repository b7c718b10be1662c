/** The policy that `doctor --policy` prints: with it the whole lab runs, and without any of its actions it does not. */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runnerPolicy } from '../../src/doctor/runner-policy.js';
import { namesFor } from '../../src/lab/names.js';
import { setLearnerPolicy } from '../../src/sandbox/client.js';
import { makeTestFolder } from '../support/store.js';
import { MESSES, type Mess } from './policy-messes.js';
import {
  actionsOf,
  attemptIn,
  idleResources,
  names,
  type Walked,
  walkThrough,
  without,
} from './policy-proof.js';
import { STAGES, type Stage } from './stages.js';
import { onCopy } from './templates.js';
import { NIGHTLY } from './ways.js';

const NAMES = namesFor('');
const POLICY = runnerPolicy(NAMES, { partition: 'aws', region: 'us-east-1', account: '111122223333' });
/** Runs at the same time: most of one is waiting for its own sandbox. */
const AT_ONCE = 3;
/** The whole lab twice, where all cores are taken. */
const LONGEST_WALK = 5 * 60_000; /* ms */

const folder = makeTestFolder();
let walked: readonly Walked[] = [];
beforeAll(async () => {
  walked = await walkThrough(folder.path, POLICY);
}, LONGEST_WALK);
afterAll(() => folder.remove());

it('the whole lab runs under it, and once more, and status in between', () => {
  for (const { stage, endings, uses, refusedToStatus } of walked) {
    expect({ stage, endings }).toEqual({ stage, endings: [{ result: 'done' }, { result: 'done' }] });
    expect([...refusedToStatus, ...uses.filter(({ allowed }) => !allowed)]).toEqual([]);
  }
});

it('it names no resource that is not asked for', () => {
  const uses = walked.flatMap((each) => each.uses);

  expect(idleResources(POLICY, uses)).toEqual([]);
});

it('each of its actions is asked for, some of them only where somebody has made a mess', () => {
  const asked = STAGES.flatMap(firstAskedIn);

  expect([...asked, ...MESSES.map(({ action }) => action)].toSorted()).toEqual(actionsOf(POLICY).toSorted());
});

it.each(STAGES)('%s fails without an action that it asks for, and names it', async (stage) => {
  // At night whatever a stage asks for, otherwise what no stage before it did.
  const actions = NIGHTLY ? askedIn(stage) : firstAskedIn(stage);
  const trials = actions.map((action): Trial => ({ action, stage }));

  expect(await unnoticed(stage, trials)).toEqual([]);
});

it('a mess is not mended without the action that it takes, which is named', async () => {
  expect(await unnoticed('cleanup', MESSES)).toEqual([]);
});

function askedIn(stage: Stage): readonly string[] {
  const uses = walked.filter((each) => each.stage === stage).flatMap((each) => each.uses);
  return [...new Set(uses.map(({ action }) => action))];
}

/** What a stage asks for and none before it does. */
function firstAskedIn(stage: Stage): readonly string[] {
  const before = new Set(STAGES.slice(0, STAGES.indexOf(stage)).flatMap(askedIn));
  return askedIn(stage).filter((action) => !before.has(action));
}

type Trial = Pick<Mess, 'action' | 'stage'> & Partial<Pick<Mess, 'make'>>;

/** Trials after which the learner does not know what is missing, in words. They begin as that stage does. */
async function unnoticed(beginning: Stage, trials: readonly Trial[]): Promise<readonly string[]> {
  const before = walked.find(({ stage }) => stage === beginning)?.folder;
  const wrong: string[] = [];
  const waiting = [...trials];
  const worker = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      const complaint = await tryWithout(before ?? '', trial);
      if (complaint !== undefined) wrong.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  appendFileSync(
    inject('withoutActions'),
    `${JSON.stringify({ tried: trials.length, wrong: wrong.length })}\n`,
  );
  return wrong;
}

async function tryWithout(before: string, { action, stage, make }: Trial): Promise<string | undefined> {
  return onCopy(before, async (sandbox) => {
    if (make !== undefined) {
      await setLearnerPolicy(sandbox.connection, undefined);
      await make(sandbox, NAMES);
    }
    await setLearnerPolicy(sandbox.connection, without(POLICY, action));
    const { ending, words } = await attemptIn(sandbox, stage);
    // Cleanup is done where only its search was refused: then it says so.
    if (ending.result === 'done' && stage !== 'cleanup') return `${stage} is done without ${action}`;
    return names(words, action)
      ? undefined
      : `${stage} does not name ${action}: ${JSON.stringify(ending)} ${words}`;
  });
}
