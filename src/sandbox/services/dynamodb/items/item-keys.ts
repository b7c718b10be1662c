/** The keys of items and index entries: whether what a request brings is one, and its place in the store. */
import { type AwsError, validationException } from '../../../errors.js';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../limits.js';
import { invalidParameters } from '../tables/errors.js';
import type { Index, Key, Table } from '../tables/table.js';
import {
  type AttributeValue,
  attribute,
  type Item,
  setAttribute,
  typeOf,
} from '../values/attribute-value.js';
import { checkKeySize, encodeKeyValue, indexKey, type KeyAttribute, tableKey } from '../values/keys.js';

/**
 * The store key of a whole item. Throws ValidationException where a key attribute is missing, of another type,
 * empty or too long.
 */
export function keyOfItem(table: Table, item: Item): Buffer {
  return encodeKey(table, item, ({ name, type }, value) => {
    if (value === undefined) return invalidParameters(`Missing the key ${name} in the item`);
    return invalidParameters(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  });
}

/** The store key that a request's Key stands for: exactly the key attributes, each of its type. */
export function keyOfRequest(table: Table, key: Item): Buffer {
  if (Object.keys(key).length !== table.key.attributes.length) throw keyMismatch();
  return encodeKey(table, key, keyMismatch);
}

export function keyMismatch(): AwsError {
  return validationException('The provided key element does not match the schema');
}

type Mismatch = (key: KeyAttribute, value: AttributeValue | undefined) => AwsError;

function encodeKey({ id, key }: Table, item: Item, mismatch: Mismatch): Buffer {
  const { partitionKey, sortKey } = key;
  const partition = encodeChecked(partitionKey, item, 'partition', mismatch);
  const sort = sortKey && encodeChecked(sortKey, item, 'sort', mismatch);
  return tableKey(id, partition, sort);
}

function encodeChecked(
  key: KeyAttribute,
  item: Item,
  role: 'partition' | 'sort',
  mismatch: Mismatch,
): Buffer {
  const value = attribute(item, key.name);
  if (value === undefined || !(key.type in value)) throw mismatch(key, value);
  const bytes = encodeKeyValue(value);
  checkKeySize(key, bytes, role);
  return bytes;
}

/**
 * Holds the attributes of an item that are keys of an index against its schema: they may be missing (then the
 * item is not in the index), but not of another type, empty or too long. Throws ValidationException.
 */
export function checkIndexKeys(table: Table, item: Item): void {
  forEachIndexKey(table, item, (index, key, value) => checkIndexKey(index, key, value, emptyIndexKey));
}

/**
 * The same after an update of `before`: what that leaves alone may stay as it is, since the item may be older
 * than the index. Throws ValidationException, with words of its own for an empty key.
 */
export function checkUpdatedIndexKeys(table: Table, item: Item, before: Item | undefined): void {
  forEachIndexKey(table, item, (index, key, value) => {
    if (value !== (before && attribute(before, key.name))) {
      checkIndexKey(index, key, value, emptyUpdatedIndexKey);
    }
  });
}

function forEachIndexKey(
  table: Table,
  item: Item,
  check: (index: Index, key: KeyAttribute, value: AttributeValue) => void,
): void {
  for (const index of table.indexes) {
    for (const key of index.key.attributes) {
      const value = attribute(item, key.name);
      if (value !== undefined) check(index, key, value);
    }
  }
}

function checkIndexKey(
  index: Index,
  key: KeyAttribute,
  value: AttributeValue,
  empty: (index: Index, key: KeyAttribute) => AwsError,
): void {
  const { name, type } = key;
  if (!(type in value)) {
    throw invalidParameters(
      `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  }
  const bytes = encodeKeyValue(value);
  if (bytes.length === 0) throw empty(index, key);
  checkKeySize(key, bytes, name === index.key.partitionKey.name ? 'partition' : 'sort');
}

function emptyIndexKey(index: Index, { name, type }: KeyAttribute): AwsError {
  return validationException(
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
      `${emptyKeyText(type)} IndexName: ${index.name}, IndexKey: ${name}`,
  );
}

function emptyUpdatedIndexKey(_index: Index, { type }: KeyAttribute): AwsError {
  return validationException(
    'One or more parameter values are not valid. The update expression attempted to update a secondary index ' +
      `key to a value that is not supported. ${emptyKeyText(type)}`,
  );
}

function emptyKeyText(type: KeyAttribute['type']): string {
  return `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
}

/** The store key of an item's entry in an index; undefined where the item has none. */
export function keyOfEntry({ id, key }: Index, item: Item, itemKey: Buffer): Buffer | undefined {
  const { partitionKey, sortKey } = key;
  const partition = encodeForEntry(partitionKey, item, MAX_PARTITION_KEY_BYTES);
  if (partition === undefined) return undefined;
  if (sortKey === undefined) return indexKey(id, partition, undefined, itemKey);
  const sort = encodeForEntry(sortKey, item, MAX_SORT_KEY_BYTES);
  return sort && indexKey(id, partition, sort, itemKey);
}

/** Items that are older than the index may have anything where its key would be. */
function encodeForEntry({ name, type }: KeyAttribute, item: Item, limit: number): Buffer | undefined {
  const value = attribute(item, name);
  if (value === undefined || !(type in value)) return undefined;
  const bytes = encodeKeyValue(value);
  return bytes.length === 0 || bytes.length > limit ? undefined : bytes;
}

/** The key attributes of an item, the table's and an index's: a Key, a LastEvaluatedKey. */
export function keyAttributes(item: Item, keys: readonly Key[]): Item {
  const picked: Record<string, AttributeValue> = {};
  for (const { name } of keys.flatMap((key) => key.attributes)) {
    const value = attribute(item, name);
    if (value !== undefined) setAttribute(picked, name, value);
  }
  return picked;
}
