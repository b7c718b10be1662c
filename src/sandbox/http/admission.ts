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
/** Whatever else comes twice, an API is told of it twice. */
const DECISIVE_FOR_APIS = /^(?:host|content-length|transfer-encoding)$/;
/** What the addresses of deployed APIs begin with: the only requests that nobody has to sign. */
const EXECUTE_API_PREFIX = '/execute-api/';

/** AWS: "Quotas for configuring and running a REST API in API Gateway". */
const MAX_API_HEADERS = 10_240; /* bytes, with the request line */
const TOO_MUCH_HEADER: WireResponse = {
  status: 431,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Request Header Fields Too Large' }),
};

/** The answer to a request that is not even looked at; undefined for one that may go on. */
export function refusalOf(message: IncomingMessage, port: number): WireResponse | undefined {
  if (!isOurs(message.headers.host?.toLowerCase(), port)) {
    // A page that has pointed its own name at this machine (DNS rebinding) still sends that name.
    return plainAnswer(403, `This sandbox answers on http://${LOOPBACK}:${port} only.`);
  }
  const { rawPath, rawQuery } = splitTarget(message.url ?? '');
  if (isForApi(rawPath)) return apiRefusalOf(message);
  if (message.headers['transfer-encoding'] !== undefined) {
    return plainAnswer(
      411,
      'Send the body whole, with a Content-Length: chunked bodies are not accepted here.',
    );
  }
  const duplicate = duplicateHeader(message, DECISIVE_HEADER);
  if (duplicate !== undefined) return duplicated(duplicate);
  if (!isPlainPath(rawPath) || !isEncoded(rawPath) || !isEncoded(rawQuery)) {
    return plainAnswer(
      400,
      'The address must be plain: percent-encoded, with no empty, "." or ".." segments.',
    );
  }
  return undefined;
}

/** Whether it is for a deployed API: from curl, from a browser, from anything that speaks HTTP. */
export function isForApi(rawPath: string): boolean {
  return rawPath.startsWith(EXECUTE_API_PREFIX);
}

/**
 * Nobody signs these, and the rest of the path is the API's own affair: a body may be chunked, headers may be
 * repeated, and the address may look as it likes. Where a body ends has to be beyond doubt all the same.
 */
function apiRefusalOf(message: IncomingMessage): WireResponse | undefined {
  const coding = message.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return plainAnswer(501, 'Bodies are taken whole or chunked, without any other coding.');
  }
  const duplicate = duplicateHeader(message, DECISIVE_FOR_APIS);
  if (duplicate !== undefined) return duplicated(duplicate);
  return headerSize(message) > MAX_API_HEADERS ? TOO_MUCH_HEADER : undefined;
}

/** The request line and the headers, as they came. */
function headerSize({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((size, text) => size + text.length, method.length + url.length);
}

function duplicated(name: string): WireResponse {
  return plainAnswer(400, `The header ${name} came more than once.`);
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
function duplicateHeader({ headers, rawHeaders }: IncomingMessage, decisive: RegExp): string | undefined {
  // Node joins or drops what comes twice, so that there are fewer names than came. Seldom: the rest is not hot.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return undefined;
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return names.find((name, index) => decisive.test(name) && names.indexOf(name) !== index);
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
