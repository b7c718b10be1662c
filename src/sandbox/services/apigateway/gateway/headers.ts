/**
 * Which headers pass through API Gateway. AWS: "Amazon API Gateway important notes", the headers that "may be remapped
 * or dropped when sent to your integration endpoint or sent back by it".
 */
import type { HeaderLine } from './call.js';

/** Never reach an integration. */
const DROPPED_FROM_REQUESTS = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);
/** Reach the client under another name, since API Gateway has its own, or to keep browsers from a login dialog. */
const REMAPPED_IN_RESPONSES = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'server',
  'upgrade',
  'user-agent',
  'www-authenticate',
  'x-amzn-requestid',
]);
/** Never reach the client. */
const DROPPED_FROM_RESPONSES = new Set(['proxy-authenticate', 'te', 'trailer', 'transfer-encoding']);
const REMAPPED = 'x-amzn-Remapped-';

/** What an integration is told of what the client sent. */
export function requestHeaders(headers: readonly HeaderLine[]): HeaderLine[] {
  return headers.filter(([name]) => !DROPPED_FROM_REQUESTS.has(name.toLowerCase()));
}

/** What the client is told of what an integration answered. */
export function responseHeaders(headers: readonly HeaderLine[]): HeaderLine[] {
  return headers
    .filter(([name]) => !DROPPED_FROM_RESPONSES.has(name.toLowerCase()))
    .map(([name, value]) =>
      REMAPPED_IN_RESPONSES.has(name.toLowerCase()) ? [`${REMAPPED}${name}`, value] : [name, value],
    );
}

/** Whether HTTP can carry it. */
export function isHeader([name, value]: HeaderLine): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
