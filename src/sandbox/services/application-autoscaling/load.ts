/** How much capacity the load of a table or index asks for, read off the metric that a policy tracks. */
import type { MetricIdentity, MetricReading } from '../../metrics/metrics.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Place } from '../peers.js';
import { CONSUMED_PERIOD, evaluationPeriodsOf, trackedMetricOf } from './alarms.js';
import { capacityFor, proportionalCapacity, type ScalingDirection } from './decision.js';
import type { PolicyRecord } from './records.js';

const MINUTE = 60_000; /* ms */

/**
 * Scaling out goes by the newest minute there is data of; scaling in by the busiest of all that its alarm looks at, since
 * it is to be sure. Undefined where there is no data.
 */
export function wantedCapacity(
  metrics: MetricReading,
  place: Place,
  policy: PolicyRecord,
  { direction, current, now }: { direction: ScalingDirection; current: number; now: number },
): number | undefined {
  const values = recentValues(metrics, place, policy, direction, now);
  const value = direction === 'out' ? values.at(-1) : largest(values);
  if (value === undefined) return undefined;
  const { TargetValue: target = 0, CustomizedMetricSpecification: custom } = policy.configuration;
  return custom === undefined
    ? capacityFor(value, CONSUMED_PERIOD, target)
    : proportionalCapacity(current, value, target);
}

/** In the order of time: those of the whole minutes that the alarm of this direction looks at. */
function recentValues(
  metrics: MetricReading,
  { account, region }: Place,
  policy: PolicyRecord,
  direction: ScalingDirection,
  now: number,
): number[] {
  const { Namespace: namespace, MetricName: name, Dimensions, Statistic } = trackedMetricOf(policy);
  const metric: MetricIdentity = { account, region, namespace, name, dimensions: Dimensions };
  const statistic = parseStatistic(Statistic);
  const end = Math.floor(now / MINUTE) * MINUTE;
  const start = end - evaluationPeriodsOf(direction) * MINUTE;
  return metrics
    .statistics(metric, { start, end, period: MINUTE })
    .flatMap(({ samples }) => statistic?.(samples) ?? []);
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}
