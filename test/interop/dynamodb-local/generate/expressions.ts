/**
 * Expressions of every kind, as text with placeholders, and the values that go with them. Most are in order;
 * some are not, in the ways in which people get them wrong.
 */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';
import { FAMILIAR_CONDITIONS, type Template } from './familiar.js';
import { keyAttributesOf, type TableShape } from './tables.js';
import { NAMES, ofType, type Value, value } from './values.js';

/** A piece of an expression, with the placeholders that it uses. */
export interface Piece {
  readonly text: string;
  readonly values: JsonObject;
}

export type Pieces = fc.Arbitrary<Piece>;

/** Names that need a placeholder, or may have one. */
const NAME_PLACEHOLDERS: JsonObject = { '#a': 'a', '#b': 'b', '#size': 'size', '#pk': 'pk', '#dot': 'c.d' };

/** A reserved word among them, without its placeholder. */
const AWKWARD_NAMES = ['#pk', '#pk', '#pk', '#size', '#size', '#size', '#dot', '#dot', '#dot', 'size'];

const TYPES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'BOOL', 'NULL', 'L', 'M'] as const;

/** A placeholder and its value; equal names with other values are renamed where pieces are joined. */
export function operandValue(of: Value): Pieces {
  return fc
    .tuple(of, fc.integer({ min: 0, max: 999_999 }))
    .map(([each, n]) => ({ text: `:v${n}`, values: { [`:v${n}`]: each } }));
}

export function literal(text: string): Piece {
  return { text, values: {} };
}

/** One of the templates, with values. */
export function filled(templates: readonly Template[]): Pieces {
  return fc.constantFrom(...templates).chain(({ text, values }) =>
    fc.tuple(...values.map(operandValue)).map((operands) => ({
      text: operands.reduce((rest, operand) => rest.replace('?', operand.text), text),
      values: Object.assign({}, ...operands.map((operand) => operand.values)) as JsonObject,
    })),
  );
}

/** Joins pieces by a template of their texts. */
export function join(template: (...texts: string[]) => string, ...pieces: Pieces[]): Pieces {
  return fc.tuple(...pieces).map((all) => ({
    text: template(...all.map(({ text }) => text)),
    values: Object.assign({}, ...all.map(({ values }) => values)) as JsonObject,
  }));
}

/** Paths into an item: attributes, now and then a key, elements and members. */
export function path(table: TableShape): Pieces {
  const first = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 3, arbitrary: fc.constantFrom('#a', '#b') },
    { weight: 3, arbitrary: fc.constantFrom(...keyAttributesOf(table).map(({ name }) => name)) },
    { weight: 1, arbitrary: fc.constantFrom(...AWKWARD_NAMES) },
  );
  const step = fc.oneof(
    fc.constantFrom(...NAMES).map((name) => `.${name}`),
    fc.constantFrom(0, 1, 2, 7).map((index) => `[${index}]`),
  );
  return fc
    .tuple(
      first,
      fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 3, arbitrary: fc.array(step, { maxLength: 3 }) },
      ),
    )
    .map(([head, steps]) => literal(head + steps.join('')));
}

function operand(table: TableShape): Pieces {
  return fc.oneof(
    { weight: 5, arbitrary: path(table) },
    { weight: 6, arbitrary: operandValue(value) },
    { weight: 1, arbitrary: join((of) => `size(${of})`, path(table)) },
  );
}

export function condition(table: TableShape): Pieces {
  const one = path(table);
  const any = operand(table);
  const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=').map(literal);
  const scalar = operandValue(fc.oneof(ofType.N, ofType.S));
  return fc.letrec<{ condition: Piece }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { weight: 24, arbitrary: filled(FAMILIAR_CONDITIONS) },
      { weight: 3, arbitrary: join((a, is, b) => `${a} ${is} ${b}`, any, comparator, any) },
      { weight: 3, arbitrary: join((a, is, b) => `${a} ${is} ${b}`, one, comparator, scalar) },
      { weight: 2, arbitrary: join((a) => `attribute_exists(${a})`, one) },
      { weight: 2, arbitrary: join((a) => `attribute_not_exists(${a})`, one) },
      {
        weight: 2,
        arbitrary: join(
          (a, type) => `attribute_type(${a}, ${type})`,
          one,
          operandValue(fc.constantFrom(...TYPES).map((S) => ({ S }))),
        ),
      },
      {
        weight: 2,
        arbitrary: join((a, b) => `begins_with(${a}, ${b})`, one, operandValue(fc.oneof(ofType.S, ofType.B))),
      },
      { weight: 3, arbitrary: join((a, b) => `contains(${a}, ${b})`, one, any) },
      { weight: 1, arbitrary: join((a, b, c) => `${a} BETWEEN ${b} AND ${c}`, any, any, any) },
      {
        weight: 2,
        arbitrary: join(
          (a, b, c) => `${a} between ${b} and ${c}`,
          one,
          operandValue(ofType.N),
          operandValue(ofType.N),
        ),
      },
      { weight: 1, arbitrary: join((a, b) => `${a} IN (${b})`, any, any) },
      { weight: 2, arbitrary: join((a, b, c) => `${a} in (${b}, ${c})`, any, any, any) },
      { weight: 2, arbitrary: join((a) => `NOT ${a}`, tie('condition')) },
      { weight: 2, arbitrary: join((a) => `(${a})`, tie('condition')) },
      { weight: 3, arbitrary: join((a, b) => `${a} AND ${b}`, tie('condition'), tie('condition')) },
      { weight: 3, arbitrary: join((a, b) => `${a} OR ${b}`, tie('condition'), tie('condition')) },
    ),
  })).condition;
}

/** One to `most` pieces that begin with different names, as all but a few requests have to; now and then with equal ones. */
export function several<P extends Piece>(piece: fc.Arbitrary<P>, most: number): fc.Arbitrary<P[]> {
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.uniqueArray(piece, {
        minLength: 1,
        maxLength: most,
        selector: ({ text }) => headOf(text),
      }),
    },
    { weight: 1, arbitrary: fc.array(piece, { minLength: 1, maxLength: most }) },
  );
}

/** The attribute that a path, or an action on one, begins with. */
function headOf(text: string): string {
  const head = /^#?\w+/.exec(text)?.[0] ?? '';
  return String(NAME_PLACEHOLDERS[head] ?? head);
}

export function projection(table: TableShape): Pieces {
  return several(path(table), 4).map((paths) => literal(paths.map(({ text }) => text).join(', ')));
}

/** The members of a request for these expressions: texts and the placeholders that they use. */
export function parameters(pieces: Readonly<Record<string, Piece | undefined>>): JsonObject {
  const used = Object.entries(pieces).flatMap(([name, piece]) =>
    piece === undefined ? [] : [[name, piece] as const],
  );
  const texts = Object.fromEntries(used.map(([name, { text }]) => [name, text]));
  const values: JsonObject = Object.assign({}, ...used.map(([, piece]) => piece.values));
  const all = Object.values(texts).join(' ');
  const names = Object.fromEntries(
    Object.entries(NAME_PLACEHOLDERS).filter(([name]) => new RegExp(`${name}\\b`).test(all)),
  );
  return {
    ...texts,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
  };
}

const BREAKAGE = [
  '',
  ' ',
  '(',
  ')',
  ',',
  '.',
  ':',
  '#',
  '= =',
  'AND',
  'SET',
  ':nope',
  '#nope',
  'size',
  'NOT',
  '[x]',
  '\n',
  '@',
];

/** One time in thirty the expression is spoilt: a bit of it cut out, something foreign put in. */
export function spoilt(pieces: Pieces): Pieces {
  const broken = fc
    .tuple(pieces, fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...BREAKAGE))
    .map(([{ text, values }, at, length, foreign]) => {
      const start = at % (text.length + 1);
      const spoiltText = `${text.slice(0, start)}${foreign}${text.slice(start + length)}`;
      return { text: spoiltText, values };
    });
  return fc.oneof({ weight: 30, arbitrary: pieces }, { weight: 1, arbitrary: broken });
}
