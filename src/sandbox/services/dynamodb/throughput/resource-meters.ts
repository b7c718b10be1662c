/** What is counted of a table or a global index for CloudWatch (AWS: "DynamoDB metrics and dimensions"). */
import { Distribution } from '../../../metrics/distribution.js';
import type { Dimension, Meter, MetricIdentity, MetricPublishing } from '../../../metrics/metrics.js';
import type { Place } from '../../peers.js';
import type { Direction, LimitType } from './limits.js';

export const NAMESPACE = 'AWS/DynamoDB';
const DIRECTIONS = ['Read', 'Write'] as const satisfies Direction[];

type Publishing = Pick<MetricPublishing, 'meter' | 'add'>;

/** The metric of each kind of throttling, behind `Read` or `Write`. */
const EVENTS = {
  ProvisionedThroughputExceeded: 'ProvisionedThroughputThrottleEvents',
  KeyRangeThroughputExceeded: 'KeyRangeThroughputThrottleEvents',
  AccountLimitExceeded: 'AccountLimitThrottleEvents',
  MaxOnDemandThroughputExceeded: 'MaxOnDemandThroughputThrottleEvents',
} as const satisfies Record<LimitType, string>;

/** What is published of a metric is kept: asking for a meter by its name costs more than adding to it. */
export class ResourceMeters {
  readonly #metrics: Publishing;
  readonly #place: Place;
  readonly #dimensions: readonly Dimension[];
  readonly #meters = new Map<string, Meter>();
  readonly #consumed: Partial<Record<Direction, Meter>> = {};
  /** Since the last end of a minute. */
  readonly #used = { Read: false, Write: false };

  constructor(metrics: Publishing, { account, region }: Place, tableName: string, indexName?: string) {
    this.#metrics = metrics;
    this.#place = { account, region };
    this.#dimensions = [
      { Name: 'TableName', Value: tableName },
      ...(indexName === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: indexName }]),
    ];
  }

  /** Units that one request has used. */
  consumed(direction: Direction, units: number): void {
    const meter = this.#consumed[direction] ?? this.#meter(`Consumed${direction}CapacityUnits`);
    this.#consumed[direction] = meter;
    this.#used[direction] = true;
    meter.record(units);
  }

  /** A minute is over that began at `at`: where nothing was used, CloudWatch is told a zero. */
  endMinute(at: number): void {
    for (const direction of DIRECTIONS) {
      if (!this.#used[direction]) {
        this.#metrics.add(
          this.#identity(`Consumed${direction}CapacityUnits`),
          'Count',
          at,
          Distribution.of(0),
        );
      }
      this.#used[direction] = false;
    }
  }

  /** Units that are provisioned at the moment. */
  provisioned(direction: Direction, units: number): void {
    this.#meter(`Provisioned${direction}CapacityUnits`).record(units);
  }

  throttled(direction: Direction, type: LimitType): void {
    this.#meter(`${direction}ThrottleEvents`).record(1);
    this.#meter(`${direction}${EVENTS[type]}`).record(1);
  }

  /** A condition that did not hold. */
  conditionFailed(): void {
    this.#meter('ConditionalCheckFailedRequests').record(1);
  }

  /** So many items of one request were another transaction's. */
  conflicted(items: number): void {
    this.#meter('TransactionConflict').record(items);
  }

  #meter(name: string): Meter {
    let meter = this.#meters.get(name);
    if (meter === undefined) {
      meter = this.#metrics.meter(this.#identity(name), 'Count');
      this.#meters.set(name, meter);
    }
    return meter;
  }

  #identity(name: string): MetricIdentity {
    return { ...this.#place, namespace: NAMESPACE, name, dimensions: this.#dimensions };
  }
}
