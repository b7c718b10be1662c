/** Random values for property tests: valid, and of every type. */
import fc from 'fast-check';
import type {
  AttributeValue,
  Item,
} from '../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { checkValue } from '../../../../src/sandbox/services/dynamodb/values/check-value.js';

/** Numbers in many notations, up to the limits of digits and magnitude, small ones more often. */
export const numberText: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.integer().map((n) => `${n}e-3`),
  fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      fc.stringMatching(/^[1-9]\d{0,36}$/),
      fc.integer({ min: -93, max: 88 }),
    )
    .map(([sign, digits, exponent]) => `${sign}0${digits}E${exponent}`),
);

export const binaryText: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

export const text: fc.Arbitrary<string> = fc.string({ maxLength: 12, unit: 'grapheme' });

/** Names that meet in paths and items often enough, and a few awkward ones. */
export const attributeName: fc.Arbitrary<string> = fc.constantFrom(
  'a',
  'b',
  'c',
  'order_id',
  '__proto__',
  'constructor',
  'ö.x',
);

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  text.map((S) => ({ S })),
  numberText.map((N) => ({ N })),
  binaryText.map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true } as const),
  fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((SS) => ({ SS })),
  fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 4 }).map((numbers) => ({
    NS: numbers.map(String),
  })),
  fc.uniqueArray(binaryText, { minLength: 1, maxLength: 4 }).map((BS) => ({ BS })),
);

const nested: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(attributeName, tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
  ),
})).value;

/** A value of any type, canonical. */
export const value: fc.Arbitrary<AttributeValue> = nested.map(checkValue);

/** A few attributes, canonical. */
export const item: fc.Arbitrary<Item> = fc.dictionary(attributeName, value, { maxKeys: 4 });
