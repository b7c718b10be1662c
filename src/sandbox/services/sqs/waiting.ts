/**
 * Long polling: a receive waits until there is something for it, or its time is over. It waits on virtual time, so
 * what an advance brings about on the way is received at its own moment; nothing else is held up meanwhile.
 */
import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock.js';

export const WAITING_TIMER = 'sqs.waiting';

export interface Wait<T> {
  /** The queue's key. */
  readonly queue: string;
  /** Milliseconds since the epoch, virtual. */
  readonly deadline: number;
  /** Undefined where there is nothing yet. */
  readonly attempt: () => T | undefined;
  /** When an attempt may succeed by itself: virtual, in milliseconds since the epoch. */
  readonly nextChance: () => number | undefined;
}

interface Waiter {
  readonly queue: string;
  /** Tries; waits on where there is nothing and time is left. */
  readonly look: () => void;
  readonly end: () => void;
}

export class Waiting {
  readonly #clock: VirtualClock;
  /** In the order in which they came: who waits longest receives first. */
  readonly #waiters = new Map<string, Waiter>();
  #ended = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    // A timer of a process before this one wakes nobody.
    clock.onTimer(WAITING_TIMER, (id) => this.#waiters.get(String(id))?.look());
  }

  /** What an attempt gives; undefined when the time is over or the sandbox stops. Rejects as an attempt throws. */
  wait<T>(wait: Wait<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      let timed = false;
      const leave = (): void => {
        if (this.#waiters.delete(id) && timed) this.#clock.cancelTimer(WAITING_TIMER, id);
      };
      const look = (): void => {
        try {
          const found = wait.attempt();
          if (found !== undefined || this.#ended || this.#clock.now() >= wait.deadline) {
            leave();
            resolve(found);
          } else {
            const next = Math.min(wait.deadline, wait.nextChance() ?? wait.deadline);
            timed = true;
            this.#clock.setTimer(WAITING_TIMER, id, next, id);
          }
        } catch (error) {
          leave();
          reject(error);
        }
      };
      const end = (): void => {
        leave();
        resolve(undefined);
      };
      this.#waiters.set(id, { queue: wait.queue, look, end });
      look();
    });
  }

  /** Something has come into the queue, or its messages come at other times than before, or it is gone. */
  wake(queue: string): void {
    for (const waiter of [...this.#waiters.values()]) {
      if (waiter.queue === queue) waiter.look();
    }
  }

  /** Sends everybody away, and lets nobody wait from now on. */
  end(): void {
    this.#ended = true;
    for (const waiter of [...this.#waiters.values()]) waiter.end();
  }
}
