/** What Auto Scaling says of the reads or the writes of a table or an index: its range, and its policy. Reads only. */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  type MetricType,
  type ScalableDimension,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import type { Lab } from '../lab/lab.js';
import { inOneCall } from './in-one-call.js';

/** What scales: the reads or the writes of a table or an index. */
export interface Scaled {
  readonly tableName: string;
  /** Absent: the table itself. */
  readonly indexName?: string;
  readonly direction: 'read' | 'write';
}

export interface ScalingSpec extends Scaled {
  /** Capacity units. */
  readonly minimum: number;
  readonly maximum: number;
  /** Percent of the provisioned capacity that auto scaling aims at. */
  readonly utilization: number;
}

/** Tables and indexes in one DescribeScalableTargets, which tells of fifty targets: reads and writes of each. */
const MOST_RESOURCES = 25;
/** Of all that is scaled here. */
export const SCALING_NAMESPACE = { ServiceNamespace: 'dynamodb' } as const;
/** What a policy keeps at its target. */
export const SCALING_METRICS = {
  read: 'DynamoDBReadCapacityUtilization',
  write: 'DynamoDBWriteCapacityUtilization',
} as const satisfies Record<ScalingSpec['direction'], MetricType>;

/** How Auto Scaling names what it scales. */
export interface Identity {
  readonly ResourceId: string;
  readonly ScalableDimension: ScalableDimension;
}

export function identityOf({ tableName, indexName, direction }: Scaled): Identity {
  const units = direction === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
  return indexName === undefined
    ? { ResourceId: `table/${tableName}`, ScalableDimension: `dynamodb:table:${units}` }
    : { ResourceId: `table/${tableName}/index/${indexName}`, ScalableDimension: `dynamodb:index:${units}` };
}

/** `table/Orders:dynamodb:table:ReadCapacityUnits` */
export function scalableTargetName(spec: Scaled): string {
  const { ResourceId, ScalableDimension } = identityOf(spec);
  return `${ResourceId}:${ScalableDimension}`;
}

/** What Auto Scaling says of a target and its policies. */
export interface Scaling {
  readonly target: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
}

/** Reads a target with its policies; undefined when nothing is registered. */
export async function readScaling(lab: Lab, spec: ScalingSpec): Promise<Scaling | undefined> {
  const target = await describeTarget(lab, spec);
  if (target === undefined) return undefined;
  return { target, policies: await policiesOf(lab, spec) };
}

/** The policies of a target; none where there is no target. */
export async function policiesOf(lab: Lab, spec: Scaled): Promise<readonly ScalingPolicy[]> {
  const { ScalingPolicies = [] } = await lab
    .client(ApplicationAutoScalingClient)
    .send(new DescribeScalingPoliciesCommand({ ...SCALING_NAMESPACE, ...identityOf(spec) }));
  return ScalingPolicies;
}

/** Whether it scales within the spec's range. */
export function hasRange({ target }: Scaling, { minimum, maximum }: ScalingSpec): boolean {
  return target.MinCapacity === minimum && target.MaxCapacity === maximum;
}

/** Whether a policy aims at the spec's utilization. */
export function hasTracking(scaling: Scaling, spec: ScalingSpec): boolean {
  const tracking = trackingPolicyOf(scaling, spec)?.TargetTrackingScalingPolicyConfiguration;
  return tracking?.TargetValue === spec.utilization;
}

/** Auto Scaling allows one policy per metric. */
export function trackingPolicyOf(
  { policies }: Scaling,
  { direction }: ScalingSpec,
): ScalingPolicy | undefined {
  return policies.find(({ TargetTrackingScalingPolicyConfiguration: tracking }) => {
    return tracking?.PredefinedMetricSpecification?.PredefinedMetricType === SCALING_METRICS[direction];
  });
}

/** A target without its policies. */
export function describeTarget(lab: Lab, spec: Scaled): Promise<ScalableTarget | undefined> {
  return describeNamed(lab, scalableTargetName(spec));
}

/** By the names of {@link scalableTargetName}. */
const describeNamed = inOneCall(MOST_RESOURCES, async (lab, names) => {
  const command = new DescribeScalableTargetsCommand({
    ...SCALING_NAMESPACE,
    ResourceIds: [...new Set(names.map((name) => name.slice(0, name.indexOf(':'))))],
  });
  const { ScalableTargets = [] } = await lab.client(ApplicationAutoScalingClient).send(command);
  const byName = new Map(
    ScalableTargets.map((target) => [`${target.ResourceId}:${target.ScalableDimension}`, target]),
  );
  return (name): ScalableTarget | undefined => byName.get(name);
});
