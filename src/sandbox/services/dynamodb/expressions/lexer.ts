/** An expression's text as tokens. There is no unreadable text: a stray character is a token of its own. */

export type TokenKind = 'identifier' | 'name-placeholder' | 'value-placeholder' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins and ends in the expression. */
  readonly start: number;
  readonly end: number;
}

/** An identifier, placeholder, number (a leading zero stands alone), comparator, or any other character. */
const TOKEN = /[A-Za-z][A-Za-z0-9_]*|#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|0|[1-9][0-9]*|<>|<=|>=|[^ \t\r\n]/gu;

const IDENTIFIER = /^[A-Za-z]/;
const NUMBER = /^[0-9]/;

/** All tokens, and an end token that stands behind any trailing white space. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = Array.from(text.matchAll(TOKEN), (match) => ({
    kind: kindOf(match[0]),
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

function kindOf(text: string): TokenKind {
  if (IDENTIFIER.test(text)) return 'identifier';
  if (NUMBER.test(text)) return 'number';
  if (text.length > 1 && text.startsWith('#')) return 'name-placeholder';
  if (text.length > 1 && text.startsWith(':')) return 'value-placeholder';
  return 'symbol';
}
