/**
 * The open port. Takes requests from this machine only, reads them whole within limits, and refuses what no
 * AWS client sends before anything else looks at it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isForApi, LOOPBACK, refusalOf, splitTarget } from './admission.js';
import { type BodyReader, createBodyReader } from './body.js';
import { plainAnswer, type ReceivedRequest, Unanswered, type WireResponse } from './message.js';

/** The greatest request of DynamoDB: a BatchWriteItem. */
const MAX_BODY = 16 * 1024 * 1024; /* 16 MiB */
/** Lambda's: a deployment package of 50 MiB in base64. */
const MAX_CODE_BODY = 70_167_211; /* bytes */
/** CreateFunction and UpdateFunctionCode. */
const CODE_PATH = /^\/2015-03-31\/functions(?:\/[^/]+\/code)?\/?$/;
/** A request to a deployed API. */
const MAX_API_BODY = 10 * 1024 * 1024; /* 10 MiB */
const MAX_HEADERS = 32 * 1024; /* 32 KiB */
/** How long `close` lets requests in hand finish. */
const DRAIN_TIMEOUT = 5 * 1000; /* 5 s */
/** Statuses whose answers end with their headers, and tell no length. RFC 9110, sections 8.6 and 15.4.5. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);
const SWEEP_INTERVAL = 20; /* milliseconds */

/** What one client, or all of them, may take up. Times are real, in milliseconds. */
export interface ListenerLimits {
  /** Open at once. Beyond it those that wait for a next request are closed, and the newcomer has to try again. */
  readonly connections: number;
  /** Bytes of all bodies that are on their way. */
  readonly bodiesInHand: number;
  /** For the headers of a request to come, from its connection or the end of the one before. */
  readonly headersTimeout: number;
  /** For all of a request to come. */
  readonly requestTimeout: number;
  /** For the client to take the next piece of an answer. */
  readonly answerTimeout: number;
  /** Between two looks for requests that are too slow: they may take that much longer. */
  readonly checkInterval: number;
}

/** Far from what programs of this machine need, and well inside of what a process may open and hold. */
const STANDARD_LIMITS: ListenerLimits = {
  connections: 500,
  bodiesInHand: 512 * 1024 * 1024 /* 512 MiB */,
  headersTimeout: 10 * 1000 /* 10 s */,
  requestTimeout: 30 * 1000 /* 30 s */,
  answerTimeout: 30 * 1000 /* 30 s */,
  checkInterval: 5 * 1000 /* 5 s */,
};
/** Longer than SDKs keep idle connections in hand, so that none is closed while a request is on its way. */
const KEEP_ALIVE_TIMEOUT = 65 * 1000; /* 65 s */

export interface ListenerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** May reject with `Unanswered` only. */
  readonly answer: (request: ReceivedRequest) => Promise<WireResponse>;
  readonly log: (line: string) => void;
  /** Those that are to differ from the standard. */
  readonly limits?: Partial<ListenerLimits>;
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

interface Service {
  readonly answer: ListenerOptions['answer'];
  readonly bodies: BodyReader;
  readonly answerTimeout: number;
}

/** Rejects with Node's error (EADDRINUSE, EACCES) where the port cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const limits = { ...STANDARD_LIMITS, ...options.limits };
  const service: Service = { ...limits, ...options, bodies: createBodyReader(limits.bodiesInHand) };
  const activity = { active: 0, last: Date.now() };
  let port = options.port;
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADERS,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.checkInterval,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    },
    (message, response) => {
      activity.active += 1;
      activity.last = Date.now();
      response.once('close', () => {
        activity.active -= 1;
        activity.last = Date.now();
      });
      serve(message, response, port, service).catch((error: unknown) => {
        if (!(error instanceof Unanswered)) {
          options.log(`listener: ${error instanceof Error ? error.stack : String(error)}`);
        }
        response.destroy();
      });
    },
  );
  server.maxConnections = limits.connections;
  server.on('drop', () => server.closeIdleConnections());
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
  // Connections whose last request is answered meanwhile would be kept for a next one.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_INTERVAL);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  port: number,
  { answer, bodies, answerTimeout }: Service,
): Promise<void> {
  const refusal = refusalOf(message, port);
  const { rawPath, rawQuery } = splitTarget(message.url ?? '');
  const most = mostBytes(rawPath);
  const body = await bodies.read(message, refusal ? 0 : most);
  if (body === 'gone') return;
  if (refusal) return send(response, refusal);
  const overlong = body === 'too large';
  if (overlong && !isForApi(rawPath)) {
    return send(response, plainAnswer(413, `A request may have ${most} bytes at most.`));
  }
  if (body === 'too many')
    return send(response, plainAnswer(503, 'Too much is being sent at once: try again.'));
  const answered = await answer({
    method: message.method ?? '',
    rawPath,
    rawQuery,
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    // An API words itself what it takes no more of.
    ...(overlong ? { body: Buffer.alloc(0), overlong } : { body }),
  });
  if (response.destroyed) return;
  if (overlong) return send(response, answered);
  write(response, answered);
  // A client that does not read must not hold its connection for ever. Node sets the time anew once all is read.
  if (message.socket.writableLength > 0) message.socket.setTimeout(answerTimeout);
}

function mostBytes(rawPath: string): number {
  if (isForApi(rawPath)) return MAX_API_BODY;
  return CODE_PATH.test(rawPath) ? MAX_CODE_BODY : MAX_BODY;
}

/** Answers a refused request; its connection is not used again, since the body may still be on its way. */
function send(response: ServerResponse, refusal: WireResponse): void {
  response.setHeader('connection', 'close');
  write(response, refusal);
}

function write(response: ServerResponse, { status, headers, body }: WireResponse): void {
  const hasBody = !WITHOUT_BODY.has(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (hasBody) response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status);
  response.end(hasBody ? body : undefined);
}
