/** Scaling activities, as they are kept and described. AWS keeps them for six weeks. */
import { randomUUID } from 'node:crypto';
import type {
  NotScaledReason,
  ScalingActivity,
  ScalingActivityStatusCode,
} from '@aws-sdk/client-application-auto-scaling';
import type { Store } from '../../store/store.js';
import type { Place } from '../peers.js';
import { Timeline } from '../timeline.js';
import { type Scalable, type ScalableDimension, unitsOf } from './scalable.js';

export interface ActivityRecord extends Place {
  readonly id: string;
  readonly resourceId: string;
  readonly dimension: ScalableDimension;
  readonly description: string;
  readonly cause: string;
  readonly status: ScalingActivityStatusCode;
  readonly message?: string;
  /** Milliseconds since the epoch, virtual. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Why nothing was scaled: such an activity is told to who asks for it only. */
  readonly notScaled?: readonly NotScaledReason[];
}

export type Activities = Timeline<ActivityRecord>;

const KEPT = 6 * 7 * 24 * 60 * 60 * 1000; /* 6 weeks */

export function openActivities(store: Store): Activities {
  return new Timeline(store, 'application-autoscaling.activities', {
    timeOf: ({ startedAt }) => startedAt,
    kept: KEPT,
  });
}

/** `Setting write capacity units to 14.` */
export function settingCapacity(
  { account, region }: Place,
  scalable: Scalable,
  capacity: number,
  cause: string,
  now: number,
): ActivityRecord {
  return {
    account,
    region,
    id: randomUUID(),
    resourceId: scalable.resourceId,
    dimension: scalable.dimension,
    description: `Setting ${unitsOf(scalable)} to ${capacity}.`,
    cause,
    status: 'InProgress',
    startedAt: now,
  };
}

/** An alarm that asked for scaling, and was not followed. */
export function notScaling(
  { account, region }: Place,
  { resourceId, dimension }: Pick<Scalable, 'resourceId' | 'dimension'>,
  cause: string,
  reason: NotScaledReason,
  now: number,
): ActivityRecord {
  return {
    account,
    region,
    id: randomUUID(),
    resourceId,
    dimension,
    description: 'Attempting to scale due to alarm triggered',
    cause,
    status: 'Failed',
    startedAt: now,
    notScaled: [reason],
  };
}

export function describeActivity(activity: ActivityRecord): ScalingActivity {
  const { message, endedAt, notScaled } = activity;
  return {
    ActivityId: activity.id,
    ServiceNamespace: 'dynamodb',
    ResourceId: activity.resourceId,
    ScalableDimension: activity.dimension,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.startedAt),
    ...(endedAt === undefined ? {} : { EndTime: new Date(endedAt) }),
    StatusCode: activity.status,
    ...(message === undefined ? {} : { StatusMessage: message }),
    ...(notScaled === undefined ? {} : { NotScaledReasons: [...notScaled] }),
  };
}
