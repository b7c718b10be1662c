/** A reader of tokens with one token to look at, for parsers by recursive descent. */
import { MAX_EXPRESSION_OPERATORS } from '../limits.js';
import { ExpressionError, redundantParentheses, tooManyOperators } from './expression-error.js';
import { type Token, type TokenKind, tokenize } from './lexer.js';

/** Parentheses within parentheses: a pair around an operator and a pair around its operand. */
const MAX_DEPTH = 2 * MAX_EXPRESSION_OPERATORS;

export class TokenStream {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  /** The pair of parentheses that was closed last, by the positions of its tokens. */
  #lastGroup: { readonly open: number; readonly close: number } | undefined;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  get #current(): Token {
    return this.#at(this.#position);
  }

  /** The token at a position; the end goes on for ever. */
  #at(position: number): Token {
    const token = this.#tokens[Math.min(position, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('No token before the first');
    return token;
  }

  nextIs(kind: TokenKind): boolean {
    return this.#current.kind === kind;
  }

  nextIsSymbol(symbol: string): boolean {
    return this.#current.kind === 'symbol' && this.#current.text === symbol;
  }

  /** Keywords are identifiers, in any case. */
  nextIsKeyword(...keywords: readonly string[]): boolean {
    return this.#current.kind === 'identifier' && keywords.includes(this.#current.text.toUpperCase());
  }

  /** Whether the token behind the next one is an opening parenthesis, as behind the name of a function. */
  get secondOpensParenthesis(): boolean {
    return this.#at(this.#position + 1).text === '(';
  }

  take(): Token {
    const token = this.#current;
    this.#position++;
    return token;
  }

  takeKind(kind: TokenKind): Token {
    if (this.#current.kind !== kind) throw this.syntaxError();
    return this.take();
  }

  takeSymbol(symbol: string): void {
    if (!this.nextIsSymbol(symbol)) throw this.syntaxError();
    this.#position++;
  }

  /** Takes the symbol if it is the next one. */
  skipSymbol(symbol: string): boolean {
    const found = this.nextIsSymbol(symbol);
    if (found) this.#position++;
    return found;
  }

  skipKeyword(keyword: string): boolean {
    const found = this.nextIsKeyword(keyword);
    if (found) this.#position++;
    return found;
  }

  /** What stands in parentheses that do nothing but group; these must not hold nothing but another pair. */
  group<T>(content: () => T): T {
    const open = this.#position;
    this.takeSymbol('(');
    const result = this.#nested(content, redundantParentheses);
    const close = this.#position;
    this.takeSymbol(')');
    if (this.#lastGroup?.open === open + 1 && this.#lastGroup.close === close - 1) {
      throw redundantParentheses();
    }
    this.#lastGroup = { open, close };
    return result;
  }

  /** What stands in the parentheses of a function call. */
  call<T>(content: () => T): T {
    this.takeSymbol('(');
    const result = this.#nested(content, tooManyOperators);
    this.takeSymbol(')');
    return result;
  }

  /**
   * Keeps a text of nothing but parentheses from overflowing the stack. With so many more levels than there may
   * be operators, it has to be an error sooner or later.
   */
  #nested<T>(content: () => T, error: () => ExpressionError): T {
    if (this.#depth >= MAX_DEPTH) throw error();
    this.#depth++;
    const result = content();
    this.#depth--;
    return result;
  }

  /** One or more things with commas between them. */
  list<T>(element: () => T): T[] {
    const elements = [element()];
    while (this.skipSymbol(',')) elements.push(element());
    return elements;
  }

  /** The next token has no place here. AWS shows it between its neighbours, as they are written. */
  syntaxError(): ExpressionError {
    const from = this.#position === 0 ? 0 : this.#at(this.#position - 1).start;
    const near = this.#text.slice(from, this.#at(this.#position + 1).end);
    return new ExpressionError(`Syntax error; token: "${this.#current.text}", near: "${near}"`);
  }
}
