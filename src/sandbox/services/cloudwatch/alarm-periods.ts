/** What an alarm looks at: its metric, or the one of its metrics that returns data, a period at a time. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { validationException } from '../../errors.js';
import type { MetricReading } from '../../metrics/metrics.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Place } from '../peers.js';
import type { Datapoint } from './alarm-evaluation.js';
import type { AlarmDefinition } from './alarms.js';
import { answerQueries } from './data-queries.js';
import { dimensionsOf } from './metric-checks.js';

export interface AlarmPeriods {
  /** Milliseconds since the epoch, virtual: when the newest period ends. */
  readonly end: number;
  /** Milliseconds. */
  readonly period: number;
  readonly count: number;
}

/** A period, with what the metric was in it where there is data. */
export interface AlarmPeriod {
  readonly at: number;
  readonly point: Datapoint | undefined;
}

/** The newest period first. Throws `ValidationException` for a formula that cannot be worked out. */
export function readPeriods(
  metrics: MetricReading,
  place: Place,
  definition: AlarmDefinition,
  periods: AlarmPeriods,
): AlarmPeriod[] {
  const { Metrics: queries = [] } = definition;
  const points =
    queries.length > 0
      ? readQueries(metrics, place, queries, periods)
      : readMetric(metrics, place, definition, periods);
  return Array.from({ length: periods.count }, (_, index) => {
    const at = periods.end - (index + 1) * periods.period;
    return { at, point: points.get(at) };
  });
}

function readMetric(
  metrics: MetricReading,
  { account, region }: Place,
  definition: AlarmDefinition,
  { end, period, count }: AlarmPeriods,
): Map<number, Datapoint> {
  const { Namespace: namespace = '', MetricName: name = '', Dimensions, Unit: unit } = definition;
  const statistic = parseStatistic(definition.Statistic ?? definition.ExtendedStatistic ?? '');
  const metric = { account, region, namespace, name, dimensions: dimensionsOf(Dimensions) };
  const range = { start: end - count * period, end, period, ...(unit === undefined ? {} : { unit }) };
  const points = new Map<number, Datapoint>();
  for (const { start, samples } of metrics.statistics(metric, range)) {
    const value = statistic?.(samples);
    if (value !== undefined) points.set(start, { at: start, value, samples: samples.samples });
  }
  return points;
}

/** The one of several metrics and formulas that returns data. */
function readQueries(
  metrics: MetricReading,
  place: Place,
  queries: readonly MetricDataQuery[],
  { end, period, count }: AlarmPeriods,
): Map<number, Datapoint> {
  const returning = queries.find(({ ReturnData }) => ReturnData !== false)?.Id ?? '';
  const answer = answerQueries(metrics, place, queries, { start: end - count * period, end, now: end });
  const [series, ...more] = answer(returning);
  if (more.length > 0)
    throw validationException(`Error in expression '${returning}': it returns several time series`);
  return new Map(series?.points.map(([at, value]) => [at, { at, value }]));
}
