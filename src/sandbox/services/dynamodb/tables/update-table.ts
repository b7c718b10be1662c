/** UpdateTable: one change at a time, most of them done a while later. */
import type { UpdateTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { UPDATE_TABLE } from '../requests/table-constraints.js';
import { refuseUnservedFeatures } from '../requests/unserved.js';
import { describeTable } from './description.js';
import { invalidParameters, stillInUse } from './errors.js';
import { attributeDefinitions } from './key-rules.js';
import type { Lifecycle } from './lifecycle.js';
import type { GlobalIndexRecord, TableRecord } from './record.js';
import { checkedTableClass, enabledStream, kmsKeyArn, streamChange } from './settings-rules.js';
import { checkedOnDemandLimits } from './throughput-rules.js';
import { changeCapacity } from './update-capacity.js';
import { beginIndexCreation, beginIndexDeletion } from './update-indexes.js';
import { checkOneChange, type UpdateTableInput } from './update-rules.js';

type Output = Wire<Pick<UpdateTableCommandOutput, 'TableDescription'>>;

export function updateTable(
  engine: Engine,
  lifecycle: Lifecycle,
  scope: TableScope,
  input: UpdateTableInput,
): Output {
  checkConstraints(UPDATE_TABLE, input);
  refuseUnservedFeatures(input);
  checkOneChange(input);
  const { record } = engine.tables.get(scope, input.TableName ?? '');
  if (record.status === 'CREATING') throw stillInUse(`Table is being created: ${record.name}`);
  if (record.status === 'DELETING') throw stillInUse(`Table is being deleted: ${record.name}`);
  const changed = engine.store.write(() => {
    const change = changeIndexes(engine, record, input) ?? changeTable(engine, record, input);
    return lifecycle.begin(change).record;
  });
  return { TableDescription: describeTable(changed, engine.tallies, engine.clock.now()) };
}

/** A creation or deletion of an index. What stands in its way at other indexes is told before what does at the table. */
function changeIndexes(
  engine: Engine,
  record: TableRecord,
  input: UpdateTableInput,
): TableRecord | undefined {
  const [update] = (input.GlobalSecondaryIndexUpdates ?? []).filter(({ Update }) => Update === undefined);
  if (update === undefined) return undefined;
  const changed = update.Create
    ? beginIndexCreation(engine, record, attributeDefinitions(input.AttributeDefinitions), update.Create)
    : beginIndexDeletion(engine, record, update.Delete?.IndexName ?? '');
  checkNotUpdating(record);
  return changed;
}

function checkNotUpdating({ status, name }: TableRecord): void {
  if (status === 'UPDATING') throw stillInUse(`Table is being updated: ${name}`);
}

function checkNoIndexInBetween({ name, globalIndexes }: TableRecord, what: string): void {
  const busy = globalIndexes.find(isInBetween);
  if (busy === undefined) return;
  const state = busy.status === 'CREATING' ? 'created' : 'deleted';
  throw stillInUse(
    `Can't change ${what} when an index is being ${state}. Table: ${name} Indexes: [${busy.name}]`,
  );
}

function isInBetween({ status }: GlobalIndexRecord): boolean {
  return status === 'CREATING' || status === 'DELETING';
}

/** Once an index is backfilling, the table's throughput may be changed again; its billing mode may not. */
function checkCapacityIsFree(
  record: TableRecord,
  { BillingMode: mode = record.billingMode }: UpdateTableInput,
): void {
  const { globalIndexes } = record;
  const isBackfilling = globalIndexes.filter(isInBetween).every(({ backfilling }) => backfilling === true);
  if (!isBackfilling || mode !== record.billingMode) checkNoIndexInBetween(record, 'table IOPS');
}

function changeTable(engine: Engine, record: TableRecord, input: UpdateTableInput): TableRecord {
  // What an index stands in the way of is told before what the table itself does.
  if (input.StreamSpecification !== undefined) checkNoIndexInBetween(record, 'stream status');
  if (input.ProvisionedThroughput ?? input.BillingMode) checkCapacityIsFree(record, input);
  checkNotUpdating(record);
  const now = engine.clock.now();
  const updating = (change: 'changeStream' | 'updateTable'): Pick<TableRecord, 'status' | 'change'> => ({
    status: 'UPDATING',
    change: { at: now + engine.times(change, record.name) },
  });
  if (input.StreamSpecification !== undefined) {
    const changed = changeStream(record, streamChange(input.StreamSpecification), now);
    return { ...changed, ...updating('changeStream') };
  }
  const tableClass = checkedTableClass(input.TableClass);
  if (tableClass !== undefined) {
    return { ...record, ...updating('updateTable'), tableClass: { name: tableClass, changedAt: now } };
  }
  if (input.SSESpecification !== undefined) return changeEncryption(record, input.SSESpecification);
  if (input.DeletionProtectionEnabled !== undefined) {
    return { ...record, deletionProtection: input.DeletionProtectionEnabled };
  }
  return changeLimits(changeCapacity(engine, record, input), input);
}

function changeStream(
  record: TableRecord,
  viewType: ReturnType<typeof streamChange>,
  now: number,
): TableRecord {
  const { stream, name } = record;
  if (viewType !== undefined) {
    if (stream?.viewType !== undefined) {
      throw validationException(`Table already has an enabled stream: TableName: ${name}`);
    }
    return { ...record, stream: enabledStream(viewType, now) };
  }
  if (stream?.viewType === undefined) {
    throw validationException(`Table has no stream to disable: TableName: ${name}`);
  }
  return { ...record, stream: { label: stream.label } };
}

function changeEncryption(
  record: TableRecord,
  requested: NonNullable<UpdateTableInput['SSESpecification']>,
): TableRecord {
  const key = kmsKeyArn(record, requested);
  const { kmsKeyArn: current, ...decrypted } = record;
  if (key !== undefined) return { ...record, kmsKeyArn: key };
  if (current === undefined) throw invalidParameters('Table is already encrypted by default');
  return decrypted;
}

function changeLimits(record: TableRecord, input: UpdateTableInput): TableRecord {
  if (input.OnDemandThroughput === undefined) return record;
  const billingMode = input.BillingMode ?? record.billingMode;
  const limits = checkedOnDemandLimits(input.OnDemandThroughput, billingMode, 'table');
  return limits === undefined ? record : { ...record, onDemandLimits: limits };
}
