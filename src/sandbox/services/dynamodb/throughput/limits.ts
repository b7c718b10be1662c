/**
 * What a table or a global index may read and write (AWS: "DynamoDB provisioned capacity mode", "DynamoDB on-demand
 * capacity mode", "DynamoDB burst and adaptive capacity", "Quotas in Amazon DynamoDB").
 */
import type { BillingMode, OnDemandLimits, Units } from '../tables/record.js';
import type { Rate } from './bucket.js';

/** Reads and writes have capacities of their own. */
export type Direction = 'Read' | 'Write';

/** The last part of a throttling reason. */
export type LimitType =
  | 'ProvisionedThroughputExceeded'
  | 'KeyRangeThroughputExceeded'
  | 'AccountLimitExceeded'
  | 'MaxOnDemandThroughputExceeded';

export interface Limit {
  readonly rate: Rate;
  /** What is told of a request that it keeps out. */
  readonly type: LimitType;
}

/** For how long unused capacity is kept. */
const BURST_SECONDS = 300;

/** Units a second of one partition, which saves up nothing beyond the second. */
const PARTITION_UNITS = { Read: 3_000, Write: 1_000 } as const satisfies Record<Direction, number>;
/** An on-demand table begins with four partitions. */
const FIRST_PARTITIONS = 4;
/** It takes twice as much as it ever took in a minute, */
const HEADROOM = 2;
/** and never more than an account's quota for a table. */
const TABLE_QUOTA = 40_000;

export const PARTITION_RATES = {
  Read: withoutBurst(PARTITION_UNITS.Read),
  Write: withoutBurst(PARTITION_UNITS.Write),
} as const satisfies Record<Direction, Rate>;

/** What limits look at: a table's record, or a global index's with the billing mode of its table. */
export interface Settings {
  readonly billingMode: BillingMode;
  readonly throughput: Units;
  readonly onDemandLimits?: OnDemandLimits;
}

/**
 * @param peak the most units a second that it took in any minute so far, averaged over that minute.
 */
export function limitOf(settings: Settings, direction: Direction, peak: number): Limit {
  const { billingMode, throughput } = settings;
  const provisioned = direction === 'Read' ? throughput.read : throughput.write;
  // An index has no units for a moment while its table changes its billing mode.
  if (billingMode === 'PROVISIONED' && provisioned > 0) {
    return { rate: withBurst(provisioned), type: 'ProvisionedThroughputExceeded' };
  }
  return onDemandLimit(settings.onDemandLimits, direction, peak);
}

function onDemandLimit(limits: OnDemandLimits | undefined, direction: Direction, peak: number): Limit {
  const most = direction === 'Read' ? limits?.MaxReadRequestUnits : limits?.MaxWriteRequestUnits;
  const warm = Math.max(FIRST_PARTITIONS * PARTITION_UNITS[direction], HEADROOM * peak);
  if (most !== undefined && most <= Math.min(warm, TABLE_QUOTA)) {
    return { rate: withBurst(most), type: 'MaxOnDemandThroughputExceeded' };
  }
  if (warm < TABLE_QUOTA) return { rate: withoutBurst(warm), type: 'KeyRangeThroughputExceeded' };
  return { rate: withoutBurst(TABLE_QUOTA), type: 'AccountLimitExceeded' };
}

function withBurst(perSecond: number): Rate {
  return { perSecond, burst: perSecond * BURST_SECONDS };
}

function withoutBurst(perSecond: number): Rate {
  return { perSecond, burst: perSecond };
}
