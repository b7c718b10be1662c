/** What is kept of scalable targets and their policies, and under which keys. */
import type { TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import type { Collection, Store } from '../../store/store.js';
import type { Place } from '../peers.js';
import { type Activities, openActivities } from './activity-records.js';
import type { ScalingDirection } from './decision.js';
import type { Scalable, ScalableDimension } from './scalable.js';

export interface TargetRecord {
  readonly arn: string;
  readonly resourceId: string;
  readonly dimension: ScalableDimension;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly suspended: SuspendedRecord;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
}

export interface SuspendedRecord {
  readonly DynamicScalingInSuspended: boolean;
  readonly DynamicScalingOutSuspended: boolean;
  readonly ScheduledScalingSuspended: boolean;
}

export interface PolicyRecord {
  readonly arn: string;
  readonly name: string;
  readonly resourceId: string;
  readonly dimension: ScalableDimension;
  readonly configuration: TargetTrackingScalingPolicyConfiguration;
  readonly alarmNames: readonly string[];
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
}

/** What is known of the scaling of a target. */
export interface ScalingRecord {
  /** A change under way; there is one at a time. */
  readonly change?: CapacityChange;
  /** The last change that alarms have brought about, in each direction. */
  readonly out?: DoneScaling;
  readonly in?: DoneScaling;
  /** When a change last failed: milliseconds since the epoch, virtual. */
  readonly failedAt?: number;
  /** Why nothing was scaled, when that was last told. */
  readonly toldWhyNot?: string;
}

export interface CapacityChange {
  /** Of its activity. */
  readonly activity: string;
  readonly capacity: number;
  /** Undefined where it is not an alarm that asks for it. */
  readonly direction?: ScalingDirection;
  /** Once DynamoDB has taken it. */
  readonly accepted?: { readonly units: number };
}

export interface DoneScaling {
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  /** How much was added or taken away. */
  readonly units: number;
}

export interface Records {
  readonly store: Store;
  readonly targets: Collection<TargetRecord>;
  readonly policies: Collection<PolicyRecord>;
  /** Under the keys of targets, which they outlive. */
  readonly scaling: Collection<ScalingRecord>;
  readonly activities: Activities;
}

export function openRecords(store: Store): Records {
  return {
    store,
    targets: store.collection('application-autoscaling.targets'),
    policies: store.collection('application-autoscaling.policies'),
    scaling: store.collection('application-autoscaling.scaling'),
    activities: openActivities(store),
  };
}

export function accountKey({ account, region }: Place): string {
  return `${account}/${region}/`;
}

/** No part of it can hold a `|`. */
export function targetKey(
  place: Place,
  { resourceId, dimension }: Pick<Scalable, 'resourceId' | 'dimension'>,
): string {
  return `${accountKey(place)}${resourceId}|${dimension}|`;
}

/** Starts with its target's key. */
export function policyKey(place: Place, scalable: Scalable, policyName: string): string {
  return `${targetKey(place, scalable)}${policyName}`;
}
