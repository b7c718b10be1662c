/** Requests with one expression and the placeholders that it uses. */
import {
  type ExpressionParameter,
  type Expressions,
  parseExpressions,
} from '../../../../../src/sandbox/services/dynamodb/expressions/expressions.js';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';

export const names = {
  '#a': 'a',
  '#b': 'b',
  '#d': '[3]',
  '#proto': '__proto__',
  '#inherited': 'constructor',
  '#dot': 'ö.x',
} as const;

export const values = {
  ':a': { S: 'a' },
  ':b': { S: 'b' },
  ':n': { N: '1' },
  ':m': { N: '2' },
  ':l': { L: [{ N: '9' }] },
  ':map': { M: {} },
  ':bool': { BOOL: true },
  ':null': { NULL: true },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':bs': { BS: ['YQ=='] },
  ':bin': { B: 'YQ==' },
} as const;

/** The expression compiled, with those of `names` and `values` (or of `more`) that its text mentions. */
export function parse(parameter: ExpressionParameter, text: string, more: Item = {}): Expressions {
  const used = <T>(defined: Readonly<Record<string, T>>): Record<string, T> | undefined => {
    const mentioned = Object.entries(defined).filter(([key]) =>
      new RegExp(`${key}(?![a-zA-Z0-9_])`).test(text),
    );
    return mentioned.length > 0 ? Object.fromEntries(mentioned) : undefined;
  };
  return parseExpressions(
    {
      [parameter]: text,
      ExpressionAttributeNames: used(names),
      ExpressionAttributeValues: used({ ...values, ...more }),
    },
    [parameter],
  );
}
