/** What metric math works on: numbers, time series and lists of them. */
import { MathError } from './syntax.js';

export type Point = readonly [time: number, value: number];

/** One line of a graph. */
export interface Series {
  /** What it is called in the answer. */
  readonly label: string;
  /** Milliseconds from one point to the next where none is missing. */
  readonly period: number;
  /** In the order of time (milliseconds since the epoch). What is missing is not in here. */
  readonly points: readonly Point[];
}

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'series'; readonly series: Series }
  | { readonly type: 'list'; readonly list: readonly Series[] }
  /** Several numbers: only aggregates take them. */
  | { readonly type: 'scalars'; readonly values: readonly number[] }
  /** A word or a text: only some functions take them. */
  | { readonly type: 'word'; readonly word: string };

export const scalar = (value: number): Value => ({ type: 'scalar', value });
export const single = (series: Series): Value => ({ type: 'series', series });
export const listOf = (list: readonly Series[]): Value => ({ type: 'list', list });

/** Points whose value is no number (a division by zero) are left out, as CloudWatch leaves them out. */
export function withPoints(series: Series, points: readonly Point[]): Series {
  return { ...series, points: points.filter(([, value]) => Number.isFinite(value)) };
}

export function mapPoints(series: Series, map: (value: number, time: number) => number): Series {
  return withPoints(
    series,
    series.points.map(([time, value]) => [time, map(value, time)]),
  );
}

/** At the times at which both have a point. */
export function zip(left: Series, right: Series, map: (left: number, right: number) => number): Series {
  const others = new Map(right.points);
  const points = left.points.flatMap(([time, value]): Point[] => {
    const other = others.get(time);
    return other === undefined ? [] : [[time, map(value, other)]];
  });
  return withPoints({ ...left, period: Math.max(left.period, right.period) }, points);
}

/** Does something to each point of a number, a series or each of a list. Throws MathError for anything else. */
export function mapValue(value: Value, map: (value: number) => number, name: string): Value {
  switch (value.type) {
    case 'scalar':
      return scalar(map(value.value));
    case 'series':
      return single(mapPoints(value.series, map));
    case 'list':
      return listOf(value.list.map((series) => mapPoints(series, map)));
    default:
      throw unsupported(name);
  }
}

/** Does something to two values point by point; two lists do not go together. Throws MathError. */
export function combine(
  left: Value,
  right: Value,
  map: (left: number, right: number) => number,
  name: string,
): Value {
  if (left.type === 'scalar') return mapValue(right, (value) => map(left.value, value), name);
  if (right.type === 'scalar') return mapValue(left, (value) => map(value, right.value), name);
  if (left.type === 'series' && right.type === 'series') {
    return single(zip(left.series, right.series, map));
  }
  if (left.type === 'list' && right.type === 'series') {
    return listOf(left.list.map((one) => zip(one, right.series, map)));
  }
  if (left.type === 'series' && right.type === 'list') {
    return listOf(right.list.map((one) => ({ ...zip(left.series, one, map), label: one.label })));
  }
  throw unsupported(name);
}

export function unsupported(name: string): MathError {
  return new MathError(`Unsupported operand type(s) for ${name}`);
}
