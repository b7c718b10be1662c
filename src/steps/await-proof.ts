/** Waiting for what a function does in its own time: what was found in the end is what the checks tell. */
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { longWait } from '../lab/patience.js';

/** Milliseconds between two looks, longer and longer. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;
/** In all: a mapping begins to poll, and a log shows what was written, within minutes. */
const DEADLINE = 5 * 60_000;

export interface Awaited<T> {
  /** "the function to tell of three changes" */
  readonly what: string;
  readonly reason: string;
  look(): Promise<T>;
  isAll(found: T): boolean;
}

/** What is found when all is there, or after five minutes. */
export async function awaitProof<T>(lab: Lab, { what, reason, look, isAll }: Awaited<T>): Promise<T> {
  let waited = 0;
  const every = (round: number): number => Math.min(LONGEST_PAUSE, FIRST_PAUSE * round);
  let round = 0;
  const { found } = await poll({
    what,
    ...longWait(lab),
    every,
    deadline: DEADLINE,
    ask: async () => {
      const found = await look();
      return isAll(found) || waited >= DEADLINE ? { found } : undefined;
    },
    onWait: (elapsed) => {
      round += 1;
      waited = elapsed + every(round);
      lab.progress({ title: `Waiting for ${what}`, elapsed, reason });
    },
  });
  return found;
}
