import { describe, expect, it } from 'vitest';
import {
  checkFilterPaths,
  checkKeysAreScalars,
} from '../../../../../src/sandbox/services/dynamodb/expressions/key-attributes.js';
import type { KeySchema } from '../../../../../src/sandbox/services/dynamodb/expressions/key-condition.js';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { encodeKeyValue } from '../../../../../src/sandbox/services/dynamodb/values/keys.js';
import { parse } from './requests.js';

const schema: KeySchema = {
  partitionKey: { name: 'p', type: 'S' },
  sortKey: { name: 's', type: 'N' },
};
const textual: KeySchema = { ...schema, sortKey: { name: 's', type: 'S' } };
const partition = Buffer.from('a');
const [one, two] = [encodeKeyValue({ N: '1' }), encodeKeyValue({ N: '2' })];

function keyQuery(text: string, keys: KeySchema, more: Item = {}): unknown {
  return parse('KeyConditionExpression', text, more).keyCondition?.for(keys);
}

describe('a key condition', () => {
  it.each<[string, object | undefined]>([
    ['p = :a', undefined],
    [':a = p', undefined],
    ['(p = :a) AND (s = :n)', { operator: '=', operand: one }],
    ['s < :n and p = :a', { operator: '<', operand: one }],
    [':n < s AND p = :a', { operator: '>', operand: one }],
    ['p = :a AND :n >= s', { operator: '<=', operand: one }],
    ['p = :a AND s >= :n', { operator: '>=', operand: one }],
    ['p = :a AND s BETWEEN :n AND :m', { operator: 'BETWEEN', lower: one, upper: two }],
  ])('%s', (text, sortKey) => {
    expect(keyQuery(text, schema)).toEqual({ partitionKey: partition, sortKey });
  });

  it('takes begins_with for strings', () => {
    expect(keyQuery('p = :a AND begins_with(s, :b)', textual)).toEqual({
      partitionKey: partition,
      sortKey: { operator: 'begins_with', operand: Buffer.from('b') },
    });
  });

  it.each([
    ['p = :a OR s = :n', 'Invalid operator used in KeyConditionExpression: OR'],
    ['NOT p = :a', 'Invalid operator used in KeyConditionExpression: NOT'],
    ['p = :a AND s IN (:n)', 'Invalid operator used in KeyConditionExpression: IN'],
    ['p <> :a', 'Invalid operator used in KeyConditionExpression: <>'],
    ['p = :a AND contains(s, :n)', 'Invalid operator used in KeyConditionExpression: contains'],
    [
      'size(p) = :n',
      'Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations',
    ],
    [
      'a between size(b) and size(a)',
      'Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations',
    ],
    [
      ':n BETWEEN s AND :m',
      'Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand',
    ],
    [
      'begins_with(:a, p)',
      'Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand',
    ],
    ['p = s', 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'],
    [
      'p.x = :a',
      'Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes',
    ],
    [':a = :b', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
    [
      'p = :a AND s > :n AND s < :m',
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    ],
    [
      'p = :a AND s = :n AND x = :a',
      'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
    ],
    ['s = :n', 'Query condition missed key schema element: p'],
    ['p = :a AND x = :n', 'Query condition missed key schema element: s'],
    ['p < :a', 'Query key condition not supported'],
    [
      'p = :n',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'p = :a AND s < :a',
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'p = :empty',
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: p',
    ],
    [
      'p = :long',
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
  ])('%s is refused', (text, message) => {
    const more: Item = { ':empty': { S: '' }, ':long': { S: 'ö'.repeat(1025) } };
    expect(() => keyQuery(text, schema, more)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });

  it('refuses a second condition where there is no sort key', () => {
    const keys = { partitionKey: schema.partitionKey };
    expect(() => keyQuery('p = :a AND s = :n', keys)).toThrow(
      'The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)',
    );
  });
});

describe('key attributes', () => {
  it('may not be filtered by', () => {
    const paths = parse('FilterExpression', 'a = :a AND size(s) > :n').filter?.paths ?? [];
    expect(() => checkFilterPaths(paths, ['p', 's'])).toThrow(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: s',
    );
    expect(() => checkFilterPaths(paths, ['p'])).not.toThrow();
  });

  it('have no inside', () => {
    const paths = parse('ProjectionExpression', 'a, p.x, q[1]').projection?.paths ?? [];
    const message =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ";
    expect(() => checkKeysAreScalars(paths, ['a', 'p'], ['q'])).toThrow(`${message}Key: p`);
    expect(() => checkKeysAreScalars(paths, ['a'], ['q'])).toThrow(`${message}IndexKey: q`);
    expect(() => checkKeysAreScalars(paths, ['a'], ['b'])).not.toThrow();
  });
});
