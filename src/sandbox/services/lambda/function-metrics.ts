/**
 * What Lambda counts of functions, for CloudWatch: of each function, of each way in which it is named (`Resource`),
 * and of all functions together.
 * AWS: "Types of metrics for Lambda functions".
 */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Dimension, MetricPublishing } from '../../metrics/metrics.js';
import type { Place } from '../peers.js';

const NAMESPACE = 'AWS/Lambda';

const UNITS = {
  Invocations: 'Count',
  Errors: 'Count',
  Throttles: 'Count',
  Duration: 'Milliseconds',
  ConcurrentExecutions: 'Count',
  IteratorAge: 'Milliseconds',
  DestinationDeliveryFailures: 'Count',
  AsyncEventsReceived: 'Count',
  AsyncEventAge: 'Milliseconds',
  AsyncEventsDropped: 'Count',
} as const satisfies Readonly<Record<string, StandardUnit>>;

export type FunctionMetric = keyof typeof UNITS;

export interface CountedFunction extends Place {
  readonly name: string;
  /** A version, where it was named. */
  readonly qualifier?: string | undefined;
}

export class FunctionMetrics {
  readonly #metrics: MetricPublishing;

  constructor(metrics: MetricPublishing) {
    this.#metrics = metrics;
  }

  record({ account, region, name, qualifier }: CountedFunction, metric: FunctionMetric, value = 1): void {
    const byName: Dimension = { Name: 'FunctionName', Value: name };
    const resource = qualifier === undefined ? name : `${name}:${qualifier}`;
    for (const dimensions of [[], [byName], [byName, { Name: 'Resource', Value: resource }]]) {
      const identity = { account, region, namespace: NAMESPACE, name: metric, dimensions };
      this.#metrics.meter(identity, UNITS[metric]).record(value);
    }
  }

  recordByArn(functionArn: string, metric: FunctionMetric, value = 1): void {
    const [, , , region = '', account = '', , name = '', qualifier] = functionArn.split(':');
    this.record({ account, region, name, qualifier }, metric, value);
  }
}
