/**
 * The open port. Takes requests from this machine only, reads them whole within limits, and refuses what no
 * AWS client sends before anything else looks at it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Unanswered, type WireRequest, type WireResponse } from './message.js';

/** Nobody but this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** The greatest request of DynamoDB: a BatchWriteItem. */
const MAX_BODY = 16 * 1024 * 1024; /* 16 MiB */
/** What is read and thrown away of a request that is refused, so that its client gets to read why. */
const MAX_DISCARDED = 64 * 1024 * 1024; /* 64 MiB */
const MAX_HEADERS = 32 * 1024; /* 32 KiB */
/** A client that is slower than this is cut off, so that it cannot hold a connection for ever. */
const HEADERS_TIMEOUT = 10 * 1000; /* 10 s */
const REQUEST_TIMEOUT = 30 * 1000; /* 30 s */
/** Longer than SDKs keep idle connections in hand, so that none is closed while a request is on its way. */
const KEEP_ALIVE_TIMEOUT = 65 * 1000; /* 65 s */
/** How long `close` lets requests in hand finish. */
const DRAIN_TIMEOUT = 5 * 1000; /* 5 s */

const DECISIVE_HEADER = /^(?:host$|authorization$|date$|content-|x-amz)/;
const HTTP_PORT = 80;
const HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export interface ListenerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** May reject with `Unanswered` only. */
  readonly answer: (request: WireRequest) => Promise<WireResponse>;
  readonly log: (line: string) => void;
}

export interface Listener {
  readonly port: number;
  /** Requests being answered. */
  readonly active: number;
  /** When a request last came or went, real time, in milliseconds since the epoch. */
  readonly lastActivity: number;
  /** Takes no more requests, lets those in hand finish for a while, then cuts them off. */
  close(): Promise<void>;
}

/** Rejects with Node's error (EADDRINUSE, EACCES) where the port cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const activity = { active: 0, last: Date.now() };
  let port = options.port;
  const server = createServer(
    { maxHeaderSize: MAX_HEADERS, requestTimeout: REQUEST_TIMEOUT, headersTimeout: HEADERS_TIMEOUT },
    (message, response) => {
      activity.active += 1;
      activity.last = Date.now();
      response.once('close', () => {
        activity.active -= 1;
        activity.last = Date.now();
      });
      serve(message, response, port, options.answer).catch((error: unknown) => {
        if (!(error instanceof Unanswered)) {
          options.log(`listener: ${error instanceof Error ? error.stack : String(error)}`);
        }
        response.destroy();
      });
    },
  );
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: LOOPBACK, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  port = portOf(server);
  return {
    port,
    get active() {
      return activity.active;
    },
    get lastActivity() {
      return activity.last;
    },
    close: () => close(server),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
  await closed;
  clearTimeout(cut);
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  port: number,
  answer: ListenerOptions['answer'],
): Promise<void> {
  const early = refuse(message, port);
  const body = await readBody(message, early ? 0 : MAX_BODY);
  if (body === 'gone') return;
  if (early) return send(response, early);
  if (body === 'too large')
    return send(response, plain(413, `A request may have ${MAX_BODY} bytes at most.`));
  const { rawPath, rawQuery } = split(message.url ?? '');
  const answered = await answer({
    method: message.method ?? '',
    rawPath,
    rawQuery,
    headers: message.headers,
    body,
  });
  if (!response.destroyed) write(response, answered);
}

/** What is wrong with a request before its body is read. */
function refuse(message: IncomingMessage, port: number): WireResponse | undefined {
  if (!isOurs(message.headers.host?.toLowerCase(), port)) {
    // A page that has pointed its own name at this machine (DNS rebinding) still sends that name.
    return plain(403, `This sandbox answers on http://${LOOPBACK}:${port} only.`);
  }
  if (message.headers['transfer-encoding'] !== undefined) {
    return plain(411, 'Send the body whole, with a Content-Length: chunked bodies are not accepted here.');
  }
  const duplicate = duplicateHeader(message);
  if (duplicate !== undefined) return plain(400, `The header ${duplicate} came more than once.`);
  const { rawPath, rawQuery } = split(message.url ?? '');
  if (!isPlainPath(rawPath) || !isEncoded(rawPath) || !isEncoded(rawQuery)) {
    return plain(400, 'The address must be plain: percent-encoded, with no empty, "." or ".." segments.');
  }
  return undefined;
}

/** Clients leave the port out where it is HTTP's own. */
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

function split(url: string): { rawPath: string; rawQuery: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { rawPath: url, rawQuery: '' }
    : { rawPath: url.slice(0, mark), rawQuery: url.slice(mark + 1) };
}

/** The body, if it is not greater than `limit`; what is greater is still read for a while, and dropped. */
function readBody(message: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > MAX_DISCARDED) resolve('too large');
    });
    message.on('end', () => resolve(size > limit ? 'too large' : whole(chunks, size)));
    message.on('close', () => resolve('gone'));
    message.on('error', () => resolve('gone'));
  });
}

function whole(chunks: readonly Buffer[], size: number): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size);
}

function plain(status: number, text: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}

/** Answers a refused request; its connection is not used again, since the body may still be on its way. */
function send(response: ServerResponse, refusal: WireResponse): void {
  response.setHeader('connection', 'close');
  write(response, refusal);
}

function write(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
