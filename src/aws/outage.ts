/** How long something has been out of reach, told by its failures. */

/**
 * Milliseconds between two failures that count at the most: what a pause and an attempt take on a machine that is awake.
 * Of a laptop whose lid was closed, the hours in between say nothing, and its network comes back some seconds later.
 */
const LONGEST_BETWEEN = 30_000;

export class Outage {
  #at: number | undefined;
  #lasted = 0;

  /** @param now when something has failed, in milliseconds. @returns for how long it fails already. */
  failed(now: number): number {
    if (this.#at !== undefined) this.#lasted += Math.min(LONGEST_BETWEEN, Math.max(0, now - this.#at));
    this.#at = now;
    return this.#lasted;
  }

  /** There was an answer. */
  ended(): void {
    this.#at = undefined;
    this.#lasted = 0;
  }
}
