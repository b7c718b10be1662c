/**
 * Signature Version 4: the arithmetic that signing and verifying share.
 * AWS: "Create a signed AWS API request" (IAM User Guide).
 */
import { createHmac, hash } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

export interface CredentialScope {
  /** `20261101` */
  readonly date: string;
  readonly region: string;
  /** The service's signing name: `dynamodb`. */
  readonly service: string;
}

export interface CanonicalParts {
  readonly method: string;
  /** As it stands in the request line. */
  readonly rawPath: string;
  /** As it stands in the request line, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names with their values, in the order of the names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** SHA-256 of the body, in hexadecimal. */
  readonly payloadHash: string;
}

/** What a signature is made over, as one text. Throws URIError where the query is not percent-encoded well. */
export function canonicalRequest({
  method,
  rawPath,
  rawQuery,
  headers,
  payloadHash,
}: CanonicalParts): string {
  const lines = headers.map(([name, value]) => `${name}:${trimAll(value)}\n`).join('');
  const names = headers.map(([name]) => name).join(';');
  return `${method}\n${canonicalPath(rawPath)}\n${canonicalQuery(rawQuery)}\n${lines}\n${names}\n${payloadHash}`;
}

export function stringToSign(canonical: string, timestamp: string, scope: CredentialScope): string {
  return [ALGORITHM, timestamp, scopeText(scope), sha256(canonical)].join('\n');
}

/** `20261101/us-east-1/dynamodb/aws4_request` */
export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/** Good for a day: it depends on the secret and the scope only. */
export function deriveSigningKey(
  secretAccessKey: string,
  { date, region, service }: CredentialScope,
): Buffer {
  return [date, region, service, TERMINATOR].reduce(
    (key: Buffer, part) => hmac(key, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

export function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** In hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** `20261101T120000Z`: ISO 8601 without separators, in seconds. */
export function basicTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/**
 * Every service but S3 signs the path percent-encoded once more than it is sent. Signers also resolve dots and
 * repeated slashes; the listener refuses paths that have them, so that is not imitated.
 */
function canonicalPath(rawPath: string): string {
  if (rawPath === '/') return rawPath;
  return rawPath.split('/').map(escapeUri).join('/');
}

/** Parameters in the order of their encoded names, then values. */
function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  return rawQuery
    .split('&')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    })
    .map(([name, value]): [string, string] => [reescape(name), reescape(value)])
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function reescape(text: string): string {
  return escapeUri(decodeURIComponent(text));
}

/** RFC 3986: all but letters, digits and `-._~`. */
function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function trimAll(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}
