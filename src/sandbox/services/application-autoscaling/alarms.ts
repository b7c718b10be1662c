/**
 * The alarms of a target tracking policy: two that scale out and in, and two that notice a capacity which was
 * changed by hand. They are the policy's: it makes them and takes them away. Nobody is kept from changing or
 * deleting them, though AWS asks not to.
 * AWS: "Target tracking scaling policies for Application Auto Scaling", "DynamoDB auto scaling".
 */
import { randomUUID } from 'node:crypto';
import type { MetricStatistic } from '@aws-sdk/client-application-auto-scaling';
import type { AlarmDefinition } from '../cloudwatch/alarms.js';
import type { CloudWatchPeer, Place, ProvisionedCapacity } from '../peers.js';
import type { ScalingDirection } from './decision.js';
import type { PolicyRecord } from './records.js';
import { isRead, type Scalable, tableOf } from './scalable.js';

const KINDS = ['AlarmHigh', 'AlarmLow', 'ProvisionedCapacityHigh', 'ProvisionedCapacityLow'] as const;
export type AlarmKind = (typeof KINDS)[number];

/** Seconds. */
export const CONSUMED_PERIOD = 60;
const PROVISIONED_PERIOD = 5 * 60;
/** How many minutes above the target it takes to add capacity, and below it to take some away. */
const MINUTES_ABOVE = 2;
const MINUTES_BELOW = 15;
/** Capacity is taken away where consumption stays this far below the target, in percent of the capacity. */
const SLACK = 20;

/** The same for a custom metric, which has no capacity: a share of the target. */
const CUSTOM_SLACK = 0.9;

/** New names for a policy's alarms: `TargetTracking-table/Orders-AlarmHigh-<uuid>`. */
export function newAlarmNames({ resourceId }: Scalable): string[] {
  return KINDS.map((kind) => `TargetTracking-${resourceId}-${kind}-${randomUUID()}`);
}

/** Which of a policy's alarms it is; undefined where it is none of them. */
export function alarmKindOf({ alarmNames }: PolicyRecord, alarmName: string): AlarmKind | undefined {
  return KINDS[alarmNames.indexOf(alarmName)];
}

/** How many minutes the alarm of a direction looks at. */
export function evaluationPeriodsOf(direction: ScalingDirection): number {
  return direction === 'out' ? MINUTES_ABOVE : MINUTES_BELOW;
}

/** The metric that a policy tracks. */
export function trackedMetricOf(policy: PolicyRecord): TrackedMetric {
  const custom = policy.configuration.CustomizedMetricSpecification;
  if (custom === undefined) {
    return {
      Namespace: 'AWS/DynamoDB',
      MetricName: `Consumed${directionOf(policy)}CapacityUnits`,
      Dimensions: dimensionsOf(policy),
      Statistic: 'Sum',
    };
  }
  const { Namespace = '', MetricName = '', Dimensions = [], Statistic = 'Average' } = custom;
  const dimensions = Dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value }));
  return { Namespace, MetricName, Dimensions: dimensions, Statistic };
}

export interface TrackedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: { Name: string; Value: string }[];
  readonly Statistic: MetricStatistic;
}

/** Makes a policy's alarms for the capacity of now, or sets them right. */
export function putAlarms(
  cloudWatch: CloudWatchPeer,
  place: Place,
  policy: PolicyRecord,
  capacity: ProvisionedCapacity,
): void {
  for (const [index, kind] of KINDS.entries()) {
    const name = policy.alarmNames[index];
    if (name !== undefined) cloudWatch.putAlarm(place, name, definitionOf(kind, policy, capacity));
  }
}

function definitionOf(kind: AlarmKind, policy: PolicyRecord, capacity: ProvisionedCapacity): AlarmDefinition {
  return {
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
    AlarmActions: [policy.arn],
    ...metricOf(kind, policy, capacity),
  };
}

function metricOf(kind: AlarmKind, policy: PolicyRecord, capacity: ProvisionedCapacity): AlarmDefinition {
  const isHigh = kind.endsWith('High');
  const ComparisonOperator = isHigh ? 'GreaterThanThreshold' : 'LessThanThreshold';
  const units = isRead(policy.dimension) ? capacity.read : capacity.write;
  if (kind.startsWith('Provisioned')) {
    return {
      Namespace: 'AWS/DynamoDB',
      Dimensions: dimensionsOf(policy),
      ComparisonOperator,
      MetricName: `Provisioned${directionOf(policy)}CapacityUnits`,
      Statistic: 'Average',
      Period: PROVISIONED_PERIOD,
      EvaluationPeriods: 3,
      Threshold: units,
    };
  }
  return {
    ...trackedMetricOf(policy),
    ComparisonOperator,
    Period: CONSUMED_PERIOD,
    EvaluationPeriods: evaluationPeriodsOf(isHigh ? 'out' : 'in'),
    Threshold: thresholdOf(policy, units, isHigh),
  };
}

function thresholdOf({ configuration }: PolicyRecord, units: number, isHigh: boolean): number {
  const { TargetValue: target = 0, CustomizedMetricSpecification: custom } = configuration;
  if (custom !== undefined) return isHigh ? target : target * CUSTOM_SLACK;
  const percent = isHigh ? target : Math.max(0, target - SLACK);
  return (units * CONSUMED_PERIOD * percent) / 100;
}

function directionOf({ dimension }: PolicyRecord): 'Read' | 'Write' {
  return isRead(dimension) ? 'Read' : 'Write';
}

function dimensionsOf({ resourceId }: PolicyRecord): { Name: string; Value: string }[] {
  const { tableName, indexName } = tableOf(resourceId);
  return [
    { Name: 'TableName', Value: tableName },
    ...(indexName === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: indexName }]),
  ];
}
