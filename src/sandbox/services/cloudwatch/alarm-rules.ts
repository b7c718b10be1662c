/**
 * What PutMetricAlarm takes: one metric or a list of them, and an evaluation that can be done.
 * AWS: "PutMetricAlarm" in the Amazon CloudWatch API Reference.
 */
import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import { isComparison } from './alarm-evaluation.js';
import { formulaOf } from './data-queries.js';
import { RULES } from './rules.js';

/** What the sandbox does not evaluate: refused, never quietly ignored. */
const UNSERVED = [
  'ActionConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluationWindow',
  'WarmUpConfiguration',
] as const;
/** What an alarm on a single metric says of it; a list of metrics says it for each. */
const OF_ONE_METRIC = [
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
] as const;
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'];
const LOW_SAMPLE_COUNT = ['evaluate', 'ignore'];
/** Periods below a minute, in seconds; the others are whole minutes. */
const SHORT_PERIODS = [10, 20, 30];
const MINUTE = 60; /* s */
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MAX_METRICS = 20;
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;

/** Throws `ValidationException`. */
export function checkAlarm(input: PutMetricAlarmInput): void {
  checkConstraints(RULES.PutMetricAlarm, input);
  for (const name of UNSERVED) {
    if (input[name] !== undefined) {
      throw validationException(`The sandbox does not serve the parameter ${name}.`);
    }
  }
  refuseAnomalyDetection(input);
  if (input.Metrics !== undefined && input.Metrics.length > 0) checkMetrics(input, input.Metrics);
  else checkOneMetric(input);
  checkEvaluation(input);
  checkActions(input);
}

/** Bands that CloudWatch learns from the past are none of the sandbox's. */
function refuseAnomalyDetection({ ComparisonOperator, ThresholdMetricId }: PutMetricAlarmInput): void {
  if (
    ThresholdMetricId !== undefined ||
    (ComparisonOperator !== undefined && !isComparison(ComparisonOperator))
  ) {
    throw validationException('The sandbox does not serve alarms on anomaly detection.');
  }
}

function checkOneMetric(input: PutMetricAlarmInput): void {
  for (const name of ['MetricName', 'Namespace', 'Period'] as const) {
    if (input[name] === undefined) throw missing(name);
  }
  if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined)) {
    throw validationException('Exactly one of Statistic and ExtendedStatistic must be set');
  }
  checkPeriod(input.Period);
}

function checkMetrics(input: PutMetricAlarmInput, metrics: readonly MetricDataQuery[]): void {
  const excluded = OF_ONE_METRIC.find((name) => input[name] !== undefined);
  if (excluded !== undefined) {
    throw validationException(`${excluded} should not be set if list of Metrics is set.`);
  }
  if (metrics.length > MAX_METRICS) {
    throw validationException(`The list of Metrics can hold at most ${MAX_METRICS} elements.`);
  }
  if (new Set(metrics.map(({ Id }) => Id)).size < metrics.length) {
    throw validationException('The ids of the elements of the metrics list must be unique.');
  }
  for (const { Id, MetricStat, Expression, Period } of metrics) {
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw validationException(`Exactly one of MetricStat and Expression must be set for ${Id}`);
    }
    if (Expression !== undefined) formulaOf(Id ?? '', Expression);
    checkPeriod(MetricStat?.Period ?? Period);
  }
  const returning = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (returning.length !== 1) {
    throw validationException('Exactly one element of the metrics list should return data.');
  }
}

function checkPeriod(period: number | undefined): void {
  if (period !== undefined && period % MINUTE !== 0 && !SHORT_PERIODS.includes(period)) {
    throw validationException('Period must be 10, 20, 30 or a multiple of 60');
  }
}

function checkEvaluation(input: PutMetricAlarmInput): void {
  const { EvaluationPeriods, DatapointsToAlarm } = input;
  if (EvaluationPeriods === undefined) throw missing('EvaluationPeriods');
  if (input.ComparisonOperator === undefined) throw missing('ComparisonOperator');
  if (input.Threshold === undefined) {
    throw validationException('Exactly one of Threshold and ThresholdMetricId must be set');
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationException('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  checkSpan(EvaluationPeriods, longestPeriod(input));
  checkOneOf('TreatMissingData', input.TreatMissingData, MISSING_DATA);
  checkOneOf('EvaluateLowSampleCountPercentile', input.EvaluateLowSampleCountPercentile, LOW_SAMPLE_COUNT);
}

function longestPeriod({ Period, Metrics = [] }: PutMetricAlarmInput): number {
  const periods = Metrics.map((metric) => metric.MetricStat?.Period ?? metric.Period ?? 0);
  return Math.max(Period ?? 0, ...periods);
}

/** An alarm looks back a day at most, one with periods of an hour or more a week. */
function checkSpan(evaluationPeriods: number, period: number): void {
  const [longest, words] = period < HOUR ? [DAY, 'a day'] : [WEEK, 'a week'];
  if (evaluationPeriods * period > longest) {
    throw validationException(
      `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${longest}).`,
    );
  }
}

function checkActions({
  OKActions = [],
  AlarmActions = [],
  InsufficientDataActions = [],
}: PutMetricAlarmInput): void {
  const wrong = [...OKActions, ...AlarmActions, ...InsufficientDataActions].find((arn) => !ARN.test(arn));
  if (wrong !== undefined) throw validationException(`Invalid arn syntax: ${wrong}`);
}

function checkOneOf(name: string, value: string | undefined, values: readonly string[]): void {
  if (value !== undefined && !values.includes(value)) {
    throw validationException(`${name} must be one of [${values.join(', ')}], not ${value}`);
  }
}

function missing(name: string): Error {
  return validationException(`${name} must not be null`);
}
