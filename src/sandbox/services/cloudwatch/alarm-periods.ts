/** What an alarm looks at: its metric, or the one of its metrics that returns data, a period at a time. */
import type { Metric, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { MetricIdentity, MetricReading } from '../../metrics/metrics.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Place } from '../peers.js';
import type { Datapoint } from './alarm-evaluation.js';
import type { AlarmDefinition } from './alarms.js';

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

/** One metric and the statistic that is looked at. */
interface OneMetric {
  readonly metric: MetricIdentity;
  readonly statistic: string;
  readonly unit: StandardUnit | undefined;
}

/** The newest period first. */
export function readPeriods(
  metrics: MetricReading,
  place: Place,
  definition: AlarmDefinition,
  periods: AlarmPeriods,
): AlarmPeriod[] {
  const points = readMetric(metrics, oneMetricOf(place, definition), periods);
  return Array.from({ length: periods.count }, (_, index) => {
    const at = periods.end - (index + 1) * periods.period;
    return { at, point: points.get(at) };
  });
}

function readMetric(
  metrics: MetricReading,
  { metric, statistic, unit }: OneMetric,
  { end, period, count }: AlarmPeriods,
): Map<number, Datapoint> {
  const statisticOf = parseStatistic(statistic);
  const points = new Map<number, Datapoint>();
  const range = { start: end - count * period, end, period, ...(unit === undefined ? {} : { unit }) };
  for (const { start, samples } of metrics.statistics(metric, range)) {
    const value = statisticOf?.(samples);
    if (value !== undefined) points.set(start, { at: start, value, samples: samples.samples });
  }
  return points;
}

function oneMetricOf(place: Place, definition: AlarmDefinition): OneMetric {
  const returning = definition.Metrics?.find(({ ReturnData }) => ReturnData !== false)?.MetricStat;
  if (returning !== undefined) {
    return {
      metric: identityOf(place, returning.Metric),
      statistic: returning.Stat ?? '',
      unit: returning.Unit,
    };
  }
  return {
    metric: identityOf(place, definition),
    statistic: definition.Statistic ?? definition.ExtendedStatistic ?? '',
    unit: definition.Unit,
  };
}

function identityOf({ account, region }: Place, metric: Metric | undefined): MetricIdentity {
  const { Namespace: namespace = '', MetricName: name = '', Dimensions = [] } = metric ?? {};
  const dimensions = Dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value }));
  return { account, region, namespace, name, dimensions };
}
