import type { Lab } from './lab.js';

/** Milliseconds after which a pause that goes on says so again. */
const TELL_EVERY = 5_000;

export interface Pause {
  /** What is waited for: "Waiting for the stage dev". */
  readonly title: string;
  readonly reason: string;
}

/**
 * Waits for a moment of the lab's clock, telling why and how long: where there is nothing to ask, so that `poll` does
 * not fit. A machine that slept meanwhile goes on soon after it wakes.
 * @param time milliseconds on the lab's clock
 */
export async function pauseUntil(lab: Lab, time: number, { title, reason }: Pause): Promise<void> {
  const begin = lab.clock.now();
  for (let now = begin; now < time; now = lab.clock.now()) {
    lab.progress({ title, elapsed: now - begin, reason });
    await lab.clock.until(Math.min(time, now + TELL_EVERY));
  }
}

/** The same for so many milliseconds from now. */
export function pause(lab: Lab, milliseconds: number, what: Pause): Promise<void> {
  return pauseUntil(lab, lab.clock.now() + milliseconds, what);
}
