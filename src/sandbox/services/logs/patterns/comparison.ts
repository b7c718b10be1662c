/** Comparisons of a field with a value, as JSON and field patterns have them: `= "tim*"`, `!= 3`, `>= 1.5e3`. */
import { invalidPattern } from './invalid-pattern.js';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Operator = (typeof OPERATORS)[number];

/** A value as it stands in a pattern. */
export interface Literal {
  readonly text: string;
  readonly quoted: boolean;
}

export type ValueTest = (value: string | number) => boolean;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export function isOperator(text: string): text is Operator {
  return OPERATORS.some((operator) => operator === text);
}

/** Undefined where the text is no number. */
export function numberOf(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/**
 * A number is compared with numbers only, a text with texts only; what is of another kind is not equal. In a text
 * `*` stands for anything. Only numbers are less or greater: throws `InvalidParameterException` for texts.
 */
export function comparisonOf(operator: Operator, { text, quoted }: Literal): ValueTest {
  const number = quoted ? undefined : numberOf(text);
  if (number !== undefined) return (value) => typeof value === 'number' && compare(operator, value, number);
  const matches = wildcardTest(text);
  if (operator === '=') return (value) => typeof value === 'string' && matches(value);
  if (operator === '!=') return (value) => !(typeof value === 'string' && matches(value));
  return invalidPattern();
}

function compare(operator: Operator, left: number, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** Texts that are what stands between the stars, in that order. Takes time in proportion to both lengths at most. */
function wildcardTest(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
