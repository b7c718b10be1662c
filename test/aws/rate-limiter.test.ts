/** The adaptive mode's rate limiter: what the SDK's own does, on a clock that can be moved. */
import { DefaultRateLimiter } from '@smithy/core/retry';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/aws/clock.js';
import { ClockedRateLimiter } from '../../src/aws/rate-limiter.js';

/** When both begin; every example of a property begins anew. */
const BEGIN = Date.UTC(2026, 10, 1);
/** Date and timers are the test's, for the SDK's limiter, which must not wait for less than the fake time moves by. */
beforeEach(() => {
  vi.useFakeTimers();
  Reflect.set(DefaultRateLimiter, 'setTimeoutFn', (done: () => void, milliseconds: number) =>
    setTimeout(done, Math.ceil(milliseconds)),
  );
});
afterEach(() => vi.useRealTimers());

const fakeTimersClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  until: () => Promise.reject(new Error('not needed here')),
};

/** When each request was let go, if its answers come like that: after so many milliseconds, throttled or not. */
async function sentAt(
  limiter: { getSendToken(): Promise<void> },
  tell: (isThrottled: boolean) => void,
  answers: readonly (readonly [after: number, isThrottled: boolean])[],
): Promise<number[]> {
  const times: number[] = [];
  for (const [after, isThrottled] of answers) {
    const token = limiter.getSendToken();
    await vi.runAllTimersAsync();
    await token;
    times.push(Date.now() - BEGIN);
    await vi.advanceTimersByTimeAsync(after);
    tell(isThrottled);
  }
  return times;
}

it('lets every request go when the SDK would', async () => {
  const answers = fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.boolean()), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(answers, async (given) => {
      vi.setSystemTime(BEGIN);
      const theirs = new DefaultRateLimiter();
      const expected = await sentAt(
        theirs,
        (isThrottled) => theirs.updateClientSendingRate(isThrottled ? { errorType: 'THROTTLING' } : {}),
        given,
      );
      vi.setSystemTime(BEGIN);
      const ours = new ClockedRateLimiter(fakeTimersClock);
      expect(await sentAt(ours, (isThrottled) => ours.update(isThrottled), given)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
