/** Asking what we may not be allowed to know: the answer, or why there is none, as a sentence. */
import { isLockedOut } from '../aws/access-errors.js';
import { toProblem } from '../aws/explain.js';
import type { Lab } from '../lab/lab.js';
import { outlastThrottling } from '../lab/patience.js';

export type Attempt<T> =
  | { readonly result: T; readonly failure?: never }
  | ({ readonly failure: string } & { readonly result?: never });

/**
 * Searching is an addition: where it is not allowed or not served, names still lead to what the steps built.
 * Throttling is outlasted.
 * @param what is awaited, for the progress line: "the tag search".
 * @throws what makes every question fail because nobody is let in, what ends with Ctrl-C, and what is a bug of ours.
 */
export async function attempt<T extends NonNullable<unknown>>(
  lab: Lab,
  what: string,
  work: () => Promise<T>,
): Promise<Attempt<T>> {
  try {
    return { result: await outlastThrottling(lab, { what }, work) };
  } catch (error) {
    const problem = toProblem(error, lab);
    if (lab.signal.aborted || problem === undefined || isLockedOut(error)) throw error;
    return { failure: problem.message };
  }
}
