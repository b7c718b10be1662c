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
  sleep: async (milliseconds, signal) => {
    await delay(Math.max(0, milliseconds), undefined, { signal });
  },
  until: async (time, signal) => {
    await delay(Math.max(0, time - Date.now()), undefined, { signal });
  },
};
