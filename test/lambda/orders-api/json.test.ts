/** JSON there and back, as the function reads, hashes and writes it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber, InexactNumber } from '../../../assets/lambda/orders-api/exact-number.js';
import { readJson } from '../../../assets/lambda/orders-api/json-reader.js';
import { canonicalJson, writeJson } from '../../../assets/lambda/orders-api/json-writer.js';

const digits = (constraints: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), ...constraints });

/** As it may stand in JSON: `-12.50e+3`. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits({ minLength: 1, maxLength: 45 }).map((text) => text.replace(/^0+(?=\d)/, '')),
    fc.option(digits({ minLength: 1, maxLength: 45 })),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.nat(200))),
  )
  .map(([sign, whole, fraction, power]) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, power?.join('') ?? ''].join(''),
  );

/** The number as a whole number of 10^-400ths, which every number in question is. */
function value(text: string): bigint {
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const places = 400 + Number(power) - fraction.length;
  return BigInt(`${whole}${fraction}`) * 10n ** BigInt(places) * (sign === '-' ? -1n : 1n);
}

function significantDigits(number: bigint): number {
  return `${number}`.replace(/^-/, '').replace(/0+$/, '').length;
}

describe('a number', () => {
  it('is kept to the last digit, or refused; never rounded', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const exact = value(text);
        const magnitude = `${exact}`.replace('-', '').length - 1 - 400;
        const fits = significantDigits(exact) <= 38 && magnitude >= -130 && magnitude <= 125;
        if (exact !== 0n && !fits) {
          expect(() => exactNumber(text)).toThrow(InexactNumber);
          return;
        }
        expect(value(exactNumber(text).value)).toBe(exact);
        expect(() => JSON.parse(exactNumber(text).value)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each(['9007199254740993', '0.1234567890123456789', '1e125', '1e-130', '-0', '12345678901234567890.5'])(
    'for example %s',
    (text) => {
      expect(value(exactNumber(text).value)).toBe(value(text));
    },
  );
});

/** Names that the API refuses are no matter here. */
const json = fc
  .jsonValue({ maxDepth: 5 })
  .filter((some) => !/"(?:__proto__)?":|\\u[dD]/.test(JSON.stringify(some)));

it('is read as JSON.parse reads it, and written so that it does', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2, '\t', '\r\n '), (some, space) => {
      // A double may have more digits than DynamoDB has room for its size: 5e-324.
      const { value: read, problems } = readJson(JSON.stringify(some, null, space));
      fc.pre(problems.length === 0);

      expect(JSON.parse(writeJson(read))).toEqual(JSON.parse(JSON.stringify(some)));
    }),
  );
});

it('takes for JSON what JSON.parse takes for it', () => {
  const piece = fc.constantFrom(
    ...'{}[],:"\\ \n',
    '1',
    '-',
    '.',
    'e',
    '0',
    'true',
    'null',
    '"a"',
    '\\u0041',
    '\u0001',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');

      expect(isRead(text)).toBe(isParsed(text));
    }),
    { numRuns: 2000 },
  );
});

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether it is JSON at all; what is wrong with it as an order does not matter. */
function isRead(text: string): boolean {
  try {
    readJson(text);
    return true;
  } catch {
    return false;
  }
}

it('hashes the same JSON to the same, in whatever order its members are', () => {
  const one = readJson('{"a":1,"b":[{"c":2,"d":1.50}],"10":0}').value;
  const same = readJson(' { "10":-0, "b":[{"d":15e-1,"c":2}], "a":1 }').value;
  const other = readJson('{"a":1,"b":[{"c":2,"d":1.51}],"10":0}').value;

  expect(canonicalJson(same)).toBe(canonicalJson(one));
  expect(canonicalJson(other)).not.toBe(canonicalJson(one));
});
