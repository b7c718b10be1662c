/** Metric math over series that are written as lists, a minute apart; `_` is a point that is missing. */
import { evaluate, type Surroundings } from '../../../../../src/sandbox/services/cloudwatch/math/evaluate.js';
import { parseExpression } from '../../../../../src/sandbox/services/cloudwatch/math/parser.js';
import {
  type Series,
  single,
  type Value,
} from '../../../../../src/sandbox/services/cloudwatch/math/series.js';
import { MathError } from '../../../../../src/sandbox/services/cloudwatch/math/syntax.js';

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 10, 20, 12); /* a Friday */

export const _ = undefined;
export type Points = readonly (number | undefined)[];

export function seriesOf(label: string, values: Points): Series {
  return {
    label,
    period: MINUTE,
    points: values.flatMap((value, index) =>
      value === undefined ? [] : [[START + index * MINUTE, value] as const],
    ),
  };
}

/** What an expression comes to over series of these ids. */
export function workOut(expression: string, metrics: Readonly<Record<string, Points>> = {}): Value {
  const known = new Map(Object.entries(metrics).map(([id, values]) => [id, seriesOf(id, values)]));
  const length = Math.max(0, ...Object.values(metrics).map((values) => values.length));
  const around: Surroundings = {
    metrics: known,
    period: MINUTE,
    grid: (period) =>
      Array.from({ length: Math.ceil((length * MINUTE) / period) }, (_, index) => START + index * period),
    resolve: (id) => {
      const series = known.get(id);
      if (series === undefined) throw new MathError(`Unknown id '${id}'`);
      return single(series);
    },
  };
  return evaluate(parseExpression(expression), around);
}

/** The values of a series that an expression comes to, `_` where one is missing. */
export function points(expression: string, metrics: Readonly<Record<string, Points>>): Points {
  const value = workOut(expression, metrics);
  if (value.type !== 'series') throw new Error(`${expression} is a ${value.type}`);
  return valuesOf(value.series, Math.max(...Object.values(metrics).map((values) => values.length)));
}

export function valuesOf(series: Series, length: number): Points {
  const byTime = new Map(series.points);
  return Array.from({ length }, (_, index) => byTime.get(START + index * MINUTE));
}

export function number(expression: string, metrics: Readonly<Record<string, Points>> = {}): number {
  const value = workOut(expression, metrics);
  if (value.type !== 'scalar') throw new Error(`${expression} is a ${value.type}`);
  return value.value;
}
