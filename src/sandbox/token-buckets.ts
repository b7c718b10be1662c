/** Token buckets on virtual time. In memory: a start of the sandbox fills them again. */
import type { VirtualClock } from './clock.js';

/** So many calls at once, and one more every so many milliseconds. */
export interface Rate {
  readonly burst: number;
  readonly every: number;
}

/** What is left in a bucket. */
interface Bucket {
  readonly calls: number;
  /** When that was counted: milliseconds since the epoch, virtual. */
  readonly at: number;
}

export class TokenBuckets {
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<VirtualClock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Takes one call from each of these buckets, or none from any.
   * @returns 0 when taken; else the milliseconds after which all of them have one.
   */
  take(rates: Readonly<Record<string, Rate>>): number {
    const now = this.#clock.now();
    const filled = Object.entries(rates).map(([key, { burst, every }]) => {
      const before = this.#buckets.get(key) ?? { calls: burst, at: now };
      const calls = Math.min(burst, before.calls + (now - before.at) / every);
      return { key, calls, missing: Math.max(0, (1 - calls) * every) };
    });
    const wait = Math.max(0, ...filled.map(({ missing }) => missing));
    if (wait > 0) return wait;
    for (const { key, calls } of filled) this.#buckets.set(key, { calls: calls - 1, at: now });
    return 0;
  }
}
