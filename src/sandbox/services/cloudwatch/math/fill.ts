/**
 * `FILL`: points where some are missing. With a number or a series' own, at every time asked for; `REPEAT` goes on from
 * the point before, `LINEAR` draws a line between two points.
 */
import type { Surroundings } from './evaluate.js';
import { listOf, type Point, type Series, single, unsupported, type Value } from './series.js';
import { MathError } from './syntax.js';

/** The value at a time at which the series has none; undefined where it stays missing. */
type Filling = (time: number, series: Series) => number | undefined;

/** Throws MathError for other parameters than a series (or several) and what to fill it with. */
export function fill(parameters: readonly Value[], around: Surroundings, name: string): Value {
  const [value, by] = parameters;
  if (value === undefined || by === undefined || parameters.length > 2) {
    throw new MathError(`Wrong number of parameters for ${name}`);
  }
  const filling = fillingOf(by, name);
  if (value.type === 'series') return single(filled(value.series, filling, around));
  if (value.type === 'list') return listOf(value.list.map((series) => filled(series, filling, around)));
  throw unsupported(name);
}

function fillingOf(by: Value, name: string): Filling {
  if (by.type === 'scalar') return () => by.value;
  if (by.type === 'series') {
    const values = new Map(by.series.points);
    return (time) => values.get(time);
  }
  if (by.type === 'word' && by.word === 'REPEAT')
    return (time, { points }) => beside(points, time).before?.[1];
  if (by.type === 'word' && by.word === 'LINEAR') return linear;
  throw unsupported(name);
}

function linear(time: number, { points }: Series): number | undefined {
  const { before, after } = beside(points, time);
  if (before === undefined || after === undefined) return undefined;
  const [from, first] = before;
  const [to, last] = after;
  return first + ((last - first) * (time - from)) / (to - from);
}

/** The points next to a time at which there is none. */
function beside(
  points: readonly Point[],
  time: number,
): { readonly before: Point | undefined; readonly after: Point | undefined } {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return { before: points[low - 1], after: points[low] };
}

function filled(series: Series, filling: Filling, { grid }: Surroundings): Series {
  const known = new Map(series.points);
  const times = new Set([...grid(series.period), ...known.keys()]);
  const points = [...times].flatMap((time): Point[] => {
    const value = known.get(time) ?? filling(time, series);
    return value === undefined || !Number.isFinite(value) ? [] : [[time, value]];
  });
  return { ...series, points: points.sort(([left], [right]) => left - right) };
}
