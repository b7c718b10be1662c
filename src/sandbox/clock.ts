/**
 * Virtual time: real time plus an offset that is kept in the store and only grows. Everything that the
 * sandbox does "later" is a timer here, so that `advanceTo` can run what falls due in order, at once.
 */
import type { Collection, Store } from './store/store.js';

/** A timer's work. It runs at its own virtual time: `now()` inside is the time it was due. */
export type TimerHandler = (payload: unknown) => void | Promise<void>;

export interface VirtualClock {
  /** Milliseconds since the epoch, virtual. Inside a timer: the time at which it was due, or later. */
  now(): number;
  /**
   * Names the work that timers of a kind do. Services register theirs when they are loaded; a timer that
   * fell due before its kind was registered runs right after.
   */
  onTimer(kind: string, handler: TimerHandler): void;
  /** Sets (or moves) the timer `kind/id` to `at`. It is kept in the store and survives a restart. */
  setTimer(kind: string, id: string, at: number, payload?: unknown): void;
  cancelTimer(kind: string, id: string): void;
  /**
   * Moves virtual time forward to `time` (milliseconds since the epoch), if it is not already there, running
   * every timer due on the way in the order of their times. Idempotent: two callers that ask for the same
   * time do not add up. Resolves when all timers due before `time` have ended.
   */
  advanceTo(time: number): Promise<void>;
  /** Stops firing. Timers stay in the store. */
  close(): void;
}

export type { Collection, Store };
