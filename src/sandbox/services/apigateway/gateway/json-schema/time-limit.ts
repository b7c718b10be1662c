/**
 * An end to what may take for ever: regular expressions that somebody wrote, held against bodies that anybody sends,
 * such as `(a+)+b` against many an `a`. Nothing else can stop one, and meanwhile nobody else is answered.
 */
import { types } from 'node:util';
import { createContext, Script } from 'node:vm';

const slot = { work: (): void => undefined };
/** One for all work: to make one takes longer than most work. */
const CONTEXT = createContext(slot);
const CALL = new Script('work()');

/** Work that was stopped. */
export class TimeLimitPassed extends Error {}

/**
 * Does work that waits for nothing, and stops it where it is when its time is up: it should change nothing. Not to be
 * called by such work itself.
 * @param limit real milliseconds.
 * @throws {TimeLimitPassed} when it was stopped; whatever the work throws.
 */
export function withinTime<T>(limit: number, work: () => T): T {
  let result: { readonly value: T } | undefined;
  slot.work = () => {
    result = { value: work() };
  };
  try {
    CALL.runInContext(CONTEXT, { timeout: limit });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    slot.work = () => undefined;
  }
  if (result === undefined) throw new TimeLimitPassed(`It took longer than ${limit} ms.`);
  return result.value;
}

/** It is an error of the context, whose `Error` is another one than ours. */
function isTimeout(error: unknown): boolean {
  return types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
