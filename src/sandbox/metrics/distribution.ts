/**
 * Samples, as far as CloudWatch's statistics need to know them: exact count, sum, minimum and maximum, and how often
 * each value came. Beyond 250 different values, a value is kept as the nearest of those that are 1 % apart from each
 * other: what is read off them, such as a percentile, is wrong by half a percent at most.
 */

/** Some samples of which only this is known: PutMetricData's StatisticValues. */
export interface SampleSummary {
  readonly samples: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** As it is kept: samples, sum, min, max, flags, then value and count in turn. */
export type StoredDistribution = readonly [
  samples: number,
  sum: number,
  min: number,
  max: number,
  flags: number,
  ...valuesAndCounts: number[],
];

/** How many different values are kept as they are. */
const MOST_EXACT_VALUES = 250;
/** Kept values are this factor apart once there are too many. */
const GRAIN = Math.log(1.01);
const ROUNDED = 1;
const PARTLY_UNKNOWN = 2;

export class Distribution implements SampleSummary {
  samples = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #counts = new Map<number, number>();
  #rounded = false;
  #partlyUnknown = false;

  static of(...values: readonly number[]): Distribution {
    const made = new Distribution();
    for (const value of values) made.add(value);
    return made;
  }

  static load([samples, sum, min, max, flags, ...values]: StoredDistribution): Distribution {
    const loaded = new Distribution();
    Object.assign(loaded, { samples, sum, min, max });
    loaded.#rounded = (flags & ROUNDED) !== 0;
    loaded.#partlyUnknown = (flags & PARTLY_UNKNOWN) !== 0;
    for (let index = 0; index + 1 < values.length; index += 2) {
      loaded.#counts.set(values[index] ?? 0, values[index + 1] ?? 0);
    }
    return loaded;
  }

  /** NaN where there are no samples. */
  get average(): number {
    return this.sum / this.samples;
  }

  /** How often each value came, in the order of the values. Undefined where some are known by their summary only. */
  get values(): readonly (readonly [value: number, count: number])[] | undefined {
    if (this.#partlyUnknown) return undefined;
    return [...this.#counts].sort(([left], [right]) => left - right);
  }

  add(value: number, count = 1): void {
    if (count === 0) return;
    this.#total(count, value * count, value, value);
    this.#count(value, count);
  }

  /** Statistics that need the values themselves are unknown from then on, unless all of these are the same value. */
  addSummary({ samples, sum, min, max }: SampleSummary): void {
    if (samples === 0) return;
    this.#total(samples, sum, min, max);
    if (min === max) this.#count(min, samples);
    else this.#partlyUnknown = true;
  }

  merge(other: Distribution): void {
    this.#total(other.samples, other.sum, other.min, other.max);
    this.#partlyUnknown ||= other.#partlyUnknown;
    for (const [value, count] of other.#counts) this.#count(value, count);
  }

  /**
   * The smallest value that is not below `percent` percent of the samples (0 to 100). Undefined where there are none,
   * where not all are known, and where one is negative, of which CloudWatch knows no percentiles.
   */
  percentile(percent: number): number | undefined {
    const { values } = this;
    if (values === undefined || this.samples === 0 || this.min < 0) return undefined;
    const wanted = (percent / 100) * this.samples;
    let passed = 0;
    for (const [value, count] of values) {
      passed += count;
      if (passed >= wanted) return this.#within(value);
    }
    return this.max;
  }

  store(): StoredDistribution {
    const flags = (this.#rounded ? ROUNDED : 0) | (this.#partlyUnknown ? PARTLY_UNKNOWN : 0);
    return [this.samples, this.sum, this.min, this.max, flags, ...[...this.#counts].flat()];
  }

  #total(samples: number, sum: number, min: number, max: number): void {
    this.samples += samples;
    this.sum += sum;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  #count(value: number, count: number): void {
    const kept = this.#rounded ? rounded(value) : value;
    this.#counts.set(kept, (this.#counts.get(kept) ?? 0) + count);
    if (this.#rounded || this.#counts.size <= MOST_EXACT_VALUES) return;
    const exact = this.#counts;
    this.#counts = new Map();
    this.#rounded = true;
    for (const [one, times] of exact) this.#count(one, times);
  }

  /** A value that was rounded is not told to lie beyond those that came. */
  #within(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}

function rounded(value: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / GRAIN) * GRAIN);
}
