/**
 * How fast a table may be written to. Pure: it calls nothing and knows no clock; every method is told the time.
 *
 * A table, and each of its global indexes, has units coming in every second and up to 300 seconds of them saved up
 * (AWS: "DynamoDB burst and adaptive capacity"). All of them must have room for a write. What is left is reckoned from
 * what calls say they have consumed; how much was saved up before nobody tells, so the most is assumed until
 * DynamoDB refuses something. Then nothing is left, of none of them: batches do not say which one had no room.
 */

/** For how long DynamoDB saves up capacity that is not used. */
const BURST_SECONDS = 300;

/** Write units that come in each second, by the name of the table or index. */
export type WriteRates = ReadonlyMap<string, number>;

/** What a call has consumed, by the name of the table or index; absent: nothing. */
export type ConsumedUnits = ReadonlyMap<string, number>;

/** A batch that may be sent: what it is reckoned to cost is set aside. */
export interface Reservation {
  readonly items: number;
  readonly units: ReadonlyMap<string, number>;
}

interface Bucket {
  /** Units a second. */
  rate: number;
  /** Units left, less what is set aside; below zero where that is more than there is. */
  left: number;
  /** What one item has cost lately, in units. */
  perItem: number;
}

export class WritePacer {
  readonly #buckets = new Map<string, Bucket>();
  readonly #inFlight = new Set<Reservation>();
  #at: number;
  /** Since when writes have had to wait: only from then on can one tell how much of the capacity is used. */
  #pacedSince: number | undefined;
  /** Since then, by the name of the table or index: what it could have given, and what was taken. */
  readonly #offered = new Map<string, number>();
  readonly #used = new Map<string, number>();

  /** @param now milliseconds, as everywhere below. */
  constructor(rates: WriteRates, now: number) {
    this.#at = now;
    for (const [name, rate] of rates) {
      this.#buckets.set(name, { rate, left: rate * BURST_SECONDS, perItem: 1 });
    }
  }

  /** Milliseconds until so many items may be written; 0: now. */
  waitFor(items: number, now: number): number {
    this.#fill(now);
    let wait = 0;
    for (const bucket of this.#buckets.values()) {
      const missing = Math.min(items * bucket.perItem, bucket.rate * BURST_SECONDS) - bucket.left;
      if (missing > 0) wait = Math.max(wait, (missing / bucket.rate) * 1000);
    }
    if (wait > 0) this.#beginPacing(now);
    return Math.ceil(wait);
  }

  /** Sets aside what so many items are reckoned to cost. */
  reserve(items: number): Reservation {
    const units = new Map([...this.#buckets].map(([name, { perItem }]) => [name, items * perItem]));
    for (const [name, bucket] of this.#buckets) bucket.left -= units.get(name) ?? 0;
    const reservation = { items, units };
    this.#inFlight.add(reservation);
    return reservation;
  }

  /**
   * What became of it. `written`: how many of its items; `isRefused`: DynamoDB had no room for all of it at once, so
   * nothing is left beyond what other calls in flight have been let in for.
   */
  settle(
    reservation: Reservation,
    answer: { readonly written: number; readonly consumed: ConsumedUnits; readonly isRefused: boolean },
    now: number,
  ): void {
    this.#fill(now);
    this.#inFlight.delete(reservation);
    for (const [name, bucket] of this.#buckets) {
      const consumed = answer.consumed.get(name) ?? 0;
      bucket.left += (reservation.units.get(name) ?? 0) - consumed;
      if (answer.written > 0) bucket.perItem = consumed / answer.written;
      if (answer.isRefused) bucket.left = Math.min(bucket.left, -this.#reservedOf(name));
      if (this.#pacedSince !== undefined) this.#used.set(name, (this.#used.get(name) ?? 0) + consumed);
    }
    if (answer.isRefused) this.#beginPacing(now);
  }

  /** Other capacity from now on, as auto scaling changes it; tables and indexes that are new begin with nothing. */
  change(rates: WriteRates, now: number): void {
    this.#fill(now);
    for (const name of [...this.#buckets.keys()]) if (!rates.has(name)) this.#buckets.delete(name);
    for (const [name, rate] of rates) {
      const bucket = this.#buckets.get(name);
      if (bucket === undefined) this.#buckets.set(name, { rate, left: 0, perItem: 1 });
      else bucket.rate = rate;
    }
  }

  /** Milliseconds that so many more items will take. */
  timeFor(items: number): number {
    const times = [...this.#buckets.values()].map(
      ({ rate, left, perItem }) => ((items * perItem - left) / rate) * 1000,
    );
    return Math.max(0, ...times);
  }

  /** Units a second of the smallest of table and indexes; Infinity where nothing is limited. */
  get rate(): number {
    return Math.min(...[...this.#buckets.values()].map(({ rate }) => rate));
  }

  /**
   * The part of the capacity that was used since writes had to wait, of the table or index that was used most: 1 is
   * all of it, also where a rest of what was saved up was used besides. Undefined where they never had to.
   */
  utilization(now: number): number | undefined {
    this.#fill(now);
    if (this.#pacedSince === undefined) return undefined;
    const parts = [...this.#offered].flatMap(([name, units]) =>
      units > 0 ? [(this.#used.get(name) ?? 0) / units] : [],
    );
    return parts.length === 0 ? undefined : Math.min(1, Math.max(...parts));
  }

  /** What is in flight by then, or still left, is used later: it counts as offered, too. */
  #beginPacing(now: number): void {
    if (this.#pacedSince !== undefined) return;
    this.#pacedSince = now;
    for (const [name, { left }] of this.#buckets) {
      this.#offered.set(name, Math.max(0, left + this.#reservedOf(name)));
    }
  }

  #reservedOf(name: string): number {
    let units = 0;
    for (const reservation of this.#inFlight) units += reservation.units.get(name) ?? 0;
    return units;
  }

  #fill(now: number): void {
    const seconds = Math.max(0, now - this.#at) / 1000;
    if (seconds === 0) return;
    for (const [name, bucket] of this.#buckets) {
      const come = bucket.rate * seconds;
      bucket.left = Math.min(bucket.left + come, bucket.rate * BURST_SECONDS);
      if (this.#pacedSince !== undefined) this.#offered.set(name, (this.#offered.get(name) ?? 0) + come);
    }
    this.#at += seconds * 1000;
  }
}
