/**
 * Attributes that are always of one type and have few values, so that conditions on them are as often true as not,
 * at their very bounds too, and updates of them mostly succeed.
 */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';
import type { Value } from './values.js';

const number: Value = fc.constantFrom('0', '1', '1.0', '2', '3').map((N) => ({ N }));
const string: Value = fc.constantFrom('a', 'ab', 'b', 'ba').map((S) => ({ S }));
const member: Value = fc.constantFrom('a', 'b', 'c').map((S) => ({ S }));
const set: Value = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((SS) => ({ SS }));
const list: Value = fc.array(number, { maxLength: 3 }).map((L) => ({ L }));
const map: Value = number.map((n) => ({ M: { n } }));

/** Some of them: `n` a number, `s` a string, `t` a set, `l` a list of numbers, `m` a map with a number `n`. */
export const familiarAttributes: fc.Arbitrary<JsonObject> = fc
  .record({ n: number, s: string, t: set, l: list, m: map }, { requiredKeys: [] })
  .map((attributes) => ({ ...attributes }));

/** A text in which `?` stands for a value each. */
export interface Template {
  readonly text: string;
  readonly values: readonly Value[];
}

function templates(texts: readonly string[], ...values: Value[]): Template[] {
  return texts.map((text) => ({ text, values }));
}

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='];
const NUMERIC_PATHS = ['n', 'l[0]', 'l[1]', 'm.n', 'size(s)', 'size(l)', 'size(t)'];

export const FAMILIAR_CONDITIONS: readonly Template[] = [
  ...NUMERIC_PATHS.flatMap((path) =>
    templates(
      COMPARATORS.map((comparator) => `${path} ${comparator} ?`),
      number,
    ),
  ),
  ...templates(
    COMPARATORS.map((comparator) => `s ${comparator} ?`),
    string,
  ),
  ...templates(COMPARATORS.map((comparator) => `n ${comparator} m.n`)),
  ...templates(['n BETWEEN ? AND ?', '? BETWEEN n AND ?', 'n IN (?, ?)'], number, number),
  ...templates(['s BETWEEN ? AND ?', 's IN (?, ?)'], string, string),
  ...templates(['begins_with(s, ?)', 'contains(s, ?)'], string),
  ...templates(['contains(t, ?)'], member),
  ...templates(['contains(l, ?)'], number),
  ...templates(['t = ?', 't <> ?'], set),
  ...templates(['l = ?', 'l <> ?'], list),
  ...templates(['m = ?', 'm <> ?'], map),
];

/** By clause. */
export const FAMILIAR_ACTIONS: Readonly<Record<'SET' | 'REMOVE' | 'ADD' | 'DELETE', readonly Template[]>> = {
  SET: [
    ...templates(
      ['n = n + ?', 'n = ? - n', 'n = if_not_exists(n, ?)', 'm.n = ?', 'l[0] = ?', 'l[9] = ?'],
      number,
    ),
    ...templates(['n = if_not_exists(n, ?) + ?'], number, number),
    ...templates(['s = ?', 's = if_not_exists(s, ?)'], string),
    ...templates(['l = list_append(l, ?)', 'l = list_append(?, l)', 'l = ?'], list),
    ...templates(['m = ?'], map),
  ],
  REMOVE: templates(['n', 's', 't', 'l[0]', 'l[2]', 'm.n', 'm']),
  ADD: [...templates(['n ?', 'm.n ?', 'l[1] ?'], number), ...templates(['t ?'], set)],
  DELETE: templates(['t ?'], set),
};
