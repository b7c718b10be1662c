import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  formatNumber,
  parseNumber,
  subtractNumbers,
} from '../../../../../src/sandbox/services/dynamodb/values/number.js';
import { encodeNumber } from '../../../../../src/sandbox/services/dynamodb/values/number-encoding.js';
import { numberText } from '../arbitraries.js';

describe('canonicalNumber', () => {
  it.each([
    ['1', '1'],
    ['+1', '1'],
    ['1.', '1'],
    ['.5', '0.5'],
    ['-0', '0'],
    ['0e125', '0'],
    ['0e-130', '0'],
    ['0.000', '0'],
    ['007', '7'],
    ['1.500', '1.5'],
    ['1e5', '100000'],
    ['12E-3', '0.012'],
    ['1e100', `1${'0'.repeat(100)}`],
    ['-1e-130', `-0.${'0'.repeat(129)}1`],
    [`9.${'9'.repeat(37)}e125`, `${'9'.repeat(38)}${'0'.repeat(88)}`],
  ])('answers %s as %s', (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each(['.', '-', 'x', ' 1', '1 ', '0x1', '1_0', 'NaN', 'Infinity', '1e', '1e9223372036854775808'])(
    'refuses %j as no number',
    (text) => {
      expect(() => canonicalNumber(text)).toThrow(
        `The parameter cannot be converted to a numeric value: ${text}`,
      );
    },
  );

  it('refuses the empty text, which only the current layer tries to name', () => {
    expect(() => canonicalNumber('')).toThrow(/^The parameter cannot be converted to a numeric value: $/);
    expect(() => canonicalNumber('', 'older')).toThrow(
      /^The parameter cannot be converted to a numeric value$/,
    );
  });

  it.each([
    ['1e2147483646', 'Number overflow'],
    ['1e2147483647', 'Number underflow'],
    ['0.5e2147483647', 'Number overflow'],
    ['1e2147483648', 'The parameter cannot be converted to a numeric value: 1e2147483648'],
  ])('in the older layer answers %s as Java does: %s', (text, message) => {
    expect(() => canonicalNumber(text, 'older')).toThrow(message);
  });

  it.each(['1e126', '-1e126', '0e126', '1e2147483647', '1e99999999999'])('overflows at %s', (text) => {
    expect(() => canonicalNumber(text)).toThrow(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  });

  it.each(['1e-131', '-1e-131', '1e-2000000000'])('underflows at %s', (text) => {
    expect(() => canonicalNumber(text)).toThrow(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  });

  it('holds 38 digits and no more', () => {
    expect(canonicalNumber('1'.repeat(38))).toBe('1'.repeat(38));
    expect(() => canonicalNumber('1'.repeat(39))).toThrow(
      'Attempting to store more than 38 significant digits in a Number',
    );
    expect(canonicalNumber(`${'1'.repeat(38)}00.00`)).toBe(`${'1'.repeat(38)}00`);
  });

  it('is stable, and loses nothing', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const canonical = canonicalNumber(text);
        expect(canonicalNumber(canonical)).toBe(canonical);
        expect(parseNumber(canonical)).toEqual(parseNumber(text));
        expect(formatNumber(parseNumber(text))).toBe(canonical);
      }),
    );
  });
});

describe('order', () => {
  it('is the same for compareNumbers, the encoding and exact arithmetic', () => {
    fc.assert(
      fc.property(numberText, numberText, (left, right) => {
        const [a, b] = [canonicalNumber(left), canonicalNumber(right)];
        const expected = Math.sign(Number(scaled(a) - scaled(b)) || 0);
        expect(Math.sign(compareNumbers(a, b))).toBe(expected);
        expect(Buffer.compare(encodeNumber(a), encodeNumber(b))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('fits into 22 bytes', () => {
    fc.assert(fc.property(numberText, (text) => encodeNumber(text).length <= 22));
  });
});

describe('arithmetic', () => {
  it('is exact, or refused for its digits or magnitude', () => {
    fc.assert(
      fc.property(numberText, numberText, (left, right) => {
        const [a, b] = [canonicalNumber(left), canonicalNumber(right)];
        const exact = scaled(a) + scaled(b);
        const digits = String(exact).replace('-', '').replace(/0+$/, '');
        if (digits.length > 38) expect(() => addNumbers(a, b)).toThrow(/38 significant digits|overflow/);
        else expect(scaled(addNumbers(a, b))).toBe(exact);
      }),
      { numRuns: 500 },
    );
  });

  it('takes away what it added', () => {
    const small = fc.integer({ min: -1e9, max: 1e9 }).map((n) => canonicalNumber(`${n}e-4`));
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(subtractNumbers(addNumbers(a, b), b)).toBe(a);
        expect(subtractNumbers(a, a)).toBe('0');
      }),
    );
  });

  it('overflows', () => {
    const largest = canonicalNumber(`${'9'.repeat(38)}e88`);
    expect(() => addNumbers(largest, canonicalNumber('1e88'))).toThrow('Number overflow.');
    expect(() => subtractNumbers('1', canonicalNumber('1e-100'))).toThrow('38 significant digits');
  });

  it('knows no floating point', () => {
    expect(addNumbers('0.1', '0.2')).toBe('0.3');
    expect(addNumbers('999999999999999', '1')).toBe('1000000000000000');
    expect(subtractNumbers('-999999999999999', '1')).toBe('-1000000000000000');
  });
});

/** The number as a whole count of 1E-170, which every number is. */
function scaled(canonical: string): bigint {
  const { sign, digits, exponent } = parseNumber(canonical);
  return sign === 0 ? 0n : BigInt(sign) * BigInt(digits) * 10n ** BigInt(exponent - digits.length + 1 + 170);
}
