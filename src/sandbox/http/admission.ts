/** What no AWS client sends is refused before a body is read, a signature checked or a route looked for. */
import type { IncomingMessage } from 'node:http';
import { plainAnswer, type WireResponse } from './message.js';

/** Nobody but this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

const HTTP_PORT = 80;
/**
 * Not [::1]: nothing of ours listens there, so that name could only come through a program of somebody else's
 * that does, and hands on what it is sent.
 */
const HOSTS = [LOOPBACK, 'localhost'];
const DECISIVE_HEADER = /^(?:host$|authorization$|date$|content-|x-amz)/;

/** The answer to a request that is not even looked at; undefined for one that may go on. */
export function refusalOf(message: IncomingMessage, port: number): WireResponse | undefined {
  if (!isOurs(message.headers.host?.toLowerCase(), port)) {
    // A page that has pointed its own name at this machine (DNS rebinding) still sends that name.
    return plainAnswer(403, `This sandbox answers on http://${LOOPBACK}:${port} only.`);
  }
  if (message.headers['transfer-encoding'] !== undefined) {
    return plainAnswer(
      411,
      'Send the body whole, with a Content-Length: chunked bodies are not accepted here.',
    );
  }
  const duplicate = duplicateHeader(message);
  if (duplicate !== undefined) return plainAnswer(400, `The header ${duplicate} came more than once.`);
  const { rawPath, rawQuery } = splitTarget(message.url ?? '');
  if (!isPlainPath(rawPath) || !isEncoded(rawPath) || !isEncoded(rawQuery)) {
    return plainAnswer(
      400,
      'The address must be plain: percent-encoded, with no empty, "." or ".." segments.',
    );
  }
  return undefined;
}

/** Path and query as they came, without the question mark. */
export function splitTarget(url: string): { rawPath: string; rawQuery: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { rawPath: url, rawQuery: '' }
    : { rawPath: url.slice(0, mark), rawQuery: url.slice(mark + 1) };
}

/** Whether a Host header, in lower case, names this listener. Clients leave the port out where it is HTTP's own. */
export function isOurs(host: string | undefined, port: number): boolean {
  return HOSTS.some((name) => host === `${name}:${port}` || (port === HTTP_PORT && host === name));
}

/** Headers that decide what a request is may come once only, or two readers could see two requests. */
function duplicateHeader({ headers, rawHeaders }: IncomingMessage): string | undefined {
  // Node joins or drops what comes twice, so that there are fewer names than came. Seldom: the rest is not hot.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return undefined;
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return names.find((name, index) => DECISIVE_HEADER.test(name) && names.indexOf(name) !== index);
}

/** Starts with a slash and means itself: signers and routers disagree about what dots and empty segments mean. */
function isPlainPath(rawPath: string): boolean {
  if (!rawPath.startsWith('/')) return false;
  const segments = rawPath.slice(1).split('/');
  return segments.every(
    (segment, index) =>
      (segment !== '' || index === segments.length - 1) && segment !== '.' && segment !== '..',
  );
}

function isEncoded(text: string): boolean {
  if (!/^[\x21-\x7e]*$/.test(text)) return false;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
