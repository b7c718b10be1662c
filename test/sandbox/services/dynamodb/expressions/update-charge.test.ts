/** What AWS was measured to charge for an update, in bytes beside a `SET b = :pad` of the same request. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { parse } from './requests.js';

function charge(text: string, values: Item): number | undefined {
  return parse('UpdateExpression', text, values).update?.charge;
}

const VALUES: Item = {
  ':one': { N: '1' },
  ':ten': { S: 'y'.repeat(10) },
  ':list': { L: [{ S: 'y'.repeat(10) }] },
  ':map': { M: { a: { S: 'y'.repeat(100) } } },
  ':set': { SS: ['s'.repeat(500)] },
};

describe('the charge of an update', () => {
  it.each<[string, number]>([
    ['SET c = :ten', 3 + 19 + 1 + 10],
    ['SET d.leaf = :ten', 3 + 19 + (1 + 4 + 4) + 10],
    ['SET d[0] = :ten', 3 + 19 + (1 + 4 + 1) + 10],
    ['SET c = abcdefghij', 3 + 19 + 1 + (15 + 10)],
    ['SET c = m.a.z', 3 + 19 + 1 + (1 + 3 * 14 + 3)],
    ['SET c = l[10]', 3 + 19 + 1 + (1 + 2 * 14 + 3)],
    ['SET c = list_append(l, :list)', 3 + 19 + 1 + 37 + 16 + (3 + 1 + 10)],
    ['SET c = if_not_exists(c, :map)', 3 + 19 + 1 + 39 + 16 + (3 + 1 + 1 + 100)],
    ['SET n = n + :one', 3 + 19 + 1 + 34 + 16 + 2],
    ['SET n = n - :one', 3 + 19 + 1 + 37 + 16 + 2],
    ['ADD abcdefghij :one', 3 + 19 + 10 + 2],
    ['ADD ss :set', 3 + 19 + 2 + 500],
    ['DELETE ss :set', 3 + 1 + 2],
    ['REMOVE r', 3 + 2],
    ['REMOVE m.yyyyyyyyyy', 3 + 1 + 1 + 4 + 10],
    ['REMOVE l[10]', 3 + 1 + 1 + 4 + 2],
    ['SET c = :ten REMOVE r, s', 3 + 19 + 1 + 10 + 2 + 2],
  ])('%s', (text, bytes) => {
    expect(charge(text, VALUES)).toBe(bytes);
  });

  it('counts a value at every use', () => {
    const values: Item = { ':s': { S: 's'.repeat(100) } };
    expect(charge('SET c = if_not_exists(c, :s), d = if_not_exists(d, :s)', values)).toBe(
      3 + 2 * (19 + 1 + 39 + 16 + 100),
    );
  });
});
