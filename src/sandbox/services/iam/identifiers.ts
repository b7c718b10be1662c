/** Ids, ARNs and sizes. AWS: "IAM identifiers", "IAM and AWS STS quotas" (IAM User Guide). */
import { randomBytes } from 'node:crypto';
import type { Host } from '../../service.js';

/** What an id begins with tells what it is of. */
export const ID_PREFIX = { role: 'AROA', policy: 'ANPA' } as const;

const SECOND = 1000;
const ID_RANDOM = 17; /* characters after the prefix */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Random enough never to come twice. */
export function newId(prefix: (typeof ID_PREFIX)[keyof typeof ID_PREFIX]): string {
  return prefix + Array.from(randomBytes(ID_RANDOM), (byte) => BASE32[byte % BASE32.length]).join('');
}

/** `arn:aws:iam::111122223333:role/orders-lab/stream-processor` */
export function iamArn(account: string, kind: 'role' | 'policy', path: string, name: string): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`;
}

/** IAM's times have no fractions of a second. */
export function creationTime({ clock }: Pick<Host, 'clock'>): number {
  return Math.floor(clock.now() / SECOND) * SECOND;
}

/** White space does not count. */
export function documentSize(document: string): number {
  return document.replace(/\s/g, '').length;
}

/** As answers carry documents: percent-encoded after RFC 3986. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
