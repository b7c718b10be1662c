/**
 * What the services of the sandbox count, as CloudWatch's metrics. Services add to meters as things happen, which
 * must cost next to nothing; CloudWatch reads what they have added up, a minute at a time.
 * AWS: "Amazon CloudWatch concepts".
 */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../services/peers.js';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** Which metric: its namespace, its name and all of its dimensions together. */
export interface MetricIdentity extends Place {
  /** `AWS/DynamoDB`. */
  readonly namespace: string;
  /** `ConsumedWriteCapacityUnits`. */
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** One metric, to be kept by who adds to it often. */
export interface Meter {
  /** Adds `count` samples (default 1) of `value` to the minute of virtual time that it is now. */
  record(value: number, count?: number): void;
}

export interface Metrics {
  /** The meter of a metric; asking again gives the same one. The unit is the publisher's. */
  meter(metric: MetricIdentity, unit: StandardUnit): Meter;
}
