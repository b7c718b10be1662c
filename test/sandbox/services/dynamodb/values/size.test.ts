import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import {
  attributeSize,
  itemSize,
  valueSize,
} from '../../../../../src/sandbox/services/dynamodb/values/size.js';
import { item, value } from '../arbitraries.js';

describe('valueSize', () => {
  it.each<[AttributeValue, number]>([
    [{ S: '' }, 0],
    [{ S: 'ö😀' }, 6],
    [{ N: '0' }, 1],
    [{ N: '1' }, 2],
    [{ N: '100' }, 2],
    [{ N: '123' }, 3],
    [{ N: '12.3456' }, 4],
    [{ N: '-5' }, 3],
    [{ N: '0.0001' }, 2],
    [{ N: '1625097600' }, 5],
    [{ N: '1'.repeat(38) }, 20],
    [{ N: `-${'1'.repeat(37)}.1` }, 21],
    [{ B: 'AQI=' }, 2],
    [{ BOOL: false }, 1],
    [{ NULL: true }, 1],
    [{ L: [] }, 3],
    [{ M: {} }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: true }] }, 3 + 2 + 2 + 1],
    [{ M: { quantity: { N: '1' } } }, 3 + 1 + 8 + 2],
    [{ SS: ['a', 'bc'] }, 3],
    [{ NS: ['1', '2'] }, 4],
    [{ BS: ['AQI=', 'AQ=='] }, 3],
  ])('of %j is %i', (input, bytes) => {
    expect(valueSize(input)).toBe(bytes);
  });

  it('adds up', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (elements) => {
        const sum = elements.reduce((total, element) => total + valueSize(element) + 1, 3);
        expect(valueSize({ L: elements })).toBe(sum);
      }),
    );
  });
});

describe('itemSize', () => {
  it('counts names by their UTF-8 bytes', () => {
    expect(itemSize({ ö: { S: 'ab' }, order_id: { S: '' } })).toBe(2 + 2 + 8);
  });

  it('is the sum of its attributes', () => {
    fc.assert(
      fc.property(item, (attributes) => {
        const sizes = Object.entries(attributes).map(([name, held]) => attributeSize(name, held));
        expect(itemSize(attributes)).toBe(sizes.reduce((total, size) => total + size, 0));
      }),
    );
  });
});
