/** Metric math, cut into tokens. */
import { MathError } from './syntax.js';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  /** Ids, words and names of functions. */
  | { readonly kind: 'name'; readonly value: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly value: string; readonly at: number }
  | { readonly kind: 'end'; readonly value: ''; readonly at: number };

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const TEXT = /"([^"]*)"|'([^']*)'/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]/y;

/** The last token is the end. Throws MathError at what belongs to no token. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(expression);
  };
  for (;;) {
    at += take(SPACE)?.[0].length ?? 0;
    if (at >= expression.length) return [...tokens, { kind: 'end', value: '', at }];
    const { token, length } = nextToken(take, expression, at);
    tokens.push(token);
    at += length;
  }
}

function nextToken(
  take: (pattern: RegExp) => RegExpExecArray | null,
  expression: string,
  at: number,
): { readonly token: Token; readonly length: number } {
  const number = take(NUMBER)?.[0];
  if (number !== undefined) {
    return { token: { kind: 'number', value: Number(number), at }, length: number.length };
  }
  const name = take(NAME)?.[0];
  if (name !== undefined) return { token: { kind: 'name', value: name, at }, length: name.length };
  const text = take(TEXT);
  if (text !== null) {
    return { token: { kind: 'text', value: text[1] ?? text[2] ?? '', at }, length: text[0].length };
  }
  const symbol = take(SYMBOL)?.[0];
  if (symbol !== undefined) return { token: { kind: 'symbol', value: symbol, at }, length: symbol.length };
  throw new MathError(`Unexpected character '${expression.charAt(at)}' at position ${at + 1}`);
}
