import { NumberValue } from '@aws-sdk/lib-dynamodb';

/** RFC 8259, section 6. How DynamoDB writes a number is not promised. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The JSON of what the document client has read or is to write. Numbers
 * keep all their digits (`JSON.stringify` knows no way to write them),
 * sets become lists, and binary values base64.
 */
export function writeJson(value: unknown): string {
  if (value instanceof NumberValue) return writeNumber(value.value);
  if (value instanceof Uint8Array) {
    return JSON.stringify(Buffer.from(value).toString('base64'));
  }
  if (Array.isArray(value) || value instanceof Set) {
    return `[${[...value].map(writeJson).join(',')}]`;
  }
  if (value instanceof Map) return writeMembers([...value]);
  if (typeof value === 'object' && value !== null) {
    return writeMembers(Object.entries(value));
  }
  return JSON.stringify(value ?? null);
}

/**
 * The same text for the same JSON, however its objects' members are
 * sorted, to be hashed.
 */
export function canonicalJson(value: unknown): string {
  return writeJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const given = value instanceof Map ? [...value] : Object.entries(value);
  const members = given.map(
    ([name, member]) => [String(name), sorted(member)] as const,
  );
  return new Map(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof NumberValue) &&
    !(value instanceof Set) &&
    !(value instanceof Uint8Array)
  );
}

function writeMembers(
  members: readonly (readonly [unknown, unknown])[],
): string {
  const written = members
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `${JSON.stringify(String(name))}:${writeJson(value)}`,
    );
  return `{${written.join(',')}}`;
}

function writeNumber(text: string): string {
  return JSON_NUMBER.test(text) ? text : JSON.stringify(text);
}
