/**
 * What the services of the sandbox count, as CloudWatch's metrics. Services add to meters as things happen, which
 * must cost next to nothing; CloudWatch reads what they have added up, a minute at a time.
 * AWS: "Amazon CloudWatch concepts".
 */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../services/peers.js';
import type { Distribution } from './distribution.js';

/** For how long a minute is kept. */
export const KEPT_FOR = 15 * 24 * 60 * 60 * 1000; /* 15 days */

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** Which metric: its namespace, its name and all of its dimensions together, in whatever order. */
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

/** What publishers need. */
export interface MetricPublishing {
  /** The meter of a metric; asking again gives the same one. The unit is the publisher's. */
  meter(metric: MetricIdentity, unit: StandardUnit): Meter;
  /** Adds samples to the minute of a time of their own (milliseconds since the epoch, virtual). */
  add(metric: MetricIdentity, unit: StandardUnit, at: number, samples: Distribution): void;
}

/** Which time is read, and in what pieces. */
export interface MetricPeriods {
  /** Milliseconds since the epoch, virtual; included, and rounded down to a whole minute. The first period begins here. */
  readonly start: number;
  /** Not included. */
  readonly end: number;
  /** Milliseconds; below a minute it is a minute. */
  readonly period: number;
  /** Samples of other units are passed over. Default: all of them, whatever their unit. */
  readonly unit?: StandardUnit;
}

/** What was recorded in one period. */
export interface MetricPeriod {
  /** When it began: milliseconds since the epoch, virtual. */
  readonly start: number;
  readonly samples: Distribution;
}

/** Which metrics are listed. What is absent does not matter. */
export interface MetricFilter {
  readonly namespace?: string;
  readonly name?: string;
  /** The metric has these dimensions, of that value where one is given, and maybe others. */
  readonly dimensions?: readonly { readonly Name: string; readonly Value?: string }[];
  /** Something was recorded then or later: milliseconds since the epoch, virtual. */
  readonly activeSince?: number;
}

/** What CloudWatch, alarms and scaling read. With the hazard `late-metrics` they see what they would see on AWS. */
export interface MetricReading {
  /**
   * The periods in which something was recorded, in the order of time. The minute it is now is among them, as far as
   * it has gone; what is older than 15 days is not.
   */
  statistics(metric: MetricIdentity, periods: MetricPeriods): MetricPeriod[];
  /** The units in which the metric was recorded, in alphabetical order. None: there is no such metric. */
  units(metric: MetricIdentity): StandardUnit[];
  /** The metrics of a place, in the order of their namespaces, names and dimensions. */
  list(place: Place, filter?: MetricFilter): MetricIdentity[];
}

/**
 * The metrics of a running sandbox. What is recorded is kept in memory and written to the store within a second of
 * real time, so that a sandbox which is killed loses that second.
 */
export interface Metrics extends MetricPublishing, MetricReading {
  /** Writes what was recorded to the store at once. Not to be called in a transaction. */
  flush(): void;
  /** Writes what is left. What is recorded from then on is lost. */
  close(): void;
}
