import { NumberValue } from '@aws-sdk/lib-dynamodb';

/**
 * What DynamoDB keeps of a number: Amazon DynamoDB Developer Guide,
 * "Supported data types and naming rules".
 */
const MOST_DIGITS = 38;
const SMALLEST_POWER_OF_TEN = -130;
const GREATEST_POWER_OF_TEN = 125;

const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Thrown for what DynamoDB cannot keep as it is; says why. */
export class InexactNumber extends Error {}

/**
 * A number as it is written in JSON, digit for digit. JavaScript's own
 * numbers would round 9007199254740993 or 0.1234567890123456789 in
 * silence; DynamoDB keeps 38 digits. 1.50 and 15e-1 give the same.
 */
export function exactNumber(text: string): NumberValue {
  const parts = PARTS.exec(text);
  if (parts === null) throw new InexactNumber('is no number');
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts;
  const leading = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = leading.replace(/0+$/, '');
  if (digits === '') return new NumberValue('0');
  if (digits.length > MOST_DIGITS) {
    throw new InexactNumber(
      `has more than ${MOST_DIGITS} significant digits`,
    );
  }
  /** Digits before the decimal point; negative: zeros behind it. */
  const point = leading.length - fraction.length + Number(power);
  if (point - 1 > GREATEST_POWER_OF_TEN) {
    throw new InexactNumber('is too large: at most 9.99e125');
  }
  if (point - 1 < SMALLEST_POWER_OF_TEN) {
    throw new InexactNumber('is too close to zero: at least 1e-130');
  }
  return new NumberValue(`${sign}${plain(digits, point)}`);
}

function plain(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
