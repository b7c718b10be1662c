/**
 * Patterns of terms: `ERROR "timed out" -retry` finds messages that hold all of them, as words or phrases, and
 * none with a minus; `?ERROR ?WARN` those that hold one of them.
 */
import { invalidParameter } from '../errors.js';
import type { MessageTest } from './filter-pattern.js';
import { invalidPattern } from './invalid-pattern.js';

const TERM = /([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)\s*/y;
const PLAIN_TERM = /^[\p{L}\p{N}_]+$/u;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

interface Term {
  readonly kind: 'required' | 'excluded' | 'optional';
  readonly text: string;
}

/** Throws `InvalidParameterException`. */
export function parseTerms(pattern: string): MessageTest {
  const terms = readTerms(pattern);
  const of = (kind: Term['kind']): string[] =>
    terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const [required, excluded, optional] = [of('required'), of('excluded'), of('optional')];
  // AWS does not look at optional terms where there are others.
  if (required.length + excluded.length === 0) {
    return (message) => optional.some((text) => holdsTerm(message, text));
  }
  return (message) =>
    required.every((text) => holdsTerm(message, text)) && !excluded.some((text) => holdsTerm(message, text));
}

function readTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < pattern.length) {
    const [, sign, quoted, plain = ''] = TERM.exec(pattern) ?? invalidPattern();
    if (quoted === undefined && !PLAIN_TERM.test(plain)) {
      throw invalidParameter(`Invalid character(s) in term '${plain}'`);
    }
    terms.push({ kind: kindOf(sign), text: quoted?.replace(/\\(.)/gs, '$1') ?? plain });
  }
  return terms;
}

function kindOf(sign: string | undefined): Term['kind'] {
  if (sign === '-') return 'excluded';
  return sign === '?' ? 'optional' : 'required';
}

/** Whether the text stands in the message as whole words: `ERROR` is not in `ERRORS`. Letters count as they are. */
export function holdsTerm(message: string, text: string): boolean {
  for (let at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
    const end = at + text.length;
    if (!joins(message[at - 1], text[0]) && !joins(text.at(-1), message[end])) return true;
  }
  return false;
}

function joins(left: string | undefined, right: string | undefined): boolean {
  return isWordCharacter(left) && isWordCharacter(right);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && WORD_CHARACTER.test(character);
}
