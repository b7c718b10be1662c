/**
 * What values weigh, as AWS counts for its limits and its bill ("DynamoDB item sizes and formats"). AWS gives
 * the size of a number as an approximation only; this is the one it is known to use.
 */
import type { AttributeValue, Item } from './attribute-value.js';

/** A list or a map, and each element of it. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;
/** Sign and exponent, and 38 digits in pairs. */
const MAX_NUMBER_BYTES = 21;

/** An item with its attribute names, in bytes. */
export function itemSize(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += attributeSize(name, value);
  return bytes;
}

/** One attribute with its name, in bytes. */
export function attributeSize(name: string, value: AttributeValue): number {
  return Buffer.byteLength(name) + valueSize(value);
}

/** A value without its name, in bytes. */
export function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return binarySize(value.B);
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('M' in value) return itemSize(value.M) + CONTAINER_BYTES + Object.keys(value.M).length * ELEMENT_BYTES;
  if ('L' in value) return total(value.L, valueSize) + CONTAINER_BYTES + value.L.length * ELEMENT_BYTES;
  if ('SS' in value) return total(value.SS, (member) => Buffer.byteLength(member));
  if ('NS' in value) return total(value.NS, numberSize);
  return total(value.BS, binarySize);
}

function total<T>(members: readonly T[], sizeOf: (member: T) => number): number {
  let bytes = 0;
  for (const member of members) bytes += sizeOf(member);
  return bytes;
}

function binarySize(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

/**
 * One byte for each pair of significant digits, pairs counted from the decimal point, and one for the exponent;
 * one more for a minus. Takes canonical numbers.
 */
function numberSize(number: string): number {
  if (number === '0') return 1;
  const negative = number.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? number.slice(1) : number).split('.');
  const wholePairs = whole === '0' ? '' : whole.padStart(whole.length + (whole.length % 2), '0');
  const fractionPairs = fraction.padEnd(fraction.length + (fraction.length % 2), '0');
  const significant = (wholePairs + fractionPairs).match(/^(?:00)*((?:\d\d)*?)(?:00)*$/)?.[1] ?? '';
  return Math.min(significant.length / 2 + 1 + (negative ? 1 : 0), MAX_NUMBER_BYTES);
}
