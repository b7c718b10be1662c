/** An alarm as its evaluation needs it: what is asked for, and what CloudWatch assumes where it is not. */

import {
  COMPARISONS,
  type Criteria,
  isComparison,
  type MissingData,
  samplesNeeded,
} from './alarm-evaluation.js';
import type { AlarmTerms } from './alarm-reason.js';
import type { AlarmDefinition } from './alarms.js';

export type EvaluatedAlarm = Criteria & AlarmTerms;

const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const satisfies MissingData[];
const DYNAMO_DB = 'AWS/DynamoDB';
/** Data is counted by the minute: an alarm on shorter periods looks at whole minutes. */
const SHORTEST_PERIOD = 60; /* s */

/** Undefined for what is not evaluated: anomaly detection, which PutMetricAlarm refuses. */
export function evaluatedAlarm(definition: AlarmDefinition): EvaluatedAlarm | undefined {
  const {
    ComparisonOperator: comparison,
    Threshold: threshold,
    EvaluationPeriods: evaluationPeriods,
  } = definition;
  if (!isComparison(comparison) || threshold === undefined || evaluationPeriods === undefined)
    return undefined;
  const statistic = definition.Statistic ?? definition.ExtendedStatistic;
  const leastSamples =
    definition.EvaluateLowSampleCountPercentile === 'ignore' && statistic !== undefined
      ? samplesNeeded(statistic)
      : undefined;
  return {
    comparison,
    threshold,
    evaluationPeriods,
    datapointsToAlarm: definition.DatapointsToAlarm ?? evaluationPeriods,
    saysDatapointsToAlarm: definition.DatapointsToAlarm !== undefined,
    missingData: missingDataOf(definition),
    ...(leastSamples === undefined ? {} : { leastSamples }),
    statistic,
    unit: definition.Unit,
    period: Math.max(SHORTEST_PERIOD, periodOf(definition)),
    isBreaching: (value) => COMPARISONS[comparison].holds(value, threshold),
  };
}

/** Alarms on DynamoDB's metrics ignore missing data unless they say otherwise, all others take it as missing. */
function missingDataOf({ TreatMissingData, Namespace, Metrics = [] }: AlarmDefinition): MissingData {
  const asked = MISSING_DATA.find((treatment) => treatment === TreatMissingData);
  const namespaces = [Namespace, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric?.Namespace)];
  return asked ?? (namespaces.includes(DYNAMO_DB) ? 'ignore' : 'missing');
}

/** Seconds. */
function periodOf({ Period, Metrics = [] }: AlarmDefinition): number {
  const periods = Metrics.flatMap((metric) => metric.MetricStat?.Period ?? metric.Period ?? []);
  return Period ?? Math.max(0, ...periods);
}
