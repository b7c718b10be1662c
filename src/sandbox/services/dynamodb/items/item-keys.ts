/** The keys of items and index entries: whether what a request brings is one, and its place in the store. */
import { validationException } from '../../../errors.js';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../limits.js';
import { invalidParameters } from '../tables/errors.js';
import type { Index, Key, KeyAttribute, Table } from '../tables/table.js';
import {
  type AttributeValue,
  attribute,
  type Item,
  setAttribute,
  typeOf,
} from '../values/attribute-value.js';
import { encodeKeyValue, indexKey, tableKey } from '../values/keys.js';

/**
 * The store key of a whole item. Throws ValidationException where a key attribute is missing, of another type,
 * empty or too long.
 */
export function keyOfItem(table: Table, item: Item): Buffer {
  const { partition, sort } = table.key;
  const partitionKey = encodeFromItem(partition, item, MAX_PARTITION_KEY_BYTES);
  const sortKey = sort === undefined ? undefined : encodeFromItem(sort, item, MAX_SORT_KEY_BYTES);
  return tableKey(table.id, partitionKey, sortKey);
}

function encodeFromItem({ name, type }: KeyAttribute, item: Item, limit: number): Buffer {
  const value = attribute(item, name);
  if (value === undefined) throw invalidParameters(`Missing the key ${name} in the item`);
  if (!(type in value)) {
    throw invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  }
  return encodeChecked(name, value, limit);
}

/** The store key that a request's Key stands for: exactly the key attributes, each of its type. */
export function keyOfRequest(table: Table, key: Item): Buffer {
  if (Object.keys(key).length !== table.key.attributes.length) throw keyMismatch();
  const { partition, sort } = table.key;
  const partitionKey = encodeFromKey(partition, key, MAX_PARTITION_KEY_BYTES);
  const sortKey = sort === undefined ? undefined : encodeFromKey(sort, key, MAX_SORT_KEY_BYTES);
  return tableKey(table.id, partitionKey, sortKey);
}

function encodeFromKey({ name, type }: KeyAttribute, key: Item, limit: number): Buffer {
  const value = attribute(key, name);
  if (value === undefined || !(type in value)) throw keyMismatch();
  return encodeChecked(name, value, limit);
}

function keyMismatch(): Error {
  return validationException('The provided key element does not match the schema');
}

function encodeChecked(name: string, value: AttributeValue, limit: number): Buffer {
  const bytes = encodeKeyValue(value);
  if (bytes.length === 0) {
    throw validationException(`One or more parameter values are not valid. ${emptyKey(value)} Key: ${name}`);
  }
  if (bytes.length > limit) throw tooLong(limit);
  return bytes;
}

function emptyKey(value: AttributeValue): string {
  const kind = 'S' in value ? 'string' : 'binary';
  return `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
}

/** AWS's own spelling. */
function tooLong(limit: number): Error {
  return invalidParameters(
    limit === MAX_PARTITION_KEY_BYTES
      ? `Size of hashkey has exceeded the maximum size limit of${limit} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
  );
}

/**
 * Holds the attributes of an item that are keys of an index against its schema: they may be missing (then the
 * item is not in the index), but not of another type, empty or too long. Throws ValidationException.
 */
export function checkIndexKeys(table: Table, item: Item): void {
  for (const index of table.indexes) {
    for (const key of index.key.attributes) checkIndexKey(index, key, item);
  }
}

function checkIndexKey(index: Index, { name, type }: KeyAttribute, item: Item): void {
  const value = attribute(item, name);
  if (value === undefined) return;
  if (!(type in value)) {
    throw invalidParameters(
      `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  }
  if (type === 'N') return;
  const { length } = encodeKeyValue(value);
  if (length === 0) {
    throw validationException(
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `${emptyKey(value)} IndexName: ${index.name}, IndexKey: ${name}`,
    );
  }
  const limit = name === index.key.partition.name ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES;
  if (length > limit) throw tooLong(limit);
}

/** The store key of an item's entry in an index; undefined where the item has none. */
export function keyOfEntry(index: Index, item: Item, itemKey: Buffer): Buffer | undefined {
  const { partition, sort } = index.key;
  const partitionKey = encodeForEntry(partition, item, MAX_PARTITION_KEY_BYTES);
  if (partitionKey === undefined) return undefined;
  if (sort === undefined) return indexKey(index.id, partitionKey, undefined, itemKey);
  const sortKey = encodeForEntry(sort, item, MAX_SORT_KEY_BYTES);
  return sortKey && indexKey(index.id, partitionKey, sortKey, itemKey);
}

/** Items that are older than the index may have anything where its key would be. */
function encodeForEntry({ name, type }: KeyAttribute, item: Item, limit: number): Buffer | undefined {
  const value = attribute(item, name);
  if (value === undefined || !(type in value)) return undefined;
  const bytes = encodeKeyValue(value);
  return bytes.length === 0 || bytes.length > limit ? undefined : bytes;
}

/** The key attributes of an item, table's and index's: a Key, a LastEvaluatedKey. */
export function keyAttributes(item: Item, keys: readonly Key[]): Item {
  const picked: Record<string, AttributeValue> = {};
  for (const { name } of keys.flatMap((key) => key.attributes)) {
    const value = attribute(item, name);
    if (value !== undefined) setAttribute(picked, name, value);
  }
  return picked;
}
