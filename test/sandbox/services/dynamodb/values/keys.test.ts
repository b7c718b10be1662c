import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { checkValue } from '../../../../../src/sandbox/services/dynamodb/values/check-value.js';
import { compareValues } from '../../../../../src/sandbox/services/dynamodb/values/compare.js';
import {
  type KeyLayout,
  type KeyRange,
  prefixRange,
  type SortKeyCondition,
  sortKeyRange,
} from '../../../../../src/sandbox/services/dynamodb/values/key-range.js';
import {
  checkKeySize,
  encodeKeyValue,
  indexKey,
  MAX_STORE_KEY_BYTES,
  partitionHash,
  partitionPrefix,
  tableKey,
} from '../../../../../src/sandbox/services/dynamodb/values/keys.js';
import { binaryText, numberText } from '../arbitraries.js';

const TABLE = Buffer.from('t1');
const INDEX = Buffer.from('i1');
const PARTITION = Buffer.from('cust123');

/** Strings that meet each other's prefixes, zeros, and characters where UTF-16 and UTF-8 disagree. */
const keyText = fc.string({ maxLength: 10, unit: fc.constantFrom('a', 'b', '\0', '\uffff', '😀', 'ö') });
const keyBinary = fc
  .array(fc.constantFrom(0, 1, 0xfe, 0xff), { maxLength: 10 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

/** Two key values of the same type. */
const pair: fc.Arbitrary<[AttributeValue, AttributeValue]> = fc.oneof(
  fc.tuple(keyText, keyText).map(([a, b]): [AttributeValue, AttributeValue] => [{ S: a }, { S: b }]),
  fc
    .tuple(numberText, numberText)
    .map(([a, b]): [AttributeValue, AttributeValue] => [checkValue({ N: a }), checkValue({ N: b })]),
  fc
    .tuple(fc.oneof(keyBinary, binaryText), keyBinary)
    .map(([a, b]): [AttributeValue, AttributeValue] => [{ B: a }, { B: b }]),
);

/** The key of an item with this sort key, in a table or in an index; `item` tells index entries apart. */
function entryKey(layout: KeyLayout, sortKey: Buffer, item = 'x'): Buffer {
  return layout === 'table'
    ? tableKey(TABLE, PARTITION, sortKey)
    : indexKey(INDEX, PARTITION, sortKey, tableKey(TABLE, Buffer.from(item)));
}

function prefixOf(layout: KeyLayout): Buffer {
  return partitionPrefix(layout === 'table' ? TABLE : INDEX, PARTITION);
}

function holds({ start, end }: KeyRange, key: Buffer): boolean {
  return Buffer.compare(start, key) <= 0 && Buffer.compare(key, end) < 0;
}

describe.each<KeyLayout>(['table', 'index'])('a key in a %s', (layout) => {
  it('sorts as its sort key does', () => {
    fc.assert(
      fc.property(pair, fc.string(), fc.string(), ([a, b], itemA, itemB) => {
        const order = Math.sign(compareValues(a, b) ?? Number.NaN);
        const left = entryKey(layout, encodeKeyValue(a), itemA);
        const right = entryKey(layout, encodeKeyValue(b), itemB);
        if (order !== 0) expect(Buffer.compare(left, right)).toBe(order);
        else if (layout === 'table') expect(left).toEqual(right);
      }),
      { numRuns: 500 },
    );
  });

  it('is in the range of a condition exactly when its sort key satisfies it', () => {
    const operators = fc.constantFrom('=', '<', '<=', '>', '>=' as const);
    fc.assert(
      fc.property(pair, operators, fc.string(), ([sortKey, operand], operator, item) => {
        const order = compareValues(sortKey, operand) ?? Number.NaN;
        const satisfied = {
          '=': order === 0,
          '<': order < 0,
          '<=': order <= 0,
          '>': order > 0,
          '>=': order >= 0,
        }[operator];
        const condition: SortKeyCondition = { operator, operand: encodeKeyValue(operand) };
        const range = sortKeyRange(prefixOf(layout), condition, layout);
        expect(holds(range, entryKey(layout, encodeKeyValue(sortKey), item))).toBe(satisfied);
      }),
      { numRuns: 500 },
    );
  });

  it('is in the range of BETWEEN with both ends', () => {
    fc.assert(
      fc.property(keyText, keyText, keyText, fc.string(), (sortKey, a, b, item) => {
        const lower = Buffer.from(a);
        const upper = Buffer.from(b);
        const key = Buffer.from(sortKey);
        const range = sortKeyRange(prefixOf(layout), { operator: 'BETWEEN', lower, upper }, layout);
        const between = Buffer.compare(lower, key) <= 0 && Buffer.compare(key, upper) <= 0;
        expect(holds(range, entryKey(layout, key, item))).toBe(between);
      }),
    );
  });

  it('is in the range of begins_with when it does', () => {
    fc.assert(
      fc.property(keyBinary, keyBinary, fc.string(), (sortKey, start, item) => {
        const [key, operand] = [Buffer.from(sortKey, 'base64'), Buffer.from(start, 'base64')];
        const range = sortKeyRange(prefixOf(layout), { operator: 'begins_with', operand }, layout);
        expect(holds(range, entryKey(layout, key, item))).toBe(
          key.subarray(0, operand.length).equals(operand),
        );
      }),
    );
  });

  it('is in the range of its own partition only', () => {
    fc.assert(
      fc.property(keyText, keyText, keyText, (mine, other, sortKey) => {
        const id = layout === 'table' ? TABLE : INDEX;
        const [partition, another] = [Buffer.from(mine), Buffer.from(other)];
        const key =
          layout === 'table'
            ? tableKey(id, another, Buffer.from(sortKey))
            : indexKey(id, another, Buffer.from(sortKey), Buffer.from('x'));
        expect(holds(prefixRange(partitionPrefix(id, partition)), key)).toBe(partition.equals(another));
      }),
    );
  });
});

describe('keys', () => {
  it('fit into the store at AWS’s greatest sizes', () => {
    const zeros = { partition: Buffer.alloc(2048), sort: Buffer.alloc(1024) };
    const id = Buffer.alloc(64, 'i');
    const item = tableKey(id, zeros.partition, zeros.sort);
    expect(item.length).toBeLessThanOrEqual(MAX_STORE_KEY_BYTES);
    expect(indexKey(id, zeros.partition, zeros.sort, item).length).toBeLessThanOrEqual(MAX_STORE_KEY_BYTES);
  });

  it('tell index entries of equal keys apart', () => {
    const items = ['a', 'b'].map((text) => tableKey(TABLE, Buffer.from(text)));
    const keys = items.map((item) => indexKey(INDEX, PARTITION, undefined, item).toString('hex'));
    expect(new Set(keys).size).toBe(2);
  });

  it('keep their hash for ever, or stored tables would be lost', () => {
    expect(partitionHash(Buffer.from('cust123')).toString('hex')).toBe('5a4cae47e550733f');
  });

  it('refuse a prefix that has no end', () => {
    expect(() => prefixRange(Buffer.of(0xff, 0xff))).toThrow(RangeError);
  });

  it('refuse types that are no key', () => {
    expect(() => encodeKeyValue({ BOOL: true })).toThrow(TypeError);
  });
});

describe('checkKeySize', () => {
  const key = { name: 'order_id', type: 'S' } as const;

  it('takes the longest keys', () => {
    checkKeySize(key, Buffer.alloc(2048), 'partition');
    checkKeySize(key, Buffer.alloc(1024), 'sort');
  });

  it.each([
    [0, 'partition', 'cannot contain an empty string value. Key: order_id'],
    [0, 'sort', 'cannot contain an empty string value. Key: order_id'],
    [2049, 'partition', 'Size of hashkey has exceeded the maximum size limit of2048 bytes'],
    [1025, 'sort', 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes'],
  ] as const)('refuses %i bytes as a %s key', (length, role, message) => {
    expect(() => checkKeySize(key, Buffer.alloc(length), role)).toThrow(message);
  });
});
