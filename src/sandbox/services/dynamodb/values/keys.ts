/**
 * Keys as bytes, so that the store's own order (`memcmp`) is DynamoDB's: partitions by hash, inside a
 * partition by sort key.
 *
 *     table entry   [table id] [hash of partition key: 8] [length: 2] [partition key] [sort key]
 *     index entry   [index id] [hash of partition key: 8] [length: 2] [partition key] [sort key, in groups]
 *                   [hash of the table entry's key: 16]
 *
 * An index may hold any number of entries with one key; the hash tells them apart (a whole table key behind a
 * whole index key would not fit into LMDB's longest). Since something follows the sort key there, it is
 * written in groups of eight bytes, so that "a" sorts before "ab" whatever follows it.
 */
import { hash } from 'node:crypto';
import { type AwsError, validationException } from '../../../errors.js';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../limits.js';
import type { AttributeValue } from './attribute-value.js';
import { encodeNumber } from './number-encoding.js';

/**
 * The longest key LMDB takes with pages of 8 KiB, measured. The longest of ours is an index entry's, 3,235 bytes
 * and the id: 2,048 bytes of partition key, and 1,024 of sort key, which are 1,161 in groups.
 */
export const MAX_STORE_KEY_BYTES = 4026;

const PARTITION_HASH_BYTES = 8;
const TABLE_KEY_HASH_BYTES = 16;

/** Data bytes in a group; one byte more says how many of them are filled. */
const GROUP_BYTES = 8;
/** The mark of a group that is full and not the last. A last one is marked with its count, which is smaller. */
const FULL_GROUP = 0xff;

/** An attribute that is a key of a table or an index. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/**
 * A key attribute's value as bytes in DynamoDB's order: strings by UTF-8, binaries as they are, numbers by
 * `encodeNumber`. Throws TypeError for a type that cannot be a key; check the type against the schema first.
 */
export function encodeKeyValue(value: AttributeValue): Buffer {
  if ('S' in value) return Buffer.from(value.S, 'utf8');
  if ('N' in value) return encodeNumber(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw new TypeError('A key attribute is a string, a number or a binary');
}

/**
 * Holds an encoded key value (`encodeKeyValue`) against AWS's limits: not empty, not too long. Numbers always
 * pass. Throws AWS's ValidationException.
 */
export function checkKeySize(key: KeyAttribute, bytes: Buffer, role: 'partition' | 'sort'): void {
  if (bytes.length === 0) {
    const type = key.type === 'S' ? 'string' : 'binary';
    throw validationException(
      'One or more parameter values are not valid. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: ${key.name}`,
    );
  }
  if (role === 'partition' && bytes.length > MAX_PARTITION_KEY_BYTES) {
    throw invalidSize(
      `Size of hashkey has exceeded the maximum size limit of${MAX_PARTITION_KEY_BYTES} bytes`,
    );
  }
  if (role === 'sort' && bytes.length > MAX_SORT_KEY_BYTES) {
    throw invalidSize(
      `Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_KEY_BYTES} bytes`,
    );
  }
}

function invalidSize(why: string): AwsError {
  return validationException(`One or more parameter values were invalid: ${why}`);
}

/** Eight bytes, the same for ever, well spread: where a partition key's items are among the partitions. */
export function partitionHash(partitionKey: Buffer): Buffer {
  return hash('sha1', partitionKey, 'buffer').subarray(0, PARTITION_HASH_BYTES);
}

/** What all keys of one partition (of a table or an index) begin with, and no other key does. */
export function partitionPrefix(id: Buffer, partitionKey: Buffer): Buffer {
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(partitionKey.length);
  return Buffer.concat([id, partitionHash(partitionKey), length, partitionKey]);
}

/** The key of an item in its table. `id` is the table's, and no other's beginning. */
export function tableKey(id: Buffer, partitionKey: Buffer, sortKey?: Buffer): Buffer {
  const prefix = partitionPrefix(id, partitionKey);
  return sortKey === undefined ? prefix : Buffer.concat([prefix, sortKey]);
}

/** The key of an item's entry in an index. `itemKey` is what `tableKey` made for the item. */
export function indexKey(
  id: Buffer,
  partitionKey: Buffer,
  sortKey: Buffer | undefined,
  itemKey: Buffer,
): Buffer {
  return Buffer.concat([
    partitionPrefix(id, partitionKey),
    sortKey === undefined ? Buffer.alloc(0) : inGroups(sortKey),
    hash('sha1', itemKey, 'buffer').subarray(0, TABLE_KEY_HASH_BYTES),
  ]);
}

/**
 * Bytes that keep their order and are no other value's beginning: groups of eight, the last one filled up with
 * zeros and marked with the number of bytes that count (0 to 7; eight full ones are followed by another group).
 */
export function inGroups(bytes: Buffer): Buffer {
  const fullGroups = Math.floor(bytes.length / GROUP_BYTES);
  const grouped = Buffer.alloc((fullGroups + 1) * (GROUP_BYTES + 1));
  for (let group = 0; group < fullGroups; group++) {
    const at = group * (GROUP_BYTES + 1);
    bytes.copy(grouped, at, group * GROUP_BYTES, (group + 1) * GROUP_BYTES);
    grouped[at + GROUP_BYTES] = FULL_GROUP;
  }
  bytes.copy(grouped, fullGroups * (GROUP_BYTES + 1), fullGroups * GROUP_BYTES);
  grouped[grouped.length - 1] = bytes.length % GROUP_BYTES;
  return grouped;
}
