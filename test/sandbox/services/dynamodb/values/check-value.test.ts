import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../src/sandbox/errors.js';
import { attribute } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import {
  checkItem,
  checkValue,
  type UncheckedValue,
} from '../../../../../src/sandbox/services/dynamodb/values/check-value.js';
import { value } from '../arbitraries.js';

const INVALID = 'One or more parameter values were invalid: ';

function nested(levels: number): UncheckedValue {
  let inner: UncheckedValue = { S: 'x' };
  for (let level = 1; level < levels; level++) inner = level % 2 ? { L: [inner] } : { M: { a: inner } };
  return inner;
}

describe('checkValue', () => {
  it.each<[UncheckedValue, string]>([
    [{}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [{ S: null }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [{ L: [{}] }, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
    [
      { S: 'a', N: '1' },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    [{ S: 'a', N: 'x' }, 'The parameter cannot be converted to a numeric value: x'],
    [{ N: '' }, 'The parameter cannot be converted to a numeric value: '],
    [{ NS: ['1', 'b', 'a'] }, 'The parameter cannot be converted to a numeric value: b'],
    [{ NULL: false }, `${INVALID}Null attribute value types must have the value of true`],
    [{ SS: [] }, `${INVALID}An string set  may not be empty`],
    [{ NS: [] }, `${INVALID}An number set  may not be empty`],
    [{ BS: [] }, `${INVALID}Binary sets should not be empty`],
    [{ SS: ['a', 'a'] }, `${INVALID}Input collection ["a", "a"] contains duplicates.`],
    [{ SS: ['c', 'a', 'c', 'b'] }, `${INVALID}Input collection ["a", "c", "c", "b"] contains duplicates.`],
    [{ NS: ['1', '1.0'] }, `${INVALID}Input collection contains duplicates.`],
    [
      { BS: ['/w==', 'AA==', 'AA=='] },
      `${INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
    ],
    [{ M: { '': { S: 'a' } } }, 'Empty attribute name'],
  ])('refuses %j', (input, message) => {
    expect(() => checkValue(input)).toThrow(new AwsError('ValidationException', message));
  });

  it.each<[UncheckedValue, string]>([
    [{ N: '' }, 'The parameter cannot be converted to a numeric value'],
    [{ SS: ['b', 'a', 'b'] }, `${INVALID}Input collection [b, a, b] contains duplicates.`],
    [{ NS: ['2', '1', '2'] }, 'Input collection contains duplicates'],
    [
      { BS: ['/w==', 'AA==', 'AA=='] },
      `${INVALID}Input collection [/w==, AA==, AA==]of type BS contains duplicates.`,
    ],
  ])('refuses %j in the words of the older layer', (input, message) => {
    expect(() => checkValue(input, 'older')).toThrow(new AwsError('ValidationException', message));
  });

  it('allows 32 levels of nesting and no more', () => {
    expect(() => checkValue(nested(32))).not.toThrow();
    expect(() => checkValue(nested(33))).toThrow('Nesting Levels have exceeded supported limits');
  });

  it.each([
    ['a', 'multiple of 4 bytes but found: 1'],
    ['****', "Invalid Base64 character: '*'"],
    ['a=bc', "Invalid Base64 character: '='"],
  ])('refuses %j as binary, as a serialization error', (text, message) => {
    expect(() => checkValue({ B: text })).toThrow(
      expect.objectContaining({ code: 'SerializationException', message: expect.stringContaining(message) }),
    );
  });

  it.each<[UncheckedValue, UncheckedValue]>([
    [{ N: '1e2' }, { N: '100' }],
    [{ M: { a: { L: [{ N: '-0' }] } } }, { M: { a: { L: [{ N: '0' }] } } }],
    [{ NS: ['20', '3', '1e0'] }, { NS: ['1', '3', '20'] }],
    [{ SS: ['b', '😀', '\uffff', 'a'] }, { SS: ['a', 'b', '\uffff', '😀'] }],
    [{ BS: ['Yg==', 'YQ=='] }, { BS: ['YQ==', 'Yg=='] }],
    [{ B: 'YR==' }, { B: 'YQ==' }],
    [{ S: '', N: null }, { S: '' }],
  ])('makes %j canonical', (input, expected) => {
    expect(checkValue(input)).toEqual(expected);
  });

  it('leaves what is canonical as it is', () => {
    fc.assert(
      fc.property(value, (canonical) => {
        expect(checkValue(canonical)).toEqual(canonical);
      }),
    );
  });
});

describe('checkItem', () => {
  it('keeps attributes with the names of things that objects inherit', () => {
    const item = checkItem(JSON.parse('{"__proto__":{"S":"a"},"constructor":{"N":"1"}}'));
    expect(JSON.stringify(item)).toBe('{"__proto__":{"S":"a"},"constructor":{"N":"1"}}');
    expect(attribute(item, '__proto__')).toEqual({ S: 'a' });
    expect(attribute(checkItem({}), 'constructor')).toBeUndefined();
  });
});
