/** The source lab's table and index, as specifications. Pure: no calls. */
import type { Names } from '../lab/names.js';
import type { IndexSpec } from '../resources/global-secondary-index.js';
import type { ScalingSpec } from '../resources/scaling.js';
import type { TableSpec } from '../resources/table-spec.js';

/** Capacity units to begin with, and the least that auto scaling keeps. */
const MINIMUM_UNITS = 5;
/** The most that auto scaling goes to: what bounds the bill. */
const MAXIMUM_UNITS = 50;
/** Percent of provisioned capacity in use that auto scaling aims at. */
export const TARGET_UTILIZATION = 70;

const MINIMUM = { read: MINIMUM_UNITS, write: MINIMUM_UNITS } as const;
const MAXIMUM = { read: MAXIMUM_UNITS, write: MAXIMUM_UNITS } as const;

export function ordersTable(names: Names): TableSpec {
  return {
    name: names.table,
    partitionKey: { name: 'order_id', type: 'S' },
    sortKey: { name: 'created_at', type: 'N' },
    capacity: MINIMUM,
    minimum: MINIMUM,
    maximum: MAXIMUM,
    streamViewType: 'NEW_AND_OLD_IMAGES',
  };
}

export function customerIndex(names: Names): IndexSpec {
  return {
    name: names.customerIndex,
    partitionKey: { name: 'customer_id', type: 'S' },
    sortKey: { name: 'order_status', type: 'S' },
    capacity: MINIMUM,
  };
}

/** Auto scaling of the table, or of one of its indexes: reads and writes each have a target of their own. */
export function scalingOf(names: Names, indexName?: string): readonly ScalingSpec[] {
  return (['read', 'write'] as const).map((direction) => ({
    tableName: names.table,
    ...(indexName === undefined ? {} : { indexName }),
    direction,
    minimum: MINIMUM_UNITS,
    maximum: MAXIMUM_UNITS,
    utilization: TARGET_UTILIZATION,
  }));
}
