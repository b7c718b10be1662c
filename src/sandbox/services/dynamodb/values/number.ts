/**
 * DynamoDB's numbers: decimal, exact, up to 38 significant digits, magnitude 1E-130 to 9.99…E+125 (AWS:
 * "Naming rules and data types"). They travel as text in both directions; what DynamoDB answers is the plain
 * notation without an exponent and without superfluous zeros, here called canonical.
 */
import { type AwsError, validationException } from '../../../errors.js';
import type { Layer } from './layer.js';

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

/** What Java's BigDecimal reads, which is what AWS reads. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Java's `long`, as which the current layer reads an exponent, and its `int`, as which the older one does. */
const EXPONENT_BITS = { current: 64, older: 32 } as const;
/** Canonical already, and short enough to be within every limit. The common case. */
const SHORT_CANONICAL = /^(?:0|-?(?:[1-9]\d{0,30}(?:\.\d{0,5}[1-9])?|0\.\d{0,35}[1-9]))$/;
/** Texts up to this length convert to doubles without losing their order, and sum up exactly when integers. */
const DOUBLE_SAFE_CHARACTERS = 15;
const INTEGER = /^-?\d+$/;

/** A number taken apart: `sign × d.ddd × 10^exponent`. */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  /** Significant digits, with neither leading nor trailing zeros. Empty for zero. */
  readonly digits: string;
  /** The power of ten of the first digit. 0 for zero. */
  readonly exponent: number;
}

const ZERO: Decimal = { sign: 0, digits: '', exponent: 0 };

/**
 * Takes a number's text apart. Throws AWS's ValidationException for what is no number or out of range; the
 * layer decides how far an exponent is read, and with that which of the two it is.
 */
export function parseNumber(text: string, layer: Layer = 'current'): Decimal {
  const [, sign, whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (sign === undefined || whole.length + fraction.length === 0) throw notNumeric(text, layer);
  const exponent = BigInt(power.replace('+', ''));
  if (BigInt.asIntN(EXPONENT_BITS[layer], exponent) !== exponent) throw notNumeric(text, layer);
  const first = exponentOfFirstDigit(Number(exponent), whole, fraction, layer);
  const value = decimal(sign === '-' ? -1 : 1, whole + fraction, first);
  if (value.sign !== 0) return inRange(value);
  // Zero has to be in range with the exponent that it is written with.
  inRange({ ...value, exponent: Number(exponent) - fraction.length });
  return ZERO;
}

/** The older layer adds up in 32 bits: what is far too large comes out as far too small. */
function exponentOfFirstDigit(exponent: number, whole: string, fraction: string, layer: Layer): number {
  const first = exponent + whole.length - 1;
  if (layer === 'current') return first;
  const significant = (whole + fraction).replace(/^0+/, '').length || 1;
  const wrapped = Number(BigInt.asIntN(32, BigInt(significant - fraction.length + exponent)));
  return first + wrapped - (significant - fraction.length + exponent);
}

/** A decimal from digits that may have zeros at both ends; `exponent` is that of the first of them. */
function decimal(sign: -1 | 1, padded: string, exponent: number): Decimal {
  let start = 0;
  while (padded[start] === '0') start++;
  let end = padded.length;
  while (end > start && padded[end - 1] === '0') end--;
  if (start === end) return ZERO;
  return { sign, digits: padded.slice(start, end), exponent: exponent - start };
}

function inRange(value: Decimal): Decimal {
  if (value.exponent > MAX_EXPONENT) {
    throw validationException(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (value.exponent < MIN_EXPONENT) {
    throw validationException(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  if (value.digits.length > MAX_DIGITS) {
    throw validationException('Attempting to store more than 38 significant digits in a Number');
  }
  return value;
}

function notNumeric(text: string, layer: Layer): AwsError {
  const shown = text === '' && layer === 'older' ? '' : `: ${text}`;
  return validationException(`The parameter cannot be converted to a numeric value${shown}`);
}

/** The canonical text: `-0.5`, `100`, never `1E+2`. */
export function formatNumber({ sign, digits, exponent }: Decimal): string {
  if (sign === 0) return '0';
  const minus = sign < 0 ? '-' : '';
  if (exponent < 0) return `${minus}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const wholeLength = exponent + 1;
  if (digits.length <= wholeLength) return minus + digits.padEnd(wholeLength, '0');
  return `${minus}${digits.slice(0, wholeLength)}.${digits.slice(wholeLength)}`;
}

/** Any number's canonical text. Throws as `parseNumber` does. */
export function canonicalNumber(text: string, layer: Layer = 'current'): string {
  return SHORT_CANONICAL.test(text) ? text : formatNumber(parseNumber(text, layer));
}

/** Orders two canonical numbers: negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: string, b: string): number {
  if (a.length <= DOUBLE_SAFE_CHARACTERS && b.length <= DOUBLE_SAFE_CHARACTERS) return Number(a) - Number(b);
  const left = parseNumber(a);
  const right = parseNumber(b);
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.exponent !== right.exponent) return left.sign * (left.exponent - right.exponent);
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -left.sign : left.sign;
}

/** The exact sum of two canonical numbers. Throws when it is out of range or longer than 38 digits. */
export function addNumbers(a: string, b: string): string {
  if (isDoubleSafeInteger(a) && isDoubleSafeInteger(b)) return String(Number(a) + Number(b));
  return sum(parseNumber(a), parseNumber(b));
}

/** The exact difference of two canonical numbers. Throws as `addNumbers` does. */
export function subtractNumbers(a: string, b: string): string {
  if (isDoubleSafeInteger(a) && isDoubleSafeInteger(b)) return String(Number(a) - Number(b));
  const subtrahend = parseNumber(b);
  return sum(parseNumber(a), {
    ...subtrahend,
    sign: subtrahend.sign === 1 ? -1 : subtrahend.sign === -1 ? 1 : 0,
  });
}

function isDoubleSafeInteger(text: string): boolean {
  return text.length <= DOUBLE_SAFE_CHARACTERS && INTEGER.test(text);
}

function sum(left: Decimal, right: Decimal): string {
  if (left.sign === 0) return formatNumber(right);
  if (right.sign === 0) return formatNumber(left);
  const scale = Math.min(lastPower(left), lastPower(right));
  const total = scaled(left, scale) + scaled(right, scale);
  const digits = String(total < 0n ? -total : total);
  return formatNumber(inRange(decimal(total < 0n ? -1 : 1, digits, scale + digits.length - 1)));
}

/** The power of ten of a number's last digit. */
function lastPower(value: Decimal): number {
  return value.exponent - value.digits.length + 1;
}

/** The number as a whole count of `10^scale`. */
function scaled(value: Decimal, scale: number): bigint {
  const magnitude = BigInt(value.digits) * 10n ** BigInt(lastPower(value) - scale);
  return value.sign < 0 ? -magnitude : magnitude;
}
