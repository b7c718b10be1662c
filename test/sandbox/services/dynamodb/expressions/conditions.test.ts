import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Operand } from '../../../../../src/sandbox/services/dynamodb/expressions/ast.js';
import { parseCondition } from '../../../../../src/sandbox/services/dynamodb/expressions/parse-condition.js';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { compareValues, equalValues } from '../../../../../src/sandbox/services/dynamodb/values/compare.js';
import { item as anyItem, value } from '../arbitraries.js';
import { printCondition } from './print.js';
import { parse } from './requests.js';

const item: Item = {
  a: { S: 'abc' },
  n: { N: '5' },
  big: { N: '12345678901234567890' },
  bin: { B: 'YWJj' },
  flag: { BOOL: true },
  nothing: { NULL: true },
  l: { L: [{ N: '1' }, { S: 'x' }, { L: [{ N: '2' }] }] },
  m: { M: { x: { N: '1' }, y: { M: { z: { S: 'deep' } } } } },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['YQ=='] },
  ['__proto__']: { S: 'abc' },
  'ö.x': { S: 'dotted' },
};

/** Operands beside the ones of `requests.ts`. */
const more: Item = {
  ':ab': { S: 'ab' },
  ':abc': { S: 'abc' },
  ':c': { S: 'c' },
  ':five': { N: '5.0' },
  ':ten': { N: '10' },
  ':bigger': { N: '12345678901234567891' },
  ':yz': { M: { z: { S: 'deep' } } },
  ':binAb': { B: 'YWI=' },
  ':abSet': { SS: ['b', 'a'] },
  ':typeS': { S: 'S' },
  ':typeL': { S: 'L' },
  ':three': { N: '3' },
};

describe('a condition', () => {
  it.each([
    ['a = :abc', true],
    ['a = :n', false],
    ['n = :five', true],
    ['n <> :five', false],
    ['n <> :abc', true],
    ['nope = nope2', false],
    ['nope <> :a', true],
    ['NOT nope = :a', true],
    ['nope < :n OR nope >= :n', false],
    ['n < :ten', true],
    ['n > :abc', false],
    ['big < :bigger', true],
    ['a < :c AND a > :ab', true],
    ['bin > :binAb', true],
    ['m.x = l[0]', true],
    ['m.y = :yz', true],
    ['m.y.z = a', false],
    ['l[2][0] = :m', true],
    ['l[3] = :m', false],
    ['l.x = :m', false],
    ['m[0] = :m', false],
    ['ss = :abSet', true],
    ['flag = :bool AND nothing = :null', true],
    ['n BETWEEN m.x AND :ten', true],
    ['n BETWEEN :n AND m.x', false],
    ['n BETWEEN :n AND nope', false],
    ['a BETWEEN :ab AND :abc', true],
    ['a IN (:n, :b, :abc)', true],
    ['a IN (:n, :b)', false],
    ['attribute_exists(m.y.z) AND attribute_not_exists(m.y.zz)', true],
    ['attribute_exists(l[1]) AND attribute_not_exists(l[9])', true],
    ['attribute_type(a, :typeS) AND attribute_type(l, :typeL)', true],
    ['attribute_type(nope, :typeS)', false],
    ['begins_with(a, :ab)', true],
    ['begins_with(a, :b)', false],
    ['begins_with(n, :a)', false],
    ['begins_with(bin, :binAb)', true],
    ['contains(a, :b)', true],
    ['contains(a, :n)', false],
    ['contains(bin, :bin)', true],
    ['contains(ss, :a) AND contains(ns, :n) AND contains(bs, :bin)', true],
    ['contains(ss, :abc)', false],
    ['contains(l, :n) AND contains(l, l[2])', true],
    ['contains(m, :a)', false],
    ['contains(:abc, a)', true],
    ['size(a) = :three AND size(bin) = :three AND size(l) = :three', true],
    ['size(ss) = :m AND size(ns) = :m AND size(bs) = :n AND size(m) = :m', true],
    ['size(n) < :ten OR size(n) >= :ten', false],
    ['size(nope) <> :n', true],
    ['#proto = :abc AND attribute_not_exists(#inherited)', true],
    ['attribute_exists(#dot)', true],
    ['NOT a = :a AND n = :five', true],
    ['NOT (a = :a AND n = :five)', true],
    ['a = :abc OR a = :a AND n = :n', true],
    ['(a = :abc OR a = :a) AND n = :n', false],
    [':a = :a', true],
  ])('%s is %s', (text, expected) => {
    expect(parse('FilterExpression', text, more).filter?.evaluate(item)).toBe(expected);
  });

  it('sees no inherited attributes', () => {
    const { condition } = parse(
      'ConditionExpression',
      'attribute_exists(#inherited) OR attribute_exists(#proto)',
    );
    expect(condition?.evaluate({})).toBe(false);
  });

  it('knows its paths', () => {
    const { condition } = parse(
      'ConditionExpression',
      'a.b = :a AND NOT size(c[1]) IN (:n, #d) OR begins_with(e, f)',
    );
    expect(condition?.paths).toEqual([['a', 'b'], ['c', 1], ['[3]'], ['e'], ['f']]);
  });
});

describe('comparison', () => {
  it('agrees with the order of values, for any two of them', () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const evaluate = (text: string): boolean | undefined =>
          parse('FilterExpression', text).filter?.evaluate({ left_: left, right_: right });
        const order = compareValues(left, right);
        expect(evaluate('left_ = right_')).toBe(equalValues(left, right));
        expect(evaluate('left_ <> right_')).toBe(!equalValues(left, right));
        expect(evaluate('left_ < right_')).toBe(order !== undefined && order < 0);
        expect(evaluate('left_ >= right_')).toBe(order !== undefined && order >= 0);
        if (order !== undefined) expect(order === 0).toBe(equalValues(left, right));
      }),
    );
  });

  it('finds every value equal to itself, whatever the order of its names', () => {
    fc.assert(
      fc.property(anyItem, (map) => {
        const reversed = Object.fromEntries(Object.entries(map).reverse());
        expect(equalValues({ M: map }, { M: reversed })).toBe(true);
      }),
    );
  });
});

const operand: fc.Arbitrary<Operand> = fc.letrec<{ operand: Operand }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(':a', ':value_1').map((name): Operand => ({ kind: 'value', name })),
    fc
      .tuple(
        fc.oneof(
          fc.constantFrom('a', 'b_2').map((name) => ({ kind: 'attribute', name }) as const),
          fc.constantFrom('#a', '#0').map((name) => ({ kind: 'placeholder', name }) as const),
        ),
        fc.array(
          fc.oneof(
            fc.constantFrom('a', 'B').map((name) => ({ kind: 'attribute', name }) as const),
            fc.nat(99).map((index) => ({ kind: 'index', digits: String(index) }) as const),
          ),
          { maxLength: 3 },
        ),
      )
      .map(([first, rest]): Operand => ({ kind: 'path', steps: [first, ...rest] })),
    fc
      .array(tie('operand'), { minLength: 1, maxLength: 2 })
      .map((operands): Operand => ({ kind: 'function', name: 'size', operands })),
  ),
})).operand;

const condition: fc.Arbitrary<Condition<Operand>> = fc.letrec<{ condition: Condition<Operand> }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constant('comparison' as const),
      comparator: fc.constantFrom('=', '<>', '<', '<=', '>', '>=' as const),
      left: operand,
      right: operand,
    }),
    fc.record({ kind: fc.constant('between' as const), operand, lower: operand, upper: operand }),
    fc.record({
      kind: fc.constant('in' as const),
      operand,
      candidates: fc.array(operand, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('function' as const),
      name: fc.constantFrom('attribute_exists', 'contains'),
      operands: fc.array(operand, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('and', 'or' as const),
      left: tie('condition'),
      right: tie('condition'),
    }),
    fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
  ),
})).condition;

describe('the parser', () => {
  it('reads back what was printed', () => {
    fc.assert(
      fc.property(condition, (tree) => {
        expect(parseCondition(printCondition(tree))).toEqual(tree);
      }),
      { numRuns: 300 },
    );
  });

  it('answers any text with a tree or an error of its own', () => {
    const fragment = fc.constantFrom(
      ...['a', '#b', ':c', '(', ')', '[', '0', ']', '.', ',', '=', '<', '>', '!', ' '],
      ...[' AND ', ' OR ', ' NOT ', ' IN ', ' BETWEEN ', 'size(', 'contains(', 'é', '\n', '_'],
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 20 }), (fragments) => {
        try {
          parseCondition(fragments.join(''));
        } catch (error) {
          expect(error).toMatchObject({ name: 'ExpressionError' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
