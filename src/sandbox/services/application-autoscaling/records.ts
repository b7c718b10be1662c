/** What is kept of scalable targets and their policies, and under which keys. */
import type { TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import type { RequestContext } from '../../service.js';
import type { Collection, Store } from '../../store/store.js';
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

export interface Records {
  readonly store: Store;
  readonly targets: Collection<TargetRecord>;
  readonly policies: Collection<PolicyRecord>;
}

export function openRecords(store: Store): Records {
  return {
    store,
    targets: store.collection('application-autoscaling.targets'),
    policies: store.collection('application-autoscaling.policies'),
  };
}

export function accountKey({ account, region }: Pick<RequestContext, 'account' | 'region'>): string {
  return `${account}/${region}/`;
}

/** No part of it can hold a `|`. */
export function targetKey(context: RequestContext, { resourceId, dimension }: Scalable): string {
  return `${accountKey(context)}${resourceId}|${dimension}|`;
}

/** Starts with its target's key. */
export function policyKey(context: RequestContext, scalable: Scalable, policyName: string): string {
  return `${targetKey(context, scalable)}${policyName}`;
}
