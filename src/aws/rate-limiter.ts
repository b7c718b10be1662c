/**
 * What the SDK's adaptive retry mode adds to the standard one: it learns from throttling how fast it may send, and
 * holds back even what was never refused (AWS SDKs and Tools Reference Guide: "Retry behavior"). The same arithmetic
 * as the SDK's `DefaultRateLimiter`, whose waits cannot be put on another clock; a test holds the two side by side.
 */
import type { Clock } from './clock.js';

/** What is left of the rate after a throttle. */
const BETA = 0.7;
/** How fast the rate grows again: cubic, first quickly, then slowly near where it was throttled, then quickly. */
const SCALE = 0.4;
/** How much the newest measurement counts for. */
const SMOOTH = 0.8;
/** Requests a second, however often they are throttled. */
const LEAST_RATE = 0.5;
/** Requests that may go at once. */
const LEAST_CAPACITY = 1;
/** Measurements a second. */
const MEASUREMENTS = 2;

export class ClockedRateLimiter {
  readonly #clock: Clock;
  /** Off until the first throttle. */
  #isOn = false;
  #tokens = 0;
  #capacity = LEAST_CAPACITY;
  /** Requests a second. */
  #rate = LEAST_RATE;
  #filledAt: number | undefined;
  /** The rate at the last throttle, when that was, and how long it takes to get back to it. All in seconds. */
  #rateAtThrottle = 0;
  #throttledAt: number;
  #window = 0;
  /** Requests a second that were really sent. */
  #measured = 0;
  #requests = 0;
  #measuredAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#throttledAt = this.#seconds();
    this.#measuredAt = Math.floor(this.#throttledAt);
  }

  /** Resolves when one more request may be sent. */
  async getSendToken(): Promise<void> {
    if (!this.#isOn) return;
    this.#fill();
    while (this.#tokens < 1) {
      // Whole milliseconds: a clock may not move by less, and this would go on for ever.
      await this.#clock.sleep(Math.ceil(((1 - this.#tokens) / this.#rate) * 1000));
      this.#fill();
    }
    this.#tokens -= 1;
  }

  /** To be told of every answer. */
  update(isThrottled: boolean): void {
    this.#measure();
    const now = this.#seconds();
    if (isThrottled) {
      this.#rateAtThrottle = this.#isOn ? Math.min(this.#measured, this.#rate) : this.#measured;
      this.#isOn = true;
      this.#throttledAt = now;
    }
    this.#window = rounded(((this.#rateAtThrottle * (1 - BETA)) / SCALE) ** (1 / 3));
    const wanted = isThrottled ? rounded(this.#rateAtThrottle * BETA) : this.#grown(now);
    this.#setRate(Math.min(wanted, 2 * this.#measured));
  }

  #grown(now: number): number {
    return rounded(SCALE * (now - this.#throttledAt - this.#window) ** 3 + this.#rateAtThrottle);
  }

  #setRate(rate: number): void {
    this.#fill();
    this.#rate = Math.max(rate, LEAST_RATE);
    this.#capacity = Math.max(rate, LEAST_CAPACITY);
    this.#tokens = Math.min(this.#tokens, this.#capacity);
  }

  #fill(): void {
    const now = this.#seconds();
    const come = this.#filledAt === undefined ? 0 : (now - this.#filledAt) * this.#rate;
    this.#tokens = Math.min(this.#capacity, this.#tokens + come);
    this.#filledAt = now;
  }

  #measure(): void {
    const now = Math.floor(this.#seconds() * MEASUREMENTS) / MEASUREMENTS;
    this.#requests += 1;
    if (now <= this.#measuredAt) return;
    const rate = this.#requests / (now - this.#measuredAt);
    this.#measured = rounded(rate * SMOOTH + this.#measured * (1 - SMOOTH));
    this.#requests = 0;
    this.#measuredAt = now;
  }

  #seconds(): number {
    return this.#clock.now() / 1000;
  }
}

/** As the SDK rounds, so that both come to the same. */
function rounded(value: number): number {
  return Number.parseFloat(value.toFixed(8));
}
