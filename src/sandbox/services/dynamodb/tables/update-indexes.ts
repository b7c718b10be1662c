/** UpdateTable's creation and deletion of a global index, which go on long after the request. */
import type { CreateGlobalSecondaryIndexAction } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';
import type { Engine } from '../engine.js';
import { invalidParameters, limitExceeded, stillInUse } from './errors.js';
import { checkedNewIndex, checkProjectedAttributes, MAX_GLOBAL_INDEXES } from './index-rules.js';
import { withIndex } from './lifecycle.js';
import type { AttributeDefinition, TableRecord } from './record.js';
import { findGlobalIndex, indexInUse } from './update-capacity.js';
import { tooManyIndexChanges } from './update-rules.js';

/** The table is UPDATING while resources are allocated, then ACTIVE while the index is filled. */
export function beginIndexCreation(
  engine: Engine,
  record: TableRecord,
  definitions: readonly AttributeDefinition[],
  requested: Wire<CreateGlobalSecondaryIndexAction>,
): TableRecord {
  const index = checkedNewIndex(requested, definitions, record.billingMode);
  const others = [...record.localIndexes, ...record.globalIndexes];
  if (others.some(({ name }) => name === index.name)) {
    throw validationException('Attempting to create an index which already exists');
  }
  checkNoOtherIsChanging(record);
  if (record.globalIndexes.length >= MAX_GLOBAL_INDEXES) {
    throw limitExceeded(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);
  }
  checkProjectedAttributes([...others, index]);
  const at = engine.clock.now() + engine.times('allocateIndex', `${record.name} ${index.name}`);
  return {
    ...record,
    attributes: withDefinitions(
      record,
      definitions,
      index.keySchema.map(({ AttributeName }) => AttributeName),
    ),
    status: 'UPDATING',
    change: { at },
    globalIndexes: [
      ...record.globalIndexes,
      {
        ...index,
        storage: engine.tables.nextStorage(),
        status: 'CREATING',
        backfilling: false,
        change: { at },
      },
    ],
  };
}

/** The table's own definitions and those of the new index's keys. A type, once defined, cannot be another. */
function withDefinitions(
  { attributes }: TableRecord,
  definitions: readonly AttributeDefinition[],
  keys: readonly string[],
): AttributeDefinition[] {
  for (const { AttributeName, AttributeType } of definitions) {
    const known = attributes.find((attribute) => attribute.AttributeName === AttributeName);
    if (known !== undefined && known.AttributeType !== AttributeType) {
      throw invalidParameters(
        `The type of attribute ${AttributeName} is ${known.AttributeType} and cannot be changed to ${AttributeType}`,
      );
    }
  }
  const known = new Set(attributes.map(({ AttributeName }) => AttributeName));
  const added = definitions.filter(
    ({ AttributeName }) => keys.includes(AttributeName) && !known.has(AttributeName),
  );
  return [...attributes, ...added];
}

/**
 * Both the index and the table show it. An index under construction may be deleted once it is backfilling: the
 * quick way out of a creation that takes long.
 */
export function beginIndexDeletion(engine: Engine, record: TableRecord, name: string): TableRecord {
  const index = findGlobalIndex(record, name, 'delete');
  if (index.status === 'CREATING' && index.backfilling === false) {
    throw stillInUse(
      'Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index ' +
        `is active. Table: ${record.name} Index: ${name}`,
    );
  }
  if (index.status === 'UPDATING' || index.status === 'DELETING') throw indexInUse(record, index);
  const at = engine.clock.now() + engine.times('deleteIndex', `${record.name} ${name}`);
  const { backfilling: _abandoned, ...deleted } = index;
  if (index.status === 'ACTIVE') checkNoOtherIsChanging(record);
  return {
    ...withIndex(record, { ...deleted, status: 'DELETING', change: { at } }),
    status: 'UPDATING',
    change: { at },
  };
}

function checkNoOtherIsChanging(record: TableRecord): void {
  if (record.globalIndexes.some(({ status }) => status === 'CREATING' || status === 'DELETING')) {
    throw tooManyIndexChanges();
  }
}
