/** What an alarm of the lab should be, and what a real one is, in the same words. Pure: no calls. */
import type { MetricAlarm, PutMetricAlarmInput, Statistic } from '@aws-sdk/client-cloudwatch';

/** One metric of CloudWatch. With dimensions that it does not have, it has no data, and nobody says so. */
export interface Metric {
  /** `AWS/DynamoDB` */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Goes to ALARM above a threshold, minute by minute. It tells nobody: it has no actions. */
export interface AlarmSpec {
  readonly name: string;
  readonly description: string;
  readonly metric: Metric;
  /** `Sum`, `Maximum`; `p95`. */
  readonly statistic: Statistic | `p${number}`;
  readonly threshold: number;
  /** In so many minutes of the last {@link periods} it must be above the threshold. */
  readonly datapoints: number;
  readonly periods: number;
}

/** A minute: of what the services count, CloudWatch keeps nothing shorter. */
export const ALARM_PERIOD = 60; /* s */

/** All that an alarm is, but for its tags. No data means that nothing happened, and that is no reason for alarm. */
export function definitionOf(spec: AlarmSpec): PutMetricAlarmInput {
  const { namespace, name, dimensions } = spec.metric;
  return {
    AlarmName: spec.name,
    AlarmDescription: spec.description,
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    ...(isPercentile(spec.statistic) ? { ExtendedStatistic: spec.statistic } : { Statistic: spec.statistic }),
    Period: ALARM_PERIOD,
    EvaluationPeriods: spec.periods,
    DatapointsToAlarm: spec.datapoints,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: spec.threshold,
    TreatMissingData: 'notBreaching',
  };
}

function isPercentile(statistic: AlarmSpec['statistic']): statistic is `p${number}` {
  return statistic.startsWith('p');
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/**
 * All settings that make an alarm go off, or not: two alarms with the same words behave alike.
 * `Sum of AWS/Lambda Errors (FunctionName=orders-api) in 60 s > 0, in 1 of 5; missing data: notBreaching; no actions`
 */
export function alarmInWords(alarm: MetricAlarm | PutMetricAlarmInput): string {
  const { EvaluationPeriods = 0, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const { ComparisonOperator = '', Threshold, TreatMissingData = 'missing' } = alarm;
  return [
    `${metricInWords(alarm)} ${COMPARISONS[ComparisonOperator] ?? ComparisonOperator} ${Threshold}, in ${DatapointsToAlarm} of ${EvaluationPeriods}`,
    `missing data: ${TreatMissingData}`,
    actionsInWords(alarm),
  ].join('; ');
}

function metricInWords(alarm: MetricAlarm | PutMetricAlarmInput): string {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions = [], Period, Unit } = alarm;
  if (MetricName === undefined) return 'a formula';
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted();
  const unit = Unit === undefined ? '' : ` in ${Unit}`;
  return `${Statistic ?? ExtendedStatistic} of ${Namespace} ${MetricName}${unit} (${dimensions.join(', ') || 'no dimensions'}) in ${Period} s`;
}

function actionsInWords({
  AlarmActions = [],
  OKActions = [],
  InsufficientDataActions = [],
}: MetricAlarm | PutMetricAlarmInput): string {
  const actions = [...AlarmActions, ...OKActions, ...InsufficientDataActions];
  return actions.length === 0 ? 'no actions' : `tells ${[...new Set(actions)].join(', ')}`;
}
