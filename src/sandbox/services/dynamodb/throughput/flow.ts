/** What one table or global index reads, or what it writes: its bucket, and those of its partitions. */
import { Bucket } from './bucket.js';
import { type Direction, type LimitType, limitOf, PARTITION_RATES, type Settings } from './limits.js';

const MINUTE = 60_000;

/** What is kept of a flow. */
export interface FlowState {
  readonly units: number;
  /** When it had these: milliseconds since the epoch, virtual. */
  readonly at: number;
  /** The most units a second that it took in any minute, averaged over the minute. */
  readonly peak: number;
}

export class Flow {
  readonly #direction: Direction;
  #settings: Settings;
  readonly #bucket: Bucket;
  #limitType: LimitType;
  /** Those that were used, by number. Never more than there are partitions. */
  readonly #partitions = new Map<number, Bucket>();
  #peak: number;
  #minute: number;
  #minuteUnits = 0;

  /** @param kept what it was like; default: new, with everything it can hold. */
  constructor(direction: Direction, settings: Settings, now: number, kept?: FlowState) {
    this.#direction = direction;
    this.#settings = settings;
    this.#peak = kept?.peak ?? 0;
    this.#minute = Math.floor(now / MINUTE);
    const { rate, type } = limitOf(settings, direction, this.#peak);
    this.#limitType = type;
    this.#bucket = new Bucket(rate, kept?.at ?? now, kept?.units);
  }

  /** What keeps a request out; undefined where nothing does. `partition` as `partitionOf` tells it, if it is one. */
  limitReached(now: number, partition: number | undefined): LimitType | undefined {
    return this.#bucket.hasCredit(now) ? this.partitionLimitReached(now, partition) : this.#limitType;
  }

  /** The same, by the partition alone. */
  partitionLimitReached(now: number, partition: number | undefined): LimitType | undefined {
    if (partition === undefined) return undefined;
    return this.#partitions.get(partition)?.hasCredit(now) === false
      ? 'KeyRangeThroughputExceeded'
      : undefined;
  }

  take(units: number, now: number, partition: number | undefined): void {
    this.#bucket.take(units, now);
    this.#count(units, now);
    if (partition !== undefined) this.#partition(partition, now).take(units, now);
  }

  /** Other settings from now on. */
  change(settings: Settings, now: number): void {
    this.#settings = settings;
    this.#applyLimit(now);
  }

  state(now: number): FlowState {
    return { units: this.#bucket.units(now), at: now, peak: this.#peak };
  }

  #partition(number: number, now: number): Bucket {
    let bucket = this.#partitions.get(number);
    if (bucket === undefined) {
      bucket = new Bucket(PARTITION_RATES[this.#direction], now);
      this.#partitions.set(number, bucket);
    }
    return bucket;
  }

  /** On-demand capacity grows with what is used. */
  #count(units: number, now: number): void {
    if (this.#settings.billingMode === 'PROVISIONED') return;
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      const average = (this.#minuteUnits * 1000) / MINUTE;
      this.#minute = minute;
      this.#minuteUnits = 0;
      if (average > this.#peak) {
        this.#peak = average;
        this.#applyLimit(now);
      }
    }
    this.#minuteUnits += units;
  }

  #applyLimit(now: number): void {
    const { rate, type } = limitOf(this.#settings, this.#direction, this.#peak);
    this.#limitType = type;
    this.#bucket.change(rate, now);
  }
}
