/**
 * Reads metric math. What binds tighter comes first: `^`, `*` and `/`, `+` and `-`, comparisons, `AND`, `OR`; a minus
 * sign before something binds like `*`. Operators of one rank are done from the left, `^` from the right.
 */
import { type Token, tokensOf } from './lexer.js';
import { type Expression, MathError, type Operator } from './syntax.js';

interface Rank {
  readonly binds: number;
  readonly operator: Operator;
}

const OPERATORS: ReadonlyMap<string, Rank> = new Map([
  ['||', { binds: 1, operator: '||' }],
  ['OR', { binds: 1, operator: '||' }],
  ['&&', { binds: 2, operator: '&&' }],
  ['AND', { binds: 2, operator: '&&' }],
  ['==', { binds: 3, operator: '==' }],
  ['!=', { binds: 3, operator: '!=' }],
  ['<', { binds: 3, operator: '<' }],
  ['<=', { binds: 3, operator: '<=' }],
  ['>', { binds: 3, operator: '>' }],
  ['>=', { binds: 3, operator: '>=' }],
  ['+', { binds: 4, operator: '+' }],
  ['-', { binds: 4, operator: '-' }],
  ['*', { binds: 5, operator: '*' }],
  ['/', { binds: 5, operator: '/' }],
  ['^', { binds: 6, operator: '^' }],
]);
const SIGN_BINDS = 5;
const ID = /^[a-z]/;
/** Deeper ones are refused before they could exhaust the stack. */
const MOST_NESTED = 100;

/** Throws MathError for what is no expression. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  const expression = parser.expression(0);
  parser.expectEnd();
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** As far as operators bind tighter than `above`. */
  expression(above: number): Expression {
    this.#depth += 1;
    if (this.#depth > MOST_NESTED) throw new MathError('The expression is nested too deeply');
    let left = this.#operand();
    for (;;) {
      const rank = this.#operator();
      if (rank === undefined || rank.binds <= above) break;
      this.#next += 1;
      const right = this.expression(rank.operator === '^' ? rank.binds - 1 : rank.binds);
      left = { kind: 'operation', operator: rank.operator, left, right };
    }
    this.#depth -= 1;
    return left;
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw unexpected(this.#peek());
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'number' || token.kind === 'text') return asLiteral(token);
    if (token.kind === 'name') return this.#named(token);
    switch (token.value) {
      case '-':
        return { kind: 'negative', operand: this.expression(SIGN_BINDS) };
      case '+':
        return this.expression(SIGN_BINDS);
      case '(': {
        const inside = this.expression(0);
        this.#expect(')');
        return inside;
      }
      case '[':
        return { kind: 'list', items: this.#list(']') };
      default:
        throw unexpected(token);
    }
  }

  #named(token: Token & { readonly kind: 'name' }): Expression {
    const name = token.value;
    if (OPERATORS.has(name)) throw unexpected(token);
    if (this.#is('(')) {
      this.#next += 1;
      return { kind: 'call', name, parameters: this.#list(')') };
    }
    return ID.test(name) ? { kind: 'id', name } : { kind: 'word', name };
  }

  /** Up to and with the symbol that closes it. */
  #list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#is(end)) {
      this.#next += 1;
      return items;
    }
    for (;;) {
      items.push(this.expression(0));
      if (!this.#is(',')) break;
      this.#next += 1;
    }
    this.#expect(end);
    return items;
  }

  #operator(): Rank | undefined {
    const { kind, value } = this.#peek();
    return kind === 'symbol' || kind === 'name' ? OPERATORS.get(value) : undefined;
  }

  #is(symbol: string): boolean {
    const { kind, value } = this.#peek();
    return kind === 'symbol' && value === symbol;
  }

  #expect(symbol: string): void {
    if (!this.#is(symbol)) throw unexpected(this.#peek());
    this.#next += 1;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', value: '', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }
}

function asLiteral(token: Token & { readonly kind: 'number' | 'text' }): Expression {
  return token.kind === 'number'
    ? { kind: 'number', value: token.value }
    : { kind: 'text', value: token.value };
}

function unexpected({ kind, value, at }: Token): MathError {
  return new MathError(
    kind === 'end' ? 'Unexpected end of the expression' : `Unexpected '${value}' at position ${at + 1}`,
  );
}
