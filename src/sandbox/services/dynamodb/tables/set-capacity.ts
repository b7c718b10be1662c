/** Capacity that another service of the sandbox changes, by the rules of UpdateTable. */
import type { Place, ProvisionedCapacity } from '../../peers.js';
import type { Engine } from '../engine.js';
import type { Lifecycle } from './lifecycle.js';
import { findGlobalIndex } from './update-capacity.js';
import { updateTable } from './update-table.js';

export interface CapacityRequest {
  readonly tableName: string;
  /** A global secondary index; undefined for the table itself. */
  readonly indexName: string | undefined;
  readonly units: Partial<ProvisionedCapacity>;
}

/** Gives the virtual time at which the new capacity is there. Throws what UpdateTable throws. */
export function setCapacity(
  engine: Engine,
  lifecycle: Lifecycle,
  place: Place,
  { tableName, indexName, units }: CapacityRequest,
): number {
  const current = provisioned(engine, place, tableName, indexName);
  const ProvisionedThroughput = {
    ReadCapacityUnits: units.read ?? current.throughput.read,
    WriteCapacityUnits: units.write ?? current.throughput.write,
  };
  const change =
    indexName === undefined
      ? { ProvisionedThroughput }
      : { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: indexName, ProvisionedThroughput } }] };
  updateTable(engine, lifecycle, place, { TableName: tableName, ...change });
  return provisioned(engine, place, tableName, indexName).change?.at ?? engine.clock.now();
}

function provisioned(engine: Engine, place: Place, tableName: string, indexName: string | undefined) {
  const { record } = engine.tables.get(place, tableName);
  return indexName === undefined ? record : findGlobalIndex(record, indexName, 'update');
}
