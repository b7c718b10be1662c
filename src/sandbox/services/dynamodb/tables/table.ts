/** A table as the data plane uses it: its record with what is derived from it once, not with every request. */
import { tableArn } from '../arns.js';
import type { KeySchema } from '../expressions/key-condition.js';
import type { KeyAttribute } from '../values/keys.js';
import type { GlobalIndexRecord, IndexRecord, KeySchemaElement, KeyType, TableRecord } from './record.js';
import { storageId } from './storage.js';

/** The key of a table or an index. */
export interface Key extends KeySchema {
  /** Partition key first. */
  readonly attributes: readonly KeyAttribute[];
}

export interface Index {
  readonly name: string;
  readonly kind: 'local' | 'global';
  readonly storage: number;
  /** What the keys of its entries begin with. */
  readonly id: Buffer;
  readonly key: Key;
  /** The attributes of an entry; undefined where it has all of the item's. */
  readonly projected: ReadonlySet<string> | undefined;
  /** False until its backfill is done: it is written to, but cannot be read. */
  readonly readable: boolean;
}

export interface Table {
  readonly record: TableRecord;
  readonly name: string;
  readonly arn: string;
  /** What the keys of its rows begin with. */
  readonly id: Buffer;
  readonly key: Key;
  /** Local ones first, each kind in the order of their creation. */
  readonly indexes: readonly Index[];
}

export function tableOf(record: TableRecord): Table {
  const types = new Map(
    record.attributes.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const key = keyOf(record.keySchema, types);
  return {
    record,
    name: record.name,
    arn: tableArn(record, record.name),
    id: storageId(record.storage),
    key,
    indexes: [
      ...record.localIndexes.map((index) => indexOf(index, 'local', true, key, types)),
      ...record.globalIndexes.map((index) => indexOf(index, 'global', isReadable(index), key, types)),
    ],
  };
}

/** The index of that name, if the table has it. */
export function indexNamed(table: Table, name: string): Index | undefined {
  return table.indexes.find((index) => index.name === name);
}

function isReadable({ status }: GlobalIndexRecord): boolean {
  return status !== 'CREATING';
}

function indexOf(
  { name, storage, keySchema, projection }: IndexRecord,
  kind: 'local' | 'global',
  readable: boolean,
  tableKey: Key,
  types: ReadonlyMap<string, KeyType>,
): Index {
  const key = keyOf(keySchema, types);
  const keyNames = [...key.attributes, ...tableKey.attributes].map((attribute) => attribute.name);
  const projected =
    projection.ProjectionType === 'ALL'
      ? undefined
      : new Set([...keyNames, ...(projection.NonKeyAttributes ?? [])]);
  return { name, kind, storage, id: storageId(storage), key, projected, readable };
}

function keyOf(schema: readonly KeySchemaElement[], types: ReadonlyMap<string, KeyType>): Key {
  const attributes = schema.map(({ AttributeName }) => {
    const type = types.get(AttributeName);
    if (type === undefined) throw new Error(`The key attribute ${AttributeName} has no definition`);
    return { name: AttributeName, type };
  });
  const [partitionKey, sortKey] = attributes;
  if (partitionKey === undefined) throw new Error('A key schema without a partition key');
  return { partitionKey, sortKey, attributes };
}
