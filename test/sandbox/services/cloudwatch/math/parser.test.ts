import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../../src/sandbox/services/cloudwatch/math/parser.js';
import {
  type Expression,
  MathError,
  type Operator,
} from '../../../../../src/sandbox/services/cloudwatch/math/syntax.js';
import { number } from './working-out.js';

const OPERATORS: readonly Operator[] = [
  ...(['+', '-', '*', '/', '^'] as const),
  ...(['==', '!=', '<', '<=', '>', '>='] as const),
  ...(['&&', '||'] as const),
];

const { expression: anyExpression } = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(
    fc.nat(1000).map((value): Expression => ({ kind: 'number', value })),
    fc.constantFrom('m1', 'errors', 'e_2').map((name): Expression => ({ kind: 'id', name })),
    fc.constantFrom('REPEAT', 'DESC').map((name): Expression => ({ kind: 'word', name })),
    fc.constantFrom('', 'load', 'a b').map((value): Expression => ({ kind: 'text', value })),
  ),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    tie('expression').map((operand): Expression => ({ kind: 'negative', operand })),
    fc.array(tie('expression'), { maxLength: 3 }).map((items): Expression => ({ kind: 'list', items })),
    fc
      .tuple(fc.constantFrom(...OPERATORS), tie('expression'), tie('expression'))
      .map(([operator, left, right]): Expression => ({ kind: 'operation', operator, left, right })),
    fc
      .tuple(fc.constantFrom('SUM', 'IF'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, parameters]): Expression => ({ kind: 'call', name, parameters })),
  ),
}));

/** With every parenthesis there can be. */
function write(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'text':
      return `"${expression.value}"`;
    case 'id':
    case 'word':
      return expression.name;
    case 'negative':
      return `(-${write(expression.operand)})`;
    case 'list':
      return `[${expression.items.map(write).join(', ')}]`;
    case 'operation':
      return `(${write(expression.left)} ${expression.operator} ${write(expression.right)})`;
    case 'call':
      return `${expression.name}(${expression.parameters.map(write).join(',')})`;
  }
}

describe('the parser of metric math', () => {
  it('reads back whatever can be written', () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        expect(parseExpression(write(expression))).toEqual(expression);
      }),
    );
  });

  it('says no to any other text, and nothing worse', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'m1 SUM()[],+-*/^<>=&|."e') }), (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MathError);
        }
      }),
    );
  });

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['100 / 10 / 5', 2],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 * -3', -6],
    ['- -3', 3],
    ['+3', 3],
    ['1.5e3 + .5', 1500.5],
    ['1 + 1 == 2', 1],
    ['1 < 2 && 2 < 1', 0],
    ['1 > 2 OR 2 > 1 AND 1 > 0', 1],
    ['(0 || 1) && 0', 0],
    ['0 || 1 && 0', 0],
    ['3 != 3', 0],
  ])('%s is %d', (expression, value) => {
    expect(number(expression)).toBe(value);
  });

  it.each([
    ['', 'Unexpected end of the expression'],
    ['m1 +', 'Unexpected end of the expression'],
    ['m1 m2', "Unexpected 'm2' at position 4"],
    ['(m1', 'Unexpected end of the expression'],
    ['SUM(m1))', "Unexpected ')' at position 8"],
    ['m1 $ 2', "Unexpected character '$' at position 4"],
    ['AND 1', "Unexpected 'AND' at position 1"],
    [`${'('.repeat(200)}1${')'.repeat(200)}`, 'The expression is nested too deeply'],
  ])('%s: %s', (expression, message) => {
    expect(() => parseExpression(expression)).toThrow(message);
  });
});
