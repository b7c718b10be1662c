/** What the lab's resources cost for every hour that they stand. Pure arithmetic over the price list; no SDK. */
import { CLOUDWATCH_PRICES, DYNAMODB_PRICES, HOURS_A_MONTH } from '../aws/prices.js';
import type { CostItem } from '../lab/cost.js';
import type { Capacity } from './table-spec.js';

/**
 * Alarms that Auto Scaling makes for one target-tracking policy of DynamoDB: two that add and take away capacity, two
 * that notice when somebody else has changed it. CloudWatch charges for them as for any.
 */
export const ALARMS_OF_A_POLICY = 4;

const BYTES_OF_A_GIGABYTE = 1024 ** 3;
/** Bytes: less than this costs less than a thousandth of a cent per hour. */
const STORAGE_WORTH_TELLING = 30_000_000;

/** Provisioned capacity: paid for whether it is used or not. */
export function capacityCost(of: string, { read, write }: Capacity): CostItem {
  const { provisioned } = DYNAMODB_PRICES;
  return {
    what: `${of}: ${read} read and ${write} write units`,
    dollars: read * provisioned.read + write * provisioned.write,
  };
}

/** What a table and its indexes hold; of what is not worth telling, nothing. */
export function storageCost(of: string, bytes: number): CostItem[] {
  if (bytes < STORAGE_WORTH_TELLING) return [];
  const dollars = ((bytes / BYTES_OF_A_GIGABYTE) * DYNAMODB_PRICES.storage) / HOURS_A_MONTH;
  return [{ what: `the storage of ${of}`, dollars }];
}

/** The alarms by which capacity follows its use. */
export function scalingCost(of: string, policies = 1): CostItem {
  const alarms = policies * ALARMS_OF_A_POLICY;
  return { what: `${alarms} alarms of the auto scaling of ${of}`, dollars: alarmDollars(alarms) };
}

export function alarmCost(alarms: number): CostItem {
  return { what: alarms === 1 ? 'an alarm' : `${alarms} alarms`, dollars: alarmDollars(alarms) };
}

export function dashboardCost(): CostItem {
  return { what: 'a dashboard', dollars: CLOUDWATCH_PRICES.dashboard / HOURS_A_MONTH };
}

function alarmDollars(alarms: number): number {
  return (alarms * CLOUDWATCH_PRICES.alarm) / HOURS_A_MONTH;
}
