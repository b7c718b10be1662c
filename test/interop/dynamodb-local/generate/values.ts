/** Attribute values as a request may hold them: of every type, not canonical, now and then not allowed. */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';

export type KeyType = 'S' | 'N' | 'B';

/** A value on the wire: `{"S": "a"}`. */
export type Value = fc.Arbitrary<JsonObject>;

/** Few, so that values meet; equal ones in several notations. */
const NUMBERS = [
  '0',
  '1',
  '2',
  '3',
  '10',
  '-1',
  '1.5',
  '1.50',
  '1e2',
  '100',
  '-0',
  '.5',
  '5.',
  '007',
  '-2.5E-3',
];
const EXTREME_NUMBERS = [
  '99999999999999999999999999999999999999',
  '-9.9999999999999999999999999999999999999E+125',
  '1e125',
  '1E-130',
  '0.00000000000000000000000000000000000000000000000001',
  '123456789012345678901234567890',
];
const BAD_NUMBERS = [
  ...['', 'abc', ' 1', '1 ', 'NaN', 'Infinity', '0x1', '1_0', '--1', '1e', '.', '1,5'],
  ...['1e126', '-1e126', '1e-131', '123456789012345678901234567890123456789', '1e999999999999'],
];
const STRINGS = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'B',
  'z',
  'ä',
  '\u{1f600}',
  '\uffee',
  'a b',
  '"',
  '\u0000',
  '1',
  'S',
  'N',
];
const BINARIES = ['', 'AA==', 'AQ==', 'AQI=', 'AQID', '/w==', '/v8='];

const number = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom(...EXTREME_NUMBERS) },
  { weight: 3, arbitrary: fc.integer({ min: -300, max: 300 }).map((n) => `${n}e-1`) },
);
const string = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...STRINGS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6, unit: 'grapheme' }) },
);
const binary = fc.constantFrom(...BINARIES);

const scalars = {
  S: string.map((S): JsonObject => ({ S })),
  N: number.map((N): JsonObject => ({ N })),
  B: binary.map((B): JsonObject => ({ B })),
} satisfies Record<KeyType, Value>;

/** A few distinct members; numbers are told apart by their value. */
const sets = fc.oneof(
  fc.uniqueArray(string, { minLength: 1, maxLength: 4 }).map((SS): JsonObject => ({ SS })),
  fc.uniqueArray(number, { minLength: 1, maxLength: 4, selector: Number }).map((NS): JsonObject => ({ NS })),
  fc.uniqueArray(binary, { minLength: 1, maxLength: 4 }).map((BS): JsonObject => ({ BS })),
);

/** Names of attributes at any level. None is a reserved word. */
export const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
export const attributeName = fc.constantFrom(...NAMES);

const good: Value = fc.letrec<{ value: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: scalars.S },
    { weight: 5, arbitrary: scalars.N },
    { weight: 2, arbitrary: scalars.B },
    { weight: 1, arbitrary: fc.boolean().map((BOOL) => ({ BOOL })) },
    { weight: 1, arbitrary: fc.constant({ NULL: true }) },
    { weight: 3, arbitrary: sets },
    { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })) },
    { weight: 3, arbitrary: fc.dictionary(attributeName, tie('value'), { maxKeys: 3 }).map((M) => ({ M })) },
  ),
})).value;

const bad: Value = fc.oneof(
  fc.constantFrom(...BAD_NUMBERS).map((N): JsonObject => ({ N })),
  fc.constantFrom<JsonObject[]>(
    {},
    { NULL: false },
    { S: 'a', N: '1' },
    { SS: [] },
    { NS: [] },
    { BS: [] },
    { SS: ['a', 'b', 'a'] },
    { NS: ['1', '2', '1.0'] },
    { BS: ['AA==', 'AA=='] },
    { NS: ['1', 'x'] },
    { M: { '': { S: 'a' } } },
    { L: [{ S: 'a' }, {}] },
    { M: { a: { NULL: false } } },
  ),
);

export const value: Value = fc.oneof({ weight: 300, arbitrary: good }, { weight: 1, arbitrary: bad });
export const goodValue: Value = good;

/** What the operand of a clause or function needs to be, more often than not. */
export const ofType = {
  ...scalars,
  set: sets,
  list: fc.array(good, { maxLength: 3 }).map((L): JsonObject => ({ L })),
} satisfies Record<string, Value>;

/** Key values: few, so that requests meet the same items. Empty ones are not allowed in keys. */
export function keyValue(type: KeyType, many: boolean): Value {
  const texts = {
    S: many ? ['a', 'ab', 'b', 'B', 'ä', '\u{1f600}', '\uffee', '1'] : ['a', 'b', 'ä'],
    N: many
      ? ['0', '1', '1.0', '-1', '10', '9', '1e2', '-1.5', '0.25', '1e-130']
      : ['1', '1.0', '-7', '1e20'],
    B: many ? ['AA==', 'AQ==', 'AQI=', 'AAA=', '/w==', 'gA=='] : ['AA==', 'AQ==', '/w=='],
  }[type];
  return fc.constantFrom(...texts).map((text): JsonObject => ({ [type]: text }));
}

/** What is no key of that type. */
export function wrongKeyValue(type: KeyType): Value {
  const empty: JsonObject[] = type === 'N' ? [] : [{ [type]: '' }];
  const other: JsonObject = type === 'S' ? { N: '1' } : { S: 'a' };
  return fc.constantFrom<JsonObject[]>(...empty, other, { NULL: true }, { L: [] }, { BOOL: true });
}
