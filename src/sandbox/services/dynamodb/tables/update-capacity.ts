/** UpdateTable's changes of billing mode and throughput, of a table and of its global indexes. */
import { validationException } from '../../../errors.js';
import type { Engine } from '../engine.js';
import { isDecrease, lastDecrease, mayDecrease } from './decreases.js';
import { invalidParameters, limitExceeded, resourceNotFound, stillInUse } from './errors.js';
import { withIndex } from './lifecycle.js';
import type { BillingMode, GlobalIndexRecord, TableRecord, Throughput, Units } from './record.js';
import {
  checkedOnDemandLimits,
  checkedUnits,
  noUnitsOnDemand,
  type RequestedUnits,
} from './throughput-rules.js';
import type { IndexUpdate, UpdateTableInput } from './update-rules.js';

const NOTHING_PROVISIONED: Units = { read: 0, write: 0 };

/** The record with all changes of capacity that a request asks for under way. */
export function changeCapacity(engine: Engine, record: TableRecord, input: UpdateTableInput): TableRecord {
  const { BillingMode: requestedMode, ProvisionedThroughput: requested } = input;
  const billingMode = requestedMode ?? record.billingMode;
  checkMode(billingMode, requestedMode, requested);
  let changed = record;
  if (requestedMode !== undefined || requested !== undefined) {
    changed = changeTable(engine, record, billingMode, requested);
  }
  const updates = (input.GlobalSecondaryIndexUpdates ?? []).flatMap(({ Update }) => (Update ? [Update] : []));
  for (const update of updates) changed = changeIndex(engine, changed, billingMode, update);
  if (billingMode === record.billingMode) return changed;
  return billingMode === 'PROVISIONED'
    ? provisionIndexes(engine, changed, updates)
    : withAllIndexes(engine, changed, () => NOTHING_PROVISIONED);
}

function checkMode(
  billingMode: BillingMode,
  requestedMode: BillingMode | undefined,
  requested: RequestedUnits | undefined,
): void {
  if (billingMode === 'PAY_PER_REQUEST' && requested !== undefined) throw noUnitsOnDemand();
  if (requestedMode === 'PROVISIONED' && requested === undefined) {
    throw invalidParameters('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
}

function changeTable(
  engine: Engine,
  record: TableRecord,
  billingMode: BillingMode,
  requested: RequestedUnits | undefined,
): TableRecord {
  const now = engine.clock.now();
  const units = checkedUnits(requested);
  const change = { at: now + engine.times('updateTable', record.name), throughput: units, billingMode };
  const updating: TableRecord = { ...record, status: 'UPDATING', change };
  if (billingMode === record.billingMode && billingMode === 'PROVISIONED') {
    checkUnitsChange(record.throughput, units, now, 'the table', 'the table');
  }
  if (billingMode !== record.billingMode && billingMode === 'PAY_PER_REQUEST') {
    return { ...updating, onDemandSince: now };
  }
  return updating;
}

/** `whose` and `where` say which throughput it is: "the table", or "the index X" and "the index". */
function checkUnitsChange(
  current: Throughput,
  units: Units,
  now: number,
  whose: string,
  where: string,
): void {
  if (units.read === current.read && units.write === current.write) {
    throw validationException(
      `The provisioned throughput for ${whose} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for ${where}: ${current.read}. Requested ReadCapacityUnits: ${units.read}. ` +
        `Current WriteCapacityUnits provisioned for ${where}: ${current.write}. Requested WriteCapacityUnits: ${units.write}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  }
  if (isDecrease(current, units) && !mayDecrease(current, now)) throw tooManyDecreases(current, now);
}

function tooManyDecreases(current: Throughput, now: number): Error {
  const { count, last, next } = lastDecrease(current, now);
  return limitExceeded(
    'Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each ' +
      'subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
      `Number of decreases today: ${count}. Last decrease at ${last}. Next decrease can be made at ${next}`,
  );
}

function changeIndex(
  engine: Engine,
  record: TableRecord,
  billingMode: BillingMode,
  { IndexName: name = '', ProvisionedThroughput, OnDemandThroughput }: NonNullable<IndexUpdate['Update']>,
): TableRecord {
  const index = findGlobalIndex(record, name, 'update');
  if (index.status !== 'ACTIVE') throw indexInUse(record, index);
  if (billingMode === 'PAY_PER_REQUEST') {
    if (ProvisionedThroughput !== undefined) {
      throw invalidParameters(
        `The only Updates for index: ${name} when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput`,
      );
    }
    const onDemandLimits = checkedOnDemandLimits(OnDemandThroughput, billingMode, `index : ${name}`);
    const { onDemandLimits: _previous, ...unlimited } = index;
    return withIndex(record, onDemandLimits === undefined ? unlimited : { ...unlimited, onDemandLimits });
  }
  if (ProvisionedThroughput === undefined) {
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${name}`);
  }
  const now = engine.clock.now();
  const throughput = checkedUnits(ProvisionedThroughput);
  checkUnitsChange(index.throughput, throughput, now, `the index ${name}`, 'the index');
  return withIndex(record, updatingIndex(engine, index, throughput));
}

function updatingIndex(engine: Engine, index: GlobalIndexRecord, throughput: Units): GlobalIndexRecord {
  return {
    ...index,
    status: 'UPDATING',
    change: { at: engine.clock.now() + engine.times('updateIndex', index.name), throughput },
  };
}

function withAllIndexes(
  engine: Engine,
  record: TableRecord,
  unitsOf: (index: GlobalIndexRecord) => Units,
): TableRecord {
  const globalIndexes = record.globalIndexes.map((index) => updatingIndex(engine, index, unitsOf(index)));
  return { ...record, globalIndexes };
}

/** A table that becomes a provisioned one: every index must be given its own throughput in the same request. */
function provisionIndexes(
  engine: Engine,
  record: TableRecord,
  updates: readonly NonNullable<IndexUpdate['Update']>[],
): TableRecord {
  return withAllIndexes(engine, record, ({ name }) => {
    const update = updates.find(({ IndexName }) => IndexName === name);
    if (update?.ProvisionedThroughput === undefined) {
      throw invalidParameters(`ProvisionedThroughput must be specified for index: ${name}`);
    }
    return checkedUnits(update.ProvisionedThroughput);
  });
}

/** Throws where the table has no global index of that name. */
export function findGlobalIndex(
  record: TableRecord,
  name: string,
  action: 'update' | 'delete',
): GlobalIndexRecord {
  const index = record.globalIndexes.find((candidate) => candidate.name === name);
  if (index !== undefined) return index;
  if (record.localIndexes.some((candidate) => candidate.name === name)) {
    throw validationException(`Cannot ${action} an index that is not a GlobalSecondaryIndex: ${name}`);
  }
  throw resourceNotFound();
}

const IN_USE = {
  CREATING: 'Index is being created.',
  UPDATING: 'Index is being updated.',
  ACTIVE: 'Index is being used.',
  DELETING: 'Index is being deleted.',
} as const;

export function indexInUse(record: TableRecord, index: GlobalIndexRecord): Error {
  return stillInUse(`${IN_USE[index.status]}  Table: ${record.name} Index: ${index.name}`);
}
