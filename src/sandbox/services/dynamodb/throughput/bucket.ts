/**
 * A token bucket: capacity that comes in evenly, and is held up to a limit while nobody uses it. A request is let in
 * while anything is left, whatever it will cost: what a read or write costs is known only when it is done. So the
 * bucket may be overdrawn by what the last request cost, and lets nobody in until that has come in again (measured
 * on AWS: a new table of one unit took a write of 350 units, and refused the next).
 */

export interface Rate {
  /** Units that come in each second. */
  readonly perSecond: number;
  /** Units held at most. */
  readonly burst: number;
}

/** Units are counted in thousandths: at whole milliseconds and half units all of it is exact. */
const PARTS = 1000;

export class Bucket {
  #rate: Rate;
  /** Thousandths of units; below zero where it is overdrawn. */
  #parts: number;
  /** When `#parts` was true: milliseconds, virtual. */
  #at: number;

  /** @param units what it holds; default: as much as it can. */
  constructor(rate: Rate, now: number, units: number = rate.burst) {
    this.#rate = rate;
    this.#at = now;
    this.#parts = Math.min(units, rate.burst) * PARTS;
  }

  /** Units left now; time does not go back. */
  units(now: number): number {
    this.#fill(now);
    return this.#parts / PARTS;
  }

  hasCredit(now: number): boolean {
    this.#fill(now);
    return this.#parts > 0;
  }

  /** What a request cost that was let in. */
  take(units: number, now: number): void {
    this.#fill(now);
    this.#parts -= units * PARTS;
  }

  /** Another rate from now on. What it holds stays, as far as it still may; so does what is overdrawn. */
  change(rate: Rate, now: number): void {
    this.#fill(now);
    this.#rate = rate;
    this.#parts = Math.min(this.#parts, rate.burst * PARTS);
  }

  #fill(now: number): void {
    if (now <= this.#at) return;
    // Milliseconds times units a second are thousandths of units.
    const come = (now - this.#at) * this.#rate.perSecond;
    this.#parts = Math.min(this.#parts + come, this.#rate.burst * PARTS);
    this.#at = now;
  }
}
