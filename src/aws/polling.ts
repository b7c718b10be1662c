import { Problem } from '../problem.js';
import type { Clock } from './clock.js';
import { isOutage, isThrottling } from './errors.js';
import { Outage } from './outage.js';
import { wasOutlasted } from './patience.js';

export interface PollOptions<T> {
  /** What is awaited, for the progress line and for the error: "the table Orders to become ACTIVE". */
  readonly what: string;
  readonly clock: Clock;
  /** Asks once; undefined means "not yet". An error ends the polling at once, unless it is tolerated. */
  ask(): Promise<T | undefined>;
  /** Errors that go away by waiting, such as a resource in use. Throttling always does, unless it was outlasted. */
  tolerate?(error: unknown): boolean;
  /** Milliseconds in a row in which the service may be out of reach or out of order. Default: none. */
  readonly outage?: number;
  /** Milliseconds between two questions; as a function of the questions asked so far (from 1), a back-off. */
  readonly every: number | ((round: number) => number);
  /** Milliseconds to wait in all, counted over our own sleeps: other commands may move the clock. */
  readonly deadline: number;
  /** Told before every sleep how long we have waited, in milliseconds: nothing waits without a word. */
  onWait(elapsed: number): void;
  /** What to do when the deadline passes. */
  readonly next?: string;
}

/**
 * Asks again and again until there is an answer: the lab's only way to wait for AWS.
 * @throws {Problem} when the deadline passes; any error of `ask` that is neither tolerated nor an outage that may
 * last, at once; and throttling that the call itself has outlasted for minutes, so that waits do not multiply.
 */
export async function poll<T extends NonNullable<unknown>>(options: PollOptions<T>): Promise<T> {
  const { clock, every, deadline, outage = 0 } = options;
  let elapsed = 0;
  let round = 0;
  let lastError: unknown;
  const failing = new Outage();
  for (;;) {
    try {
      const answer = await options.ask();
      if (answer !== undefined) return answer;
      lastError = undefined;
      failing.ended();
    } catch (error) {
      lastError = error;
      if (wasOutlasted(error)) throw error;
      if (options.tolerate?.(error) || isThrottling(error)) {
        failing.ended();
      } else if (!isOutage(error) || failing.failed(clock.now()) >= outage) {
        throw error;
      }
    }
    if (elapsed >= deadline) throw deadlinePassed(options, lastError);
    options.onWait(elapsed);
    round += 1;
    const pause = Math.min(typeof every === 'number' ? every : every(round), deadline - elapsed);
    await clock.sleep(pause);
    elapsed += pause;
  }
}

function deadlinePassed({ what, deadline, next }: PollOptions<unknown>, cause: unknown): Problem {
  return new Problem(`Waited ${Math.round(deadline / 1000)} s in vain for ${what}.`, {
    because: cause instanceof Error ? cause.message : 'AWS did not say why.',
    next: next ?? 'Run the same command again: it goes on where it stopped.',
    cause,
  });
}
