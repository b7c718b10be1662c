/** Which stretch of the store a key condition stands for. */
import { inGroups } from './keys.js';

/** All keys from `start` (included) to `end` (not included), in byte order. Empty when start is not below end. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

/** A condition on a sort key, its operands encoded by `encodeKeyValue`. */
export type SortKeyCondition =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with'; readonly operand: Buffer }
  | { readonly operator: 'BETWEEN'; readonly lower: Buffer; readonly upper: Buffer };

/** Table entries end with their sort key; index entries have it in groups and a hash behind it. */
export type KeyLayout = 'table' | 'index';

/** Everything whose key begins with `prefix`: a partition, a table, an index. */
export function prefixRange(prefix: Buffer): KeyRange {
  const end = successor(prefix);
  if (end === undefined) throw new RangeError('A prefix of nothing but 0xff has no end');
  return { start: prefix, end };
}

/** What of a partition (`prefix` is its `partitionPrefix`) satisfies a condition on the sort key. */
export function sortKeyRange(prefix: Buffer, condition: SortKeyCondition, layout: KeyLayout): KeyRange {
  const partition = prefixRange(prefix);
  const at = (sortKey: Buffer): Buffer =>
    Buffer.concat([prefix, layout === 'table' ? sortKey : inGroups(sortKey)]);
  const behind = (sortKey: Buffer): Buffer =>
    layout === 'table' ? Buffer.concat([at(sortKey), Buffer.of(0)]) : prefixRange(at(sortKey)).end;

  switch (condition.operator) {
    case '=':
      return { start: at(condition.operand), end: behind(condition.operand) };
    case '<':
      return { start: partition.start, end: at(condition.operand) };
    case '<=':
      return { start: partition.start, end: behind(condition.operand) };
    case '>':
      return { start: behind(condition.operand), end: partition.end };
    case '>=':
      return { start: at(condition.operand), end: partition.end };
    case 'BETWEEN':
      return { start: at(condition.lower), end: behind(condition.upper) };
    case 'begins_with': {
      const end = successor(condition.operand);
      return { start: at(condition.operand), end: end === undefined ? partition.end : at(end) };
    }
  }
}

/** The first byte string that is greater than everything that begins with `prefix`; undefined if there is none. */
function successor(prefix: Buffer): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, length));
  next.writeUInt8(next.readUInt8(length - 1) + 1, length - 1);
  return next;
}
