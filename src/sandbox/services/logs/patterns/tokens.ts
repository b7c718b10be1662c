/** The words of JSON and field patterns. */
import type { Literal } from './comparison.js';
import { invalidPattern } from './invalid-pattern.js';

const SPACE = /\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** Reads a pattern from its beginning to its end. What does not fit throws `InvalidParameterException`. */
export class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  /** Whether this comes next; if so it is read. */
  takes(expected: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.takes(expected)) invalidPattern();
  }

  /** What a sticky expression matches next; undefined where it does not. */
  read(expression: RegExp): string | undefined {
    this.#skipSpace();
    return this.readHere(expression);
  }

  /** The same, where no space may come before. */
  readHere(expression: RegExp): string | undefined {
    return this.#match(expression)?.[0];
  }

  /** A text in quotes, or one without them that `plain` (sticky) matches. */
  literal(plain: RegExp): Literal {
    this.#skipSpace();
    const quoted = this.#match(QUOTED)?.[1];
    if (quoted !== undefined) return { text: quoted.replace(/\\(.)/gs, '$1'), quoted: true };
    return { text: this.read(plain) ?? invalidPattern(), quoted: false };
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #skipSpace(): void {
    this.#match(SPACE);
  }
}
