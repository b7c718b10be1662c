/** DeleteTable. */
import type { DeleteTableCommandInput, DeleteTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { TABLE_NAME_ONLY } from '../requests/table-constraints.js';
import { describeTable } from './description.js';
import { stillInUse, tagsBeingUpdated } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { TableRecord } from './record.js';
import { tagWriteUnderWay } from './tag-delays.js';

type Input = Wire<DeleteTableCommandInput>;
type Output = Wire<Pick<DeleteTableCommandOutput, 'TableDescription'>>;

export function deleteTable(engine: Engine, lifecycle: Lifecycle, scope: TableScope, input: Input): Output {
  checkConstraints(TABLE_NAME_ONLY, input);
  const { record } = engine.tables.get(scope, input.TableName ?? '');
  checkDeletable(record);
  if (tagWriteUnderWay(engine, record) !== undefined) throw stillInUse(tagsBeingUpdated(record.name));
  const now = engine.clock.now();
  const deleting = lifecycle.begin({
    ...record,
    status: 'DELETING',
    change: { at: now + engine.times('deleteTable', record.name) },
  });
  return { TableDescription: describeTable(deleting.record, engine.tallies, now) };
}

function checkDeletable(record: TableRecord): void {
  const { name, status } = record;
  if (status === 'CREATING') throw stillInUse(`Table is being created: ${name}`);
  if (status === 'DELETING') throw stillInUse(`Table is being deleted: ${name}`);
  if (record.deletionProtection) {
    throw validationException(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  if (record.globalIndexes.some((index) => index.status !== 'ACTIVE')) {
    throw stillInUse('Cannot delete table while indexes are being created, updated, or deleted.');
  }
  if (status === 'UPDATING') throw stillInUse(`Table: ${name} is in the process of being updated.`);
}
