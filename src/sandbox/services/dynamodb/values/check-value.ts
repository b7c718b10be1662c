/**
 * The rules for values that a request brings: exactly one type each, real numbers, real sets, not too deep. The
 * wording of some depends on the layer that checks them.
 * What passes is canonical: numbers in DynamoDB's own text, sets sorted (they have no order of their own, and
 * sorted ones compare quickly), so that equal values have equal texts.
 */
import { AwsError, validationException } from '../../../errors.js';
import { MAX_NESTING_LEVELS } from '../limits.js';
import { type AttributeValue, type Item, setAttribute } from './attribute-value.js';
import { compareBinaries, compareStrings } from './compare.js';
import type { Layer } from './layer.js';
import { canonicalNumber, compareNumbers } from './number.js';

/** A value as a request may hold it: its members have the right JSON types, but there may be any number of them. */
export interface UncheckedValue {
  readonly S?: string | null | undefined;
  readonly N?: string | null | undefined;
  readonly B?: string | null | undefined;
  readonly BOOL?: boolean | null | undefined;
  readonly NULL?: boolean | null | undefined;
  readonly M?: { readonly [name: string]: UncheckedValue } | null | undefined;
  readonly L?: readonly UncheckedValue[] | null | undefined;
  readonly SS?: readonly string[] | null | undefined;
  readonly NS?: readonly string[] | null | undefined;
  readonly BS?: readonly string[] | null | undefined;
}

export type UncheckedItem = { readonly [name: string]: UncheckedValue };

/** The canonical copy of a value. Throws AWS's ValidationException for the first rule that it breaks. */
export function checkValue(value: UncheckedValue, layer: Layer = 'current'): AttributeValue {
  checkDepth(value);
  return check(value, layer);
}

/**
 * The canonical copy of an item or a key. Throws as `checkValue` does: names on the outside first, then how deep
 * its values are, then what they are.
 */
export function checkItem(item: UncheckedItem, layer: Layer = 'current'): Item {
  if (Object.hasOwn(item, '')) throw emptyName();
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) checkDepth(value);
  }
  return checkAttributes(item, layer);
}

/** How many lists and maps are around the innermost value, itself included: 1 for `{ S: 'a' }`. */
export function levelsOf({ M: map, L: list }: UncheckedValue): number {
  let deepest = 0;
  for (const child of map == null ? (list ?? []) : Object.values(map)) {
    deepest = Math.max(deepest, levelsOf(child));
  }
  return deepest + 1;
}

function checkDepth(value: UncheckedValue): void {
  if (levelsOf(value) > MAX_NESTING_LEVELS) {
    throw validationException(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
}

function checkAttributes(item: UncheckedItem, layer: Layer): Item {
  const checked: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) {
    if (name === '') throw emptyName();
    setAttribute(checked, name, check(value, layer));
  }
  return checked;
}

function emptyName(): AwsError {
  return validationException('Empty attribute name');
}

function check(value: UncheckedValue, layer: Layer): AttributeValue {
  let checked: AttributeValue | undefined;
  let count = 0;
  for (const type in value) {
    const member = checkMember(type, value, layer);
    if (member === undefined) continue;
    checked = member;
    count++;
  }
  if (checked === undefined) {
    throw validationException(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (count > 1) {
    throw validationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return checked;
}

/** One member of a value, canonical; undefined when it is null or no type of DynamoDB's. */
function checkMember(type: string, value: UncheckedValue, layer: Layer): AttributeValue | undefined {
  switch (type) {
    case 'S':
      return value.S == null ? undefined : { S: value.S };
    case 'N':
      return value.N == null ? undefined : { N: canonicalNumber(value.N, layer) };
    case 'B':
      return value.B == null ? undefined : { B: checkBase64(value.B) };
    case 'BOOL':
      return value.BOOL == null ? undefined : { BOOL: value.BOOL };
    case 'NULL':
      return value.NULL == null ? undefined : checkNull(value.NULL);
    case 'M':
      return value.M == null ? undefined : { M: checkAttributes(value.M, layer) };
    case 'L':
      return value.L == null ? undefined : { L: value.L.map((element) => check(element, layer)) };
    case 'SS':
      return value.SS == null ? undefined : checkStringSet(value.SS, layer);
    case 'NS':
      return value.NS == null ? undefined : checkNumberSet(value.NS, layer);
    case 'BS':
      return value.BS == null ? undefined : checkBinarySet(value.BS, layer);
    default:
      return undefined;
  }
}

function checkNull(value: boolean): AttributeValue {
  if (!value) throw invalid('Null attribute value types must have the value of true');
  return { NULL: true };
}

function checkStringSet(members: readonly string[], layer: Layer): AttributeValue {
  if (members.length === 0) throw invalid('An string set  may not be empty');
  const repeat = firstRepeat(members);
  if (repeat !== undefined) {
    const shown = layer === 'older' ? members.join(', ') : quoted(members, repeat, compareStrings).join(', ');
    throw invalid(`Input collection [${shown}] contains duplicates.`);
  }
  return { SS: members.toSorted(compareStrings) };
}

function checkNumberSet(members: readonly string[], layer: Layer): AttributeValue {
  if (members.length === 0) throw invalid('An number set  may not be empty');
  const numbers = members.map((member) => canonicalNumber(member, layer));
  if (firstRepeat(numbers) !== undefined) {
    throw layer === 'older'
      ? validationException('Input collection contains duplicates')
      : invalid('Input collection contains duplicates.');
  }
  return { NS: numbers.toSorted(compareNumbers) };
}

function checkBinarySet(members: readonly string[], layer: Layer): AttributeValue {
  if (members.length === 0) throw invalid('Binary sets should not be empty');
  const binaries = members.map(checkBase64);
  const repeat = firstRepeat(binaries);
  if (repeat !== undefined) {
    const shown =
      layer === 'older' ? members.join(', ') : quoted(binaries, repeat, compareBinaries).join(',');
    throw invalid(`Input collection [${shown}]of type BS contains duplicates.`);
  }
  return { BS: binaries.toSorted(compareBinaries) };
}

/** Where the first member stands that was there before. */
function firstRepeat(members: readonly string[]): number | undefined {
  if (new Set(members).size === members.length) return undefined;
  return members.findIndex((member, position) => members.indexOf(member) < position);
}

/** The current layer puts a set in order as far as it gets, which is to the first repeat. */
function quoted(
  members: readonly string[],
  repeat: number,
  compare: (a: string, b: string) => number,
): string[] {
  const read = members.slice(0, repeat).sort(compare);
  return [...read, ...members.slice(repeat)].map((member) => `"${member}"`);
}

/**
 * Base64 as AWS reads it: padded, nothing foreign in it. A serialization error there, since it is found while
 * the JSON is read. Stray bits behind the last byte are dropped.
 */
function checkBase64(text: string): string {
  if (text.length % 4 !== 0) {
    throw notBase64(
      text,
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`,
    );
  }
  const foreign = /[^A-Za-z0-9+/=]|=(?=[^=])/.exec(text);
  if (foreign !== null) throw notBase64(text, `Invalid Base64 character: '${foreign[0]}'`);
  return Buffer.from(text, 'base64').toString('base64');
}

function notBase64(text: string, why: string): AwsError {
  return new AwsError('SerializationException', `'${text}' can not be converted to a Blob: ${why}`);
}

function invalid(why: string): AwsError {
  return validationException(`One or more parameter values were invalid: ${why}`);
}
