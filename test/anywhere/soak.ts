/** A lab under calls that fail at random, run again and again until it is done. */
import type { FaultRule } from '../../src/sandbox/faults.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import type { TestSandbox } from '../support/sandbox.js';
import type { Ending } from './stages.js';

/** So often a learner may have to say "again", at the most. */
const MOST_RUNS = 10;

/** Each of these happens to a fiftieth of all calls, reads included: to a tenth in all. */
const SHARE = 0.02;
const EFFECTS = [
  { effect: 'error', when: 'before' },
  { effect: 'error', when: 'after' },
  { effect: 'drop', when: 'before' },
  { effect: 'drop', when: 'after' },
  { effect: 'throttle', when: 'before' },
] as const satisfies readonly FaultRule[];

/** The same calls go wrong in every run with this seed. */
export function tenthOfAllCalls(seed: number): FaultRule[] {
  return EFFECTS.map((effect, position) => ({
    ...effect,
    share: SHARE,
    seed: seed * EFFECTS.length + position,
  }));
}

/**
 * Attempts something with a new lab each time, as a learner who repeats the command.
 * @returns what each run but the last was told.
 * @throws where a run ends in another way than done or told, or none is done.
 */
export async function untilDone(
  sandbox: TestSandbox,
  prefix: string,
  work: (testLab: TestLab) => Promise<Ending>,
): Promise<readonly string[]> {
  const told: string[] = [];
  while (told.length < MOST_RUNS) {
    const testLab = await openTestLab(sandbox, { prefix });
    const ending = await work(testLab);
    testLab.lab.close();
    if (ending.result === 'done') return told;
    if (ending.result !== 'told') throw new Error(JSON.stringify(ending));
    told.push(ending.why);
  }
  throw new Error(`not done in ${MOST_RUNS} runs:\n${told.join('\n')}`);
}
