/** Waiting for what a function does in its own time: what was found in the end is what the checks tell. */
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { longWait, patienceFor } from '../lab/patience.js';

/** Milliseconds between two looks, longer and longer. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;
/** In all: a mapping may need minutes to begin to poll, and then a log minutes to show what was written. */
const DEADLINE = 10 * 60_000;

export interface Awaited<T> {
  /** "the function to tell of three changes" */
  readonly what: string;
  /** Why it takes its time, or what the last look has to say about it. */
  readonly reason: string | ((found: T) => string);
  look(): Promise<T>;
  isAll(found: T): boolean;
  /** Why an error of the look passes by waiting; undefined where it does not. Default: none does. */
  passes?(error: unknown): string | undefined;
  /** Milliseconds in all. Default: ten minutes, or seconds where an emulator answers. */
  readonly deadline?: number;
}

/**
 * What is found when all is there, or at the deadline.
 * @throws {Problem} when even the last look has failed by what passes; any other error of a look, at once.
 */
export async function awaitProof<T>(
  lab: Lab,
  { what, reason, look, isAll, passes, deadline = patienceFor(lab, DEADLINE) }: Awaited<T>,
): Promise<T> {
  let waited = 0;
  const every = (round: number): number => Math.min(LONGEST_PAUSE, FIRST_PAUSE * round);
  let round = 0;
  let why = typeof reason === 'string' ? reason : '';
  const { found } = await poll({
    what,
    ...longWait(lab),
    every,
    deadline,
    tolerate: (error) => {
      const passing = passes?.(error);
      why = passing ?? why;
      return passing !== undefined;
    },
    ask: async () => {
      const found = await look();
      why = typeof reason === 'string' ? reason : reason(found);
      return isAll(found) || waited >= deadline ? { found } : undefined;
    },
    onWait: (elapsed) => {
      round += 1;
      waited = elapsed + every(round);
      lab.progress({ title: `Waiting for ${what}`, elapsed, reason: why });
    },
  });
  return found;
}
