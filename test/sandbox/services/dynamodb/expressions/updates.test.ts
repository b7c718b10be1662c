import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  AttributeValue,
  Item,
} from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { checkItem } from '../../../../../src/sandbox/services/dynamodb/values/check-value.js';
import { addNumbers } from '../../../../../src/sandbox/services/dynamodb/values/number.js';
import { item as anyItem, value } from '../arbitraries.js';
import { parse } from './requests.js';

const MISSING = 'The provided expression refers to an attribute that does not exist in the item';
const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const WRONG_PATH = 'The document path provided in the update expression is invalid for update';

const item: Item = {
  a: { S: 'str' },
  n: { N: '5' },
  l: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] },
  m: { M: { x: { N: '1' }, deep: { L: [{ M: { y: { S: 'q' } } }] } } },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['YQ=='] },
};

function list(...numbers: string[]): AttributeValue {
  return { L: numbers.map((N) => ({ N })) };
}

/** The attributes that an update changes in `item`; `undefined` stands for a removed one. */
function changes(text: string, more: Item = {}): Record<string, AttributeValue | undefined> {
  const after = parse('UpdateExpression', text, more).update?.apply(item) ?? {};
  const names = new Set([...Object.keys(item), ...Object.keys(after)]);
  const changed = [...names].filter((name) => after[name] !== item[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

describe('an update', () => {
  it.each<[string, Record<string, AttributeValue | undefined>]>([
    ['SET b = :b', { b: { S: 'b' } }],
    ['set #proto = :a', JSON.parse('{"__proto__":{"S":"a"}}')],
    ['SET b = (:b), c = (n)', { b: { S: 'b' }, c: { N: '5' } }],
    ['SET n = n + :n', { n: { N: '6' } }],
    ['SET n = (:n-n)', { n: { N: '-4' } }],
    ['SET b = if_not_exists(b, :n) + :m', { b: { N: '3' } }],
    ['SET n = if_not_exists(n, :n) + :m', { n: { N: '7' } }],
    ['SET l = list_append(l, :l)', { l: list('1', '2', '3', '9') }],
    ['SET b = list_append(if_not_exists(b, :l), l)', { b: list('9', '1', '2', '3') }],
    ['SET l[0] = l[1], l[1] = l[0]', { l: list('2', '1', '3') }],
    ['SET l[9] = :m, l[7] = :n', { l: list('1', '2', '3', '1', '2') }],
    ['SET l[1] = :n REMOVE l[0]', { l: list('1', '3') }],
    ['REMOVE l[2], l[0]', { l: list('2') }],
    ['SET l[5] = :n REMOVE l[3]', { l: list('1', '2', '3', '1') }],
    ['REMOVE a, n', { a: undefined, n: undefined }],
    ['REMOVE b', {}],
    ['SET m.z = m.x REMOVE m.deep', { m: { M: { x: { N: '1' }, z: { N: '1' } } } }],
    [
      'SET m.deep[0].y = :n, m.deep[3] = :n',
      { m: { M: { x: { N: '1' }, deep: { L: [{ M: { y: { N: '1' } } }, { N: '1' }] } } } },
    ],
    ['ADD n :n, b :n', { n: { N: '6' }, b: { N: '1' } }],
    [
      'ADD m.x :n, l[1] :m',
      { m: { M: { x: { N: '2' }, deep: { L: [{ M: { y: { S: 'q' } } }] } } }, l: list('1', '4', '3') },
    ],
    ['ADD b :ss, ns :ns2', { b: { SS: ['a'] }, ns: { NS: ['1', '2', '10'] } }],
    ['ADD ss :ss2, bs :bs2', { ss: { SS: ['0', 'a', 'b'] }, bs: { BS: ['AA==', 'YQ=='] } }],
    ['DELETE ss :ss, b :ss', { ss: { SS: ['b'] } }],
    ['DELETE bs :bs, ns :ns', { bs: undefined, ns: { NS: ['2'] } }],
  ])('%s', (text, expected) => {
    const more: Item = { ':ns2': { NS: ['10', '1'] }, ':ss2': { SS: ['0', 'a'] }, ':bs2': { BS: ['AA=='] } };
    expect(changes(text, more)).toStrictEqual(expected);
  });

  it.each([
    ['SET b = nope', MISSING],
    ['SET b = nope + :n', MISSING],
    ['SET b = if_not_exists(a, nope)', MISSING],
    ['SET b = list_append(nope, :l)', MISSING],
    ['SET b = a + :n', WRONG_TYPE],
    ['SET b = list_append(a, nope)', WRONG_TYPE],
    ['ADD n :ss', WRONG_TYPE],
    ['ADD ss :n', WRONG_TYPE],
    ['ADD ss :ns', WRONG_TYPE],
    ['DELETE ss :ns', WRONG_TYPE],
    ['DELETE n :ss', WRONG_TYPE],
    ['SET nope.x = :a', WRONG_PATH],
    ['SET a.x = :a', WRONG_PATH],
    ['SET l.x = :a', WRONG_PATH],
    ['SET m[0] = :a', WRONG_PATH],
    ['SET l[9].x = :a', WRONG_PATH],
    ['REMOVE nope.x', WRONG_PATH],
    ['ADD nope.x :n', WRONG_PATH],
    ['SET nope.x = nope2', WRONG_PATH],
  ])('%s is refused', (text, message) => {
    expect(() => changes(text)).toThrow(expect.objectContaining({ code: 'ValidationException', message }));
  });

  it('refuses what comes out too large, too long or too deep', () => {
    const levels = (count: number): AttributeValue => (count === 1 ? { S: 'x' } : { L: [levels(count - 1)] });
    expect(() => changes('SET n = n + :v', { ':v': { N: '1e-100' } })).toThrow('38 significant digits');
    expect(() => changes('ADD n :v', { ':v': { N: '1e100' } })).toThrow('38 significant digits');
    expect(() => changes('SET m.z = :v', { ':v': levels(31) })).not.toThrow();
    expect(() => changes('SET m.z = :v', { ':v': levels(32) })).toThrow('Nesting Levels have exceeded');
  });

  it('leaves the item it was given alone', () => {
    const before = JSON.stringify(item);
    changes('SET m.x = :a, l[0] = :a REMOVE a ADD n :n DELETE ss :ss');
    expect(JSON.stringify(item)).toBe(before);
  });

  it('knows what it touched, as UPDATED_OLD and UPDATED_NEW show it', () => {
    const update = parse('UpdateExpression', 'SET m.x = :n, b = :b, l[1] = :n REMOVE a').update;
    const after = update?.apply(item) ?? {};
    expect(update?.touched.attributes).toEqual(new Set(['m', 'b', 'l', 'a']));
    expect(update?.touched.apply(item)).toEqual({
      m: { M: { x: { N: '1' } } },
      l: list('2'),
      a: { S: 'str' },
    });
    expect(update?.touched.apply(after)).toEqual({
      m: { M: { x: { N: '1' } } },
      b: { S: 'b' },
      l: list('1'),
    });
  });

  it('puts any value anywhere, and takes it away again', () => {
    fc.assert(
      fc.property(anyItem, value, (before, put) => {
        const held = { ...before, map_: { M: before } };
        const set = parse('UpdateExpression', 'SET map_.new_ = :v, #a = :v', { ':v': put }).update;
        const after = set?.apply(held) ?? {};
        expect(after).toEqual({ ...held, a: put, map_: { M: { ...before, new_: put } } });
        expect(checkItem(after)).toEqual(after);
        const removed = parse('UpdateExpression', 'REMOVE map_.new_').update?.apply(after);
        expect(removed?.map_).toEqual(held.map_);
      }),
    );
  });

  it('counts exactly', () => {
    const amount = fc.integer({ min: -1e6, max: 1e6 }).map(String);
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 5 }), (amounts) => {
        let counted: Item = {};
        let expected = '0';
        for (const N of amounts) {
          counted = parse('UpdateExpression', 'ADD total_ :v', { ':v': { N } }).update?.apply(counted) ?? {};
          expected = addNumbers(expected, N);
        }
        expect(counted.total_ ?? { N: '0' }).toEqual({ N: expected });
      }),
    );
  });
});
