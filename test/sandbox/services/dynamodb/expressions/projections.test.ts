import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../../../src/sandbox/services/dynamodb/expressions/document-path.js';
import { Projection } from '../../../../../src/sandbox/services/dynamodb/expressions/projection.js';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { item as anyItem, attributeName } from '../arbitraries.js';
import { parse } from './requests.js';

const item: Item = {
  a: { S: 'str' },
  l: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] },
  m: { M: { x: { N: '1' }, z: { L: [{ M: { a: { S: '1' }, b: { S: '2' } } }, { S: 'k' }] } } },
};

describe('a projection', () => {
  it.each<[string, Item]>([
    ['a', { a: { S: 'str' } }],
    ['#a, nope', { a: { S: 'str' } }],
    ['l[2], l[0], l[9]', { l: { L: [{ N: '1' }, { N: '3' }] } }],
    ['m.z[0].b, m.x', { m: { M: { z: { L: [{ M: { b: { S: '2' } } }] }, x: { N: '1' } } } }],
    ['m.z[1], m.z[0].a', { m: { M: { z: { L: [{ M: { a: { S: '1' } } }, { S: 'k' }] } } } }],
    ['l[99], m.nope, a.x, m.z[0].b.c', {}],
    ['#inherited, #proto', {}],
  ])('%s', (text, expected) => {
    expect(parse('ProjectionExpression', text).projection?.apply(item)).toEqual(expected);
  });

  it('holds at each path what the item holds, and nothing else', () => {
    const anyPath = fc
      .tuple(attributeName, fc.array(attributeName, { maxLength: 2 }))
      .map(([first, rest]): [string, ...string[]] => [first, ...rest]);
    fc.assert(
      fc.property(anyItem, anyPath, (source, path) => {
        const projected = new Projection([path]).apply(source);
        expect(valueAt(projected, path)).toEqual(valueAt(source, path));
        expect(Object.keys(projected).length).toBe(valueAt(source, path) === undefined ? 0 : 1);
        expect(new Projection([path]).apply(projected)).toEqual(projected);
      }),
    );
  });
});
