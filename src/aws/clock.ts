import { setTimeout as delay } from 'node:timers/promises';

/**
 * All waiting of the lab goes through a clock: on AWS it is real time, in the sandbox `sleep` asks the
 * server to advance its virtual time, so that what takes minutes on AWS takes no time there.
 */
export interface Clock {
  /** Milliseconds since the epoch, in the time of the target (virtual in the sandbox). */
  now(): number;
  /** Resolves when `milliseconds` have passed on this clock; rejects with the signal's reason if aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when `now()` is at least `time` (milliseconds since the epoch). */
  until(time: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => realDelay(milliseconds, signal),
  until: (time, signal) => realDelay(time - Date.now(), signal),
};

async function realDelay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await delay(Math.max(0, milliseconds), undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    // The timer's own AbortError hides why; the signal says.
    signal?.throwIfAborted();
    throw error;
  }
}

/** What the sandbox offers to move its time by: see `connectSandboxClock` in `sandbox/client.ts`. */
export interface RemoteClock {
  now(): number;
  /** Returns when everything due before `time` has happened; idempotent. Rejects soon after the signal is aborted. */
  advanceTo(time: number, signal?: AbortSignal): Promise<unknown>;
}

/** The sandbox's virtual time: to sleep is to ask the server to move on. */
export function sandboxClock(remote: RemoteClock): Clock {
  const until = async (time: number, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    try {
      await remote.advanceTo(time, signal);
    } finally {
      // An advance that was cut short fails in words of its own; the signal says why.
      signal?.throwIfAborted();
    }
  };
  return {
    now: () => remote.now(),
    sleep: (milliseconds, signal) => until(remote.now() + Math.max(0, milliseconds), signal),
    until,
  };
}

/** The same clock, put right: `now()` is `ahead` milliseconds later. To sleep takes as long as before. */
export function correctedClock(clock: Clock, ahead: number): Clock {
  return {
    now: () => clock.now() + ahead,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    until: (time, signal) => clock.until(time - ahead, signal),
  };
}

/** The same clock, obeying `signal` wherever the caller passes none. */
export function abortableClock(clock: Clock, signal: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    sleep: (milliseconds, own) => clock.sleep(milliseconds, own ?? signal),
    until: (time, own) => clock.until(time, own ?? signal),
  };
}
