/**
 * The alarms of a target tracking policy: two that scale out and in, and two that notice a capacity which was
 * changed by hand. They are the policy's: it makes them and takes them away. Nobody is kept from changing or
 * deleting them, though AWS asks not to.
 * AWS: "Target tracking scaling policies for Application Auto Scaling", "DynamoDB auto scaling".
 */
import { randomUUID } from 'node:crypto';
import type { AlarmDefinition } from '../cloudwatch/alarms.js';
import type { CloudWatchPeer, Place, ProvisionedCapacity } from '../peers.js';
import type { PolicyRecord } from './records.js';
import { type Scalable, tableOf } from './scalable.js';

const KINDS = ['AlarmHigh', 'AlarmLow', 'ProvisionedCapacityHigh', 'ProvisionedCapacityLow'] as const;
type AlarmKind = (typeof KINDS)[number];

/** Seconds. */
const CONSUMED_PERIOD = 60;
const PROVISIONED_PERIOD = 5 * 60;
/** Capacity is taken away where consumption stays this far below the target, in percent of the capacity. */
const SLACK = 20;

/** The same for a custom metric, which has no capacity: a share of the target. */
const CUSTOM_SLACK = 0.9;

/** New names for a policy's alarms: `TargetTracking-table/Orders-AlarmHigh-<uuid>`. */
export function newAlarmNames({ resourceId }: Scalable): string[] {
  return KINDS.map((kind) => `TargetTracking-${resourceId}-${kind}-${randomUUID()}`);
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
  const direction = policy.dimension.endsWith(':ReadCapacityUnits') ? 'Read' : 'Write';
  const units = direction === 'Read' ? capacity.read : capacity.write;
  const metric = { Namespace: 'AWS/DynamoDB', Dimensions: dimensionsOf(policy), ComparisonOperator } as const;
  if (kind.startsWith('Provisioned')) {
    return {
      ...metric,
      MetricName: `Provisioned${direction}CapacityUnits`,
      Statistic: 'Average',
      Period: PROVISIONED_PERIOD,
      EvaluationPeriods: 3,
      Threshold: units,
    };
  }
  const target = policy.configuration.TargetValue ?? 0;
  const evaluation = {
    Period: CONSUMED_PERIOD,
    EvaluationPeriods: isHigh ? 2 : 15,
    ComparisonOperator,
  } as const;
  const custom = policy.configuration.CustomizedMetricSpecification;
  if (custom !== undefined) {
    const { Namespace, MetricName, Dimensions, Statistic } = custom;
    const Threshold = isHigh ? target : target * CUSTOM_SLACK;
    return { ...evaluation, Namespace, MetricName, Dimensions, Statistic, Threshold };
  }
  const percent = isHigh ? target : Math.max(0, target - SLACK);
  return {
    ...metric,
    ...evaluation,
    MetricName: `Consumed${direction}CapacityUnits`,
    Statistic: 'Sum',
    Threshold: (units * CONSUMED_PERIOD * percent) / 100,
  };
}

function dimensionsOf({ resourceId }: PolicyRecord): { Name: string; Value: string }[] {
  const { tableName, indexName } = tableOf(resourceId);
  return [
    { Name: 'TableName', Value: tableName },
    ...(indexName === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: indexName }]),
  ];
}
