/**
 * The metrics of a running sandbox: a minute at a time in memory, and from there into the store.
 * AWS keeps minutes for 15 days and then rolls them up; here nothing is rolled up, and older minutes are gone.
 */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { VirtualClock } from '../clock.js';
import type { Hazards } from '../hazards.js';
import type { Place } from '../services/peers.js';
import type { Store } from '../store/store.js';
import { Distribution } from './distribution.js';
import { latenessOf } from './lateness.js';
import { keyOf, matches, sorted } from './metric-identity.js';
import {
  KEPT_FOR,
  type Meter,
  type MetricFilter,
  type MetricIdentity,
  type MetricPeriod,
  type MetricPeriods,
  type Metrics,
} from './metrics.js';
import { MinuteStore } from './minute-store.js';

export interface MetricsOptions {
  readonly store: Store;
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly hazards: Pick<Hazards, 'has'>;
  /** They could not be written to the store; they are kept, and tried again with what is recorded next. */
  readonly onError?: (error: unknown) => void;
}

/** What the store is written after: real time, since it is a process that may be killed. */
const FLUSH_AFTER = 1000; /* 1 s */
const MINUTE = 60_000; /* ms */
const DAY = 24 * 60; /* minutes */
/** Old minutes that one flush clears away, so that none takes long. */
const CLEARED = 10_000;

/** The metrics of a store. One per running sandbox. */
export function openMetrics(options: MetricsOptions): Metrics {
  return new StoredMetrics(options);
}

/** One metric in one unit. */
interface Series {
  readonly metric: MetricIdentity;
  readonly unit: StandardUnit;
  /** In the store; none until it is first written there. */
  id: number | undefined;
  /** What is not in the store yet, by minute. */
  readonly pending: Map<number, Distribution>;
  readonly meter: Meter;
}

class StoredMetrics implements Metrics {
  readonly #store: Store;
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #hazards: Pick<Hazards, 'has'>;
  readonly #onError: (error: unknown) => void;
  readonly #minutes: MinuteStore;
  /** By metric, then by unit. */
  readonly #metrics = new Map<string, Map<StandardUnit, Series>>();
  /** Those of which something is not in the store yet. */
  readonly #changed = new Set<Series>();
  #alarm: NodeJS.Timeout | undefined;
  #closed = false;
  /** Up to which minute old ones have been cleared away. */
  #clearedUntil = 0;

  constructor({ store, clock, hazards, onError = () => undefined }: MetricsOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#hazards = hazards;
    this.#onError = onError;
    this.#minutes = new MinuteStore(store);
    for (const { id, record } of this.#minutes.series()) this.#makeSeries(record.metric, record.unit, id);
  }

  meter(metric: MetricIdentity, unit: StandardUnit): Meter {
    return this.#seriesOf(metric, unit).meter;
  }

  add(metric: MetricIdentity, unit: StandardUnit, at: number, samples: Distribution): void {
    this.#pending(this.#seriesOf(metric, unit), Math.floor(at / MINUTE)).merge(samples);
  }

  statistics(metric: MetricIdentity, { start, end, period, unit }: MetricPeriods): MetricPeriod[] {
    const first = Math.floor(start / MINUTE);
    const length = Math.max(1, Math.round(period / MINUTE));
    const found = new Map<number, Distribution>();
    const range = { from: Math.max(first, this.#oldest()), before: Math.ceil(end / MINUTE) };
    for (const { minute, samples } of this.#read(metric, unit, range)) {
      const begin = minute - ((minute - first) % length);
      const total = found.get(begin) ?? new Distribution();
      found.set(begin, total);
      total.merge(samples);
    }
    return [...found]
      .sort(([left], [right]) => left - right)
      .map(([begin, samples]) => ({ start: begin * MINUTE, samples }));
  }

  units(metric: MetricIdentity): StandardUnit[] {
    return this.#known(metric)
      .filter((series) => this.#lastMinute(series) !== undefined)
      .map(({ unit }) => unit)
      .sort();
  }

  list(place: Place, filter: MetricFilter = {}): MetricIdentity[] {
    const since = Math.max(this.#oldest(), Math.floor((filter.activeSince ?? 0) / MINUTE));
    const isActive = (series: Series): boolean => (this.#lastMinute(series) ?? -1) >= since;
    const listed: [key: string, metric: MetricIdentity][] = [];
    for (const [key, units] of this.#metrics) {
      const all = [...units.values()];
      const metric = all[0]?.metric;
      if (metric !== undefined && matches(metric, place, filter) && all.some(isActive)) {
        listed.push([key, metric]);
      }
    }
    return listed.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, metric]) => metric);
  }

  flush(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    const before = this.#oldest();
    // A transaction that fails leaves everything as it was, here too.
    const { ids, cleared } = this.#store.write(() => ({
      ids: [...this.#changed].map((series) => this.#write(series)),
      cleared: before >= this.#clearedUntil + DAY ? this.#clear(before) : undefined,
    }));
    for (const [index, series] of [...this.#changed].entries()) {
      series.id = ids[index];
      series.pending.clear();
    }
    this.#changed.clear();
    if (cleared === undefined) return;
    for (const series of cleared.empty) series.id = undefined;
    if (cleared.all) this.#clearedUntil = before;
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  #seriesOf(metric: MetricIdentity, unit: StandardUnit): Series {
    return this.#metrics.get(keyOf(metric))?.get(unit) ?? this.#makeSeries(metric, unit, undefined);
  }

  #makeSeries(
    { account, region, namespace, name, dimensions }: MetricIdentity,
    unit: StandardUnit,
    id: number | undefined,
  ): Series {
    const metric = { account, region, namespace, name, dimensions: sorted(dimensions) };
    const key = keyOf(metric);
    const units = this.#metrics.get(key) ?? new Map<StandardUnit, Series>();
    this.#metrics.set(key, units);
    const series: Series = {
      metric,
      unit,
      id,
      pending: new Map(),
      meter: {
        record: (value, count) =>
          this.#pending(series, Math.floor(this.#clock.now() / MINUTE)).add(value, count),
      },
    };
    units.set(unit, series);
    return series;
  }

  /** What is recorded in a minute until it is next written. */
  #pending(series: Series, minute: number): Distribution {
    const known = series.pending.get(minute);
    if (known !== undefined) return known;
    const made = new Distribution();
    series.pending.set(minute, made);
    this.#changed.add(series);
    if (!this.#closed) this.#alarm ??= setTimeout(() => this.#flushLater(), FLUSH_AFTER).unref();
    return made;
  }

  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** The number that the series has from now on. In a transaction of the store only. */
  #write({ id, metric, unit, pending }: Series): number {
    const number = id ?? this.#minutes.addSeries({ metric, unit });
    for (const [minute, samples] of pending) this.#minutes.add(number, minute, samples);
    return number;
  }

  #known(metric: MetricIdentity): Series[] {
    return [...(this.#metrics.get(keyOf(metric))?.values() ?? [])];
  }

  *#read(
    metric: MetricIdentity,
    unit: StandardUnit | undefined,
    { from, before }: { readonly from: number; readonly before: number },
  ): Generator<{ readonly minute: number; readonly samples: Distribution }> {
    for (const series of this.#known(metric)) {
      if (unit !== undefined && series.unit !== unit) continue;
      const isTold = this.#telling(series);
      const stored = series.id === undefined ? [] : this.#minutes.read(series.id, from, before);
      for (const found of stored) if (isTold(found.minute)) yield found;
      for (const minute of minutesWithin(series.pending, from, before)) {
        const samples = series.pending.get(minute);
        if (samples !== undefined && isTold(minute)) yield { minute, samples };
      }
    }
  }

  /** The last minute that readers see. */
  #lastMinute(series: Series): number | undefined {
    const isTold = this.#telling(series);
    const pending = Math.max(-1, ...[...series.pending.keys()].filter(isTold));
    for (const minute of series.id === undefined ? [] : this.#minutes.minutesBackward(series.id)) {
      if (isTold(minute)) return Math.max(minute, pending);
    }
    return pending < 0 ? undefined : pending;
  }

  /** Whether a minute of a series is seen by now. */
  #telling({ metric }: Series): (minute: number) => boolean {
    if (!this.#hazards.has('late-metrics')) return () => true;
    const now = Math.floor(this.#clock.now() / MINUTE);
    return (minute) => minute + 1 + latenessOf(metric, minute) <= now;
  }

  /** The first minute that is kept. */
  #oldest(): number {
    return Math.floor((this.#clock.now() - KEPT_FOR) / MINUTE);
  }

  /**
   * Removes old minutes, and series of which nothing is left: `empty`. `all`: there are no more old ones. In a
   * transaction of the store only.
   */
  #clear(before: number): { readonly empty: readonly Series[]; readonly all: boolean } {
    let left = CLEARED;
    const empty: Series[] = [];
    for (const series of [...this.#metrics.values()].flatMap((units) => [...units.values()])) {
      if (series.id === undefined) continue;
      left -= this.#minutes.remove(series.id, before, left);
      if (left <= 0) return { empty, all: false };
      if (this.#minutes.isEmpty(series.id)) {
        this.#minutes.removeSeries(series.id);
        empty.push(series);
      }
    }
    return { empty, all: true };
  }
}

/** While time is advanced nothing is flushed: there may be far more minutes pending than are read. */
function minutesWithin(
  pending: ReadonlyMap<number, unknown>,
  from: number,
  before: number,
): Iterable<number> {
  if (before - from < pending.size) return Array.from({ length: before - from }, (_, index) => from + index);
  return [...pending.keys()].filter((minute) => minute >= from && minute < before);
}
