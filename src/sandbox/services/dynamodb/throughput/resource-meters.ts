/** What is counted of a table or a global index for CloudWatch (AWS: "DynamoDB metrics and dimensions"). */
import type { Dimension, Meter, MetricPublishing } from '../../../metrics/metrics.js';
import type { Place } from '../../peers.js';
import type { Direction, LimitType } from './limits.js';

export const NAMESPACE = 'AWS/DynamoDB';

/** The metric of each kind of throttling, behind `Read` or `Write`. */
const EVENTS = {
  ProvisionedThroughputExceeded: 'ProvisionedThroughputThrottleEvents',
  KeyRangeThroughputExceeded: 'KeyRangeThroughputThrottleEvents',
  AccountLimitExceeded: 'AccountLimitThrottleEvents',
  MaxOnDemandThroughputExceeded: 'MaxOnDemandThroughputThrottleEvents',
} as const satisfies Record<LimitType, string>;

/** What is published of a metric is kept: asking for a meter by its name costs more than adding to it. */
export class ResourceMeters {
  readonly #metrics: Pick<MetricPublishing, 'meter'>;
  readonly #place: Place;
  readonly #dimensions: readonly Dimension[];
  readonly #meters = new Map<string, Meter>();
  readonly #consumed: Partial<Record<Direction, Meter>> = {};

  constructor(
    metrics: Pick<MetricPublishing, 'meter'>,
    { account, region }: Place,
    tableName: string,
    indexName?: string,
  ) {
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
    meter.record(units);
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
      meter = this.#metrics.meter(
        { ...this.#place, namespace: NAMESPACE, name, dimensions: this.#dimensions },
        'Count',
      );
      this.#meters.set(name, meter);
    }
    return meter;
  }
}
