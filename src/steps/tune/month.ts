/** The third part: what each way comes to in a month, at the learner's own numbers. Pure arithmetic. */

import { DYNAMODB_PRICES, HOURS_A_MONTH, PRICED_REGION, PRICES_SINCE } from '../../aws/prices.js';
import { dollars } from '../../lab/dollars.js';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { MeasuredReads } from './measured-reads.js';
import type { MeasuredWrites } from './measured-writes.js';
import { BLOCK } from './sample-orders.js';

const HOURS_A_DAY = 24;
const SECONDS_A_DAY = HOURS_A_DAY * 3600;
const DAYS_A_MONTH = HOURS_A_MONTH / HOURS_A_DAY;
const MILLION = 1_000_000;

export interface Monthly {
  readonly ordersPerDay: number;
  /** Percent of provisioned capacity that is in use. */
  readonly utilization: number;
}

export interface Bill {
  /** US dollars a month, paid for each request. */
  readonly onDemand: number;
  /** Capacity units that the same takes, spread evenly over the day. At least one: no table has less. */
  readonly provisionedUnits: number;
  /** US dollars a month for those. */
  readonly provisioned: number;
}

/** What it costs to do something once for each order that is placed. @param units of each time */
export function billOf(
  direction: 'read' | 'write',
  units: number,
  { ordersPerDay, utilization }: Monthly,
): Bill {
  const unitsPerDay = units * ordersPerDay;
  const provisionedUnits = Math.max(1, Math.ceil((unitsPerDay / SECONDS_A_DAY / utilization) * 100));
  return {
    onDemand: (unitsPerDay * DAYS_A_MONTH * DYNAMODB_PRICES.onDemand[direction]) / MILLION,
    provisionedUnits,
    provisioned: provisionedUnits * DYNAMODB_PRICES.provisioned[direction] * HOURS_A_MONTH,
  };
}

export interface Measured {
  readonly writes: MeasuredWrites;
  readonly reads: MeasuredReads;
}

/** What one order, or one question about orders, takes: units of a way, by what was measured. */
interface Way {
  readonly name: string;
  readonly direction: 'read' | 'write';
  readonly units: number;
}

function waysOf({ writes: { batch }, reads }: Measured, { ordersPerDay }: Monthly): readonly Way[] {
  const ordersAMonth = ordersPerDay * DAYS_A_MONTH;
  const scannedUnits = (reads.scan.units / reads.scan.read) * ordersAMonth;
  const write = (name: string, units: number): Way => ({ name, direction: 'write', units: units / BLOCK });
  const read = (name: string, units: number): Way => ({ name, direction: 'read', units });
  return [
    write('Write an order: no index', batch.table),
    write('  and a sparse index', batch.table + batch.sparseIndex),
    write('  and an index of all', batch.table + batch.wholeIndex),
    read('Read it: GetItem', reads.eventual.units),
    read('  ConsistentRead', reads.strong.units),
    read("List a customer's: Query", reads.query.units),
    read('  Scan of one month', scannedUnits),
  ];
}

/** The table of what each way costs, each done once for every order of the month. */
export function showMonth(lab: Lab, measured: Measured, monthly: Monthly): Evidence {
  const rows = waysOf(measured, monthly).map(({ name, direction, units }) => {
    const { onDemand, provisioned, provisionedUnits } = billOf(direction, units, monthly);
    return [name, rounded(units), dollars(onDemand), provisionedUnits, dollars(provisioned)];
  });
  return {
    kind: 'table',
    title: `A month with ${monthly.ordersPerDay.toLocaleString('en-US')} orders per day`,
    data: {
      columns: ['once per order', 'units', 'on demand', 'capacity', 'provisioned'],
      rows,
      caption: captionOf(lab.target.region, monthly),
    },
  };
}

function captionOf(region: string, { utilization }: Monthly): string {
  const where = region === PRICED_REGION ? '' : `; yours, ${region}, has others`;
  return (
    `Prices of ${PRICED_REGION} since ${PRICES_SINCE}${where}, without storage and free tier. Provisioned: as many units ` +
    `as an even load takes at ${utilization} % in use; one that comes in bursts takes more, on demand it costs the same. ` +
    'A Scan reads all orders there are, so its costs grow by themselves.'
  );
}

/** Two digits behind the point where they matter. */
function rounded(units: number): number {
  return units >= 100 ? Math.round(units) : Math.round(units * 100) / 100;
}
