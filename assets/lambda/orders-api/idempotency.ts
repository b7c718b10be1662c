/**
 * An Idempotency-Key becomes the order's id. The same key always means
 * the same order, so a POST that is sent again, because its answer was
 * lost, finds what it made the first time; after a DELETE it makes it
 * again.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from './json-writer.js';
import { badRequest } from './refusals.js';

/** The name space of our keys, drawn once (RFC 9562, section 6.5). */
const NAMESPACE = Buffer.from('5a7c1d8e3f5b4e0c9d2a6b4f0e8c7a13', 'hex');
const LONGEST_KEY = 255;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** @throws {Refusal} 400 where it is no key. */
export function orderIdFor(key: string): string {
  if (!PRINTABLE.test(key) || key.length > LONGEST_KEY) {
    const problem = `must be 1 to ${LONGEST_KEY} printable ASCII characters`;
    throw badRequest([{ field: 'Idempotency-Key', problem }]);
  }
  return uuidV5(key);
}

/** The same for the same request, whatever its spaces and line breaks. */
export function hashOf(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** RFC 9562, section 5.5. */
function uuidV5(name: string): string {
  const bytes = createHash('sha1')
    .update(NAMESPACE)
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
