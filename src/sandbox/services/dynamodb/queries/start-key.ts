/**
 * ExclusiveStartKey, checked as AWS checks it: it need not be the key of an item, but must be one that the read
 * could have come to.
 */
import { type AwsError, validationException } from '../../../errors.js';
import { keyAttributes, keyMismatch, keyOfEntry, keyOfRequest } from '../items/item-keys.js';
import type { Index, Key, Table } from '../tables/table.js';
import { attribute, type Item } from '../values/attribute-value.js';
import { checkItem, type UncheckedItem } from '../values/check-value.js';
import type { KeyRange } from '../values/key-range.js';
import { encodeKeyValue, inGroups, type KeyAttribute } from '../values/keys.js';

/** Part one, before the key condition is looked at: the number of attributes and the partition key. */
export function checkStartKeyShape(startKey: Item, table: Table, index: Index | undefined): void {
  const key = index?.key ?? table.key;
  if (Object.keys(startKey).length !== attributeCount(table, index)) throw invalidStartKey();
  checkAttribute(startKey, key.partitionKey);
}

/** Part two, after it: the sort key, and for an index the table's key. The place in the store to go on behind. */
export function startPosition(startKey: Item, table: Table, index: Index | undefined): Buffer {
  const { sortKey } = index?.key ?? table.key;
  if (sortKey !== undefined) checkAttribute(startKey, sortKey);
  const itemKey = tableKeyOf(startKey, table);
  if (index === undefined) return itemKey;
  const entryKey = keyOfEntry(index, startKey, itemKey);
  if (entryKey === undefined) throw invalidStartKey();
  return entryKey;
}

/** For a Scan, which has no key condition, both at once. */
export function scanPosition(startKey: Item, table: Table, index: Index | undefined): Buffer {
  if (index !== undefined) checkStartKeyShape(startKey, table, index);
  else if (Object.keys(startKey).length !== attributeCount(table, index)) throw wrapped(keyMismatch());
  return index === undefined ? tableKeyOf(startKey, table) : startPosition(startKey, table, index);
}

/** The values of a Scan's start key: AWS's older layer, which Scan has, says whose they are. */
export function checkedStartKey(startKey: UncheckedItem): Item {
  return checkWrapped(() => checkItem(startKey, 'older'));
}

export interface QueryBounds {
  /** All that satisfies the key condition. */
  readonly range: KeyRange;
  /** All that has the partition key. */
  readonly partition: KeyRange;
  readonly hasSortCondition: boolean;
}

/**
 * Throws ValidationException for a position that the query's conditions rule out: the sort key's first, whatever
 * the partition is.
 */
export function checkInBounds(
  startKey: Item,
  position: Buffer,
  bounds: QueryBounds,
  index: Index | undefined,
  table: Table,
): void {
  const { range, partition, hasSortCondition } = bounds;
  if (contains(range, position)) return;
  if (!hasSortCondition) {
    throw validationException(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  const { sortKey } = index?.key ?? table.key;
  const value = sortKey && attribute(startKey, sortKey.name);
  const bytes = value === undefined ? Buffer.alloc(0) : encodeKeyValue(value);
  const inPartition = Buffer.concat([partition.start, index === undefined ? bytes : inGroups(bytes)]);
  throw validationException(
    contains(range, inPartition)
      ? 'The query can return at most one row and cannot be restarted'
      : 'The provided starting key does not match the range key predicate',
  );
}

function contains({ start, end }: KeyRange, position: Buffer): boolean {
  return Buffer.compare(start, position) <= 0 && Buffer.compare(position, end) < 0;
}

function tableKeyOf(startKey: Item, table: Table): Buffer {
  return checkWrapped(() => keyOfRequest(table, keyAttributes(startKey, [table.key])));
}

function checkWrapped<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw wrapped(error);
  }
}

function wrapped(error: unknown): unknown {
  return error instanceof Error
    ? validationException(`The provided starting key is invalid: ${error.message}`)
    : error;
}

function checkAttribute(startKey: Item, { name, type }: KeyAttribute): void {
  const value = attribute(startKey, name);
  if (value === undefined) throw invalidStartKey();
  if (!(type in value)) throw keyMismatch();
}

/** The key attributes of the table and the index together. */
function attributeCount(table: Table, index: Index | undefined): number {
  const keys: Key[] = index === undefined ? [table.key] : [table.key, index.key];
  return new Set(keys.flatMap(({ attributes }) => attributes.map(({ name }) => name))).size;
}

function invalidStartKey(): AwsError {
  return validationException('The provided starting key is invalid');
}
