/**
 * The functions that make one of many: of a series' points a number, of several series one, which at each time is made
 * of those that have a point then.
 */
import { type Point, type Series, scalar, single, unsupported, type Value, withPoints } from './series.js';

export type Aggregate = 'AVG' | 'MAX' | 'MIN' | 'STDDEV' | 'SUM' | 'DATAPOINT_COUNT';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]): number => sum(values) / values.length;

const AGGREGATES: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  AVG: average,
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  STDDEV: (values) => {
    const mean = average(values);
    return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  },
  SUM: sum,
  DATAPOINT_COUNT: (values) => values.length,
};

/** A number that there is nothing to make of (an average of nothing) is NaN. Throws MathError. */
export function aggregate(kind: Aggregate, value: Value): Value {
  const of = AGGREGATES[kind];
  switch (value.type) {
    case 'series':
      return scalar(of(value.series.points.map(([, point]) => point)));
    case 'scalars':
      return scalar(of(value.values));
    case 'scalar':
      return scalar(of([value.value]));
    case 'list':
      return single(across(kind, value.list));
    default:
      throw unsupported(kind);
  }
}

function across(kind: Aggregate, list: readonly Series[]): Series {
  const byTime = new Map<number, number[]>();
  for (const [time, value] of list.flatMap(({ points }) => points)) {
    const values = byTime.get(time);
    if (values === undefined) byTime.set(time, [value]);
    else values.push(value);
  }
  const points = [...byTime].map(([time, values]): Point => [time, AGGREGATES[kind](values)]);
  const period = Math.max(0, ...list.map((series) => series.period));
  return withPoints(
    { label: kind, period, points: [] },
    points.sort(([left], [right]) => left - right),
  );
}
