/**
 * Time as many labs on AWS would have it. The sandbox's own clock leaps for each sleep of anybody, so that of thirty
 * who wait half a minute each, everybody loses a quarter of an hour. Here time goes on only when nobody has anything
 * to do, and then to the moment at which the first of them wakes up: durations mean something, to half a second.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/aws/clock.js';
import type { TestSandbox } from '../support/sandbox.js';

/** Virtual milliseconds: whoever wakes up within the same ones does so together. */
const RESOLUTION = 500;
/** Turns of the event loop without a request, after which nobody is about to send one. */
const QUIET_TURNS = 12;

interface Sleeper {
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  wake(): void;
}

/** Only for a sandbox whose own clock stands still. */
export class ClassClock implements Clock {
  readonly #sandbox: TestSandbox;
  #sleepers: Sleeper[] = [];
  #isOver = false;

  constructor(sandbox: TestSandbox) {
    this.#sandbox = sandbox;
  }

  now(): number {
    return this.#sandbox.server.clock.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.until(this.now() + milliseconds, signal);
  }

  async until(time: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const at = Math.ceil(time / RESOLUTION) * RESOLUTION;
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Lets time go on until all of this has ended. @returns the virtual milliseconds that it took. */
  async during(work: readonly Promise<unknown>[]): Promise<number> {
    const begin = this.now();
    this.#isOver = false;
    const all = Promise.allSettled(work).then(() => {
      this.#isOver = true;
    });
    while (!this.#isOver) {
      await this.#quiet();
      await this.#wakeNext();
    }
    await all;
    return this.now() - begin;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await nextTurn();
      if (this.#sandbox.server.active > 0) turns = 0;
    }
  }

  async #wakeNext(): Promise<void> {
    if (this.#sleepers.length === 0) return;
    const first = Math.min(...this.#sleepers.map(({ at }) => at));
    await this.#sandbox.server.clock.advanceTo(first);
    const due = this.#sleepers.filter(({ at }) => at <= first);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > first);
    for (const { wake } of due) wake();
  }
}
