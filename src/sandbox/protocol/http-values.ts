/** Simple values as they stand in a path, a query string or a header: all of them text. */
import { AwsError } from '../errors.js';
import type { MemberTraits, Shape, SimpleShape, TimestampFormat } from './model.js';

/** Reads one value. Throws `SerializationException` where the text is not of the shape. */
export function readHttpValue(shape: Shape, traits: MemberTraits, text: string, place: HttpPlace): unknown {
  switch (shape.kind) {
    case 'boolean':
      return readBoolean(text);
    case 'number':
      return readNumber(text);
    case 'bigInteger':
      return BigInt(readNumber(text));
    case 'timestamp':
      return readTimestamp(shape, text);
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return isJsonText(traits) && place === 'header' ? Buffer.from(text, 'base64').toString('utf8') : text;
  }
}

/** Writes one value. */
export function writeHttpValue(shape: Shape, traits: MemberTraits, value: unknown, place: HttpPlace): string {
  if (value instanceof Date) {
    return writeTimestamp(shape.kind === 'timestamp' ? shape.timestampFormat : undefined, value, place);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  const text = String(value);
  return isJsonText(traits) && place === 'header' ? Buffer.from(text, 'utf8').toString('base64') : text;
}

/** Timestamps have a default format of their own in each place. */
export type HttpPlace = 'header' | 'query' | 'label';

/**
 * The elements of a header that is a list, unquoted. Dates hold a comma themselves, so every second comma
 * parts two of them.
 */
export function splitHeaderList(element: Shape, text: string): string[] {
  if (
    element.kind === 'timestamp' &&
    element.timestampFormat !== 'epoch-seconds' &&
    /[A-Za-z]{3},/.test(text)
  ) {
    return (text.match(/[^,]+,[^,]+/g) ?? []).map((date) => date.trim());
  }
  const parts = text.match(/\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g) ?? [];
  const items = parts.map((part) => unquote(part.replace(/,$/, '').trim()));
  return items.slice(0, text.endsWith(',') ? undefined : -1);
}

/** A list as one header, quoting what holds a comma or a quote. */
export function joinHeaderList(items: readonly string[]): string {
  return items.map((item) => (/[",]/.test(item) ? `"${item.replace(/["\\]/g, '\\$&')}"` : item)).join(', ');
}

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text;
}

/** Strings of a JSON media type travel in base64, since a header could not hold them. */
function isJsonText({ mediaType }: MemberTraits): boolean {
  return mediaType === 'application/json' || mediaType?.endsWith('+json') === true;
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw unreadable(text, 'Boolean');
  }
  return text === 'true';
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) {
    throw unreadable(text, 'Number');
  }
  return number;
}

function readTimestamp({ timestampFormat }: SimpleShape, text: string): Date {
  const isEpoch = timestampFormat === 'epoch-seconds' || /^-?\d+(?:\.\d+)?$/.test(text);
  const date = isEpoch ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw unreadable(text, 'Timestamp');
  }
  return date;
}

function writeTimestamp(format: TimestampFormat | undefined, date: Date, place: HttpPlace): string {
  switch (format ?? (place === 'header' ? 'http-date' : 'date-time')) {
    case 'http-date':
      return date.toUTCString();
    case 'date-time':
      return date.toISOString().replace('.000Z', 'Z');
    default:
      return String(date.getTime() / 1000);
  }
}

function unreadable(text: string, type: string): AwsError {
  return new AwsError('SerializationException', `'${text}' can not be converted to a ${type}`);
}
