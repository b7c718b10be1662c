/**
 * The functions of metric math.
 * AWS: "Metric math syntax and functions" in the Amazon CloudWatch User Guide.
 */
import { type Aggregate, aggregate } from './aggregates.js';
import type { Surroundings } from './evaluate.js';
import { fill } from './fill.js';
import {
  combine,
  listOf,
  mapPoints,
  mapValue,
  type Point,
  type Series,
  scalar,
  single,
  unsupported,
  type Value,
  withPoints,
} from './series.js';
import { MathError } from './syntax.js';

type MathFunction = (parameters: readonly Value[], around: Surroundings, name: string) => Value;

const SECOND = 1000; /* ms */

/** What needs what the sandbox does not have: refused in words. */
const UNSERVED: ReadonlySet<string> = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
]);

const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: eachPoint(Math.abs),
  CEIL: eachPoint(Math.ceil),
  FLOOR: eachPoint(Math.floor),
  LOG: eachPoint(Math.log),
  LOG10: eachPoint(Math.log10),
  AVG: aggregation('AVG'),
  MAX: aggregation('MAX'),
  MIN: aggregation('MIN'),
  STDDEV: aggregation('STDDEV'),
  SUM: aggregation('SUM'),
  DATAPOINT_COUNT: aggregation('DATAPOINT_COUNT'),
  DIFF: neighbours((value, before) => value - before),
  DIFF_TIME: neighbours((_value, _before, seconds) => seconds),
  RATE: neighbours((value, before, seconds) => (value - before) / seconds),
  RUNNING_SUM: eachSeries((series) => {
    let sum = 0;
    return mapPoints(series, (value) => {
      sum += value;
      return sum;
    });
  }),
  EPOCH: eachSeries((series) => mapPoints(series, (_, time) => time / SECOND)),
  MINUTE: calendar((date) => date.getUTCMinutes()),
  HOUR: calendar((date) => date.getUTCHours()),
  /** Monday is 1. */
  DAY: calendar((date) => date.getUTCDay() || 7),
  DATE: calendar((date) => date.getUTCDate()),
  MONTH: calendar((date) => date.getUTCMonth() + 1),
  YEAR: calendar((date) => date.getUTCFullYear()),
  FILL: fill,
  FIRST: (parameters, _, name) => single(atEnd(parameters, 0, name)),
  LAST: (parameters, _, name) => single(atEnd(parameters, -1, name)),
  IF: choose,
  METRIC_COUNT: (parameters, _, name) => scalar(listIn(parameters, 0, name).length),
  METRICS: metrics,
  PERIOD: ([value], _, name) => {
    if (value?.type !== 'series') throw unsupported(name);
    return scalar(value.series.period / SECOND);
  },
  REMOVE_EMPTY: (parameters, _, name) =>
    listOf(listIn(parameters, 0, name).filter(({ points }) => points.length > 0)),
  SLICE: slice,
  SORT: sort,
  TIME_SERIES: ([value], around, name) => {
    if (value?.type !== 'scalar') throw unsupported(name);
    return single(constant(value.value, around));
  },
};

/** Throws MathError where there is no such function, or its parameters are not what it takes. */
export function callFunction(name: string, parameters: readonly Value[], around: Surroundings): Value {
  if (UNSERVED.has(name)) throw new MathError(`The sandbox does not serve the function ${name}`);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) throw new MathError(`Unknown function ${name}`);
  return known(parameters, around, name);
}

/** The same number at every time. */
function constant(value: number, { grid, period }: Surroundings): Series {
  return withPoints(
    { label: String(value), period, points: [] },
    grid(period).map((time) => [time, value]),
  );
}

function eachPoint(map: (value: number) => number): MathFunction {
  return (parameters, _, name) => mapValue(only(parameters, name), map, name);
}

function eachSeries(map: (series: Series) => Series): MathFunction {
  return (parameters, _, name) => {
    const value = only(parameters, name);
    if (value.type === 'series') return single(map(value.series));
    if (value.type === 'list') return listOf(value.list.map(map));
    throw unsupported(name);
  };
}

function aggregation(kind: Aggregate): MathFunction {
  return (parameters, _, name) => aggregate(kind, only(parameters, name));
}

/** From each point to the one before it; the first one has none. */
function neighbours(map: (value: number, before: number, seconds: number) => number): MathFunction {
  return eachSeries((series) =>
    withPoints(
      series,
      series.points.slice(1).map(([time, value], index): Point => {
        const [timeBefore, before] = series.points[index] ?? [time, value];
        return [time, map(value, before, (time - timeBefore) / SECOND)];
      }),
    ),
  );
}

function calendar(read: (date: Date) => number): MathFunction {
  return eachSeries((series) => mapPoints(series, (_, time) => read(new Date(time))));
}

/** `IF(condition, then, otherwise)`: without `otherwise`, points where it does not hold are missing. */
function choose(parameters: readonly Value[], _: Surroundings, name: string): Value {
  const [condition, then, otherwise] = parameters;
  if (condition === undefined || then === undefined || parameters.length > 3) throw wrongCount(name);
  if (condition.type === 'scalar') {
    if (condition.value !== 0) return then;
    if (otherwise !== undefined) return otherwise;
    return mapValue(then, () => Number.NaN, name);
  }
  if (condition.type !== 'series' || !isPlain(then) || !(otherwise === undefined || isPlain(otherwise))) {
    throw unsupported(name);
  }
  const whereTrue = combine(condition, then, (holds, value) => (holds === 0 ? Number.NaN : value), name);
  const whereFalse =
    otherwise === undefined
      ? undefined
      : combine(condition, otherwise, (holds, value) => (holds === 0 ? value : Number.NaN), name);
  const points = [whereTrue, whereFalse].flatMap((value) =>
    value?.type === 'series' ? value.series.points : [],
  );
  return single({ ...condition.series, points: points.sort(([left], [right]) => left - right) });
}

function isPlain({ type }: Value): boolean {
  return type === 'scalar' || type === 'series';
}

/** All metrics of the request, or those whose id has a text in it. */
function metrics([filter, ...others]: readonly Value[], around: Surroundings, name: string): Value {
  if (others.length > 0) throw wrongCount(name);
  if (filter !== undefined && filter.type !== 'word') throw unsupported(name);
  const text = filter?.word ?? '';
  return listOf([...around.metrics].filter(([id]) => id.includes(text)).map(([, series]) => series));
}

/** From `start` on, up to `end`, which is not included. */
function slice(parameters: readonly Value[], _: Surroundings, name: string): Value {
  const [, start, end] = parameters;
  if (start?.type !== 'scalar' || (end !== undefined && end.type !== 'scalar')) throw unsupported(name);
  const list = listIn(parameters, 0, name);
  return end === undefined
    ? single(one(list.slice(start.value, start.value + 1), name))
    : listOf(list.slice(start.value, end.value));
}

/** `SORT(METRICS(), SUM, DESC, 10)` */
function sort(parameters: readonly Value[], _: Surroundings, name: string): Value {
  const [, by, order, limit] = parameters;
  const kind = by?.type === 'word' ? ORDERS[by.word] : undefined;
  if (kind === undefined || order?.type !== 'word' || !['ASC', 'DESC'].includes(order.word)) {
    throw unsupported(name);
  }
  if (limit !== undefined && limit.type !== 'scalar') throw unsupported(name);
  const ranked = listIn(parameters, 0, name)
    .map((series) => ({ series, rank: rankOf(kind, series) }))
    .sort((left, right) => (order.word === 'ASC' ? left.rank - right.rank : right.rank - left.rank))
    .map(({ series }) => series);
  return listOf(limit === undefined ? ranked : ranked.slice(0, limit.value));
}

const ORDERS: Readonly<Record<string, Aggregate>> = { AVG: 'AVG', MIN: 'MIN', MAX: 'MAX', SUM: 'SUM' };

function rankOf(kind: Aggregate, series: Series): number {
  const value = aggregate(kind, single(series));
  return value.type === 'scalar' && !Number.isNaN(value.value) ? value.value : 0;
}

function atEnd(parameters: readonly Value[], index: number, name: string): Series {
  const list = listIn(parameters, 0, name);
  return one(list.slice(index, index === 0 ? 1 : undefined), name);
}

function one([series]: readonly Series[], name: string): Series {
  if (series === undefined) throw new MathError(`${name} has nothing to take a time series from`);
  return series;
}

function listIn(parameters: readonly Value[], index: number, name: string): readonly Series[] {
  const value = parameters[index];
  if (value?.type === 'list') return value.list;
  if (value?.type === 'series') return [value.series];
  throw unsupported(name);
}

function only(parameters: readonly Value[], name: string): Value {
  const [value] = parameters;
  if (value === undefined || parameters.length > 1) throw wrongCount(name);
  return value;
}

function wrongCount(name: string): MathError {
  return new MathError(`Wrong number of parameters for ${name}`);
}
