/**
 * The Lambda Runtime API: how a function's process gets its work and tells what came of it. One listener on
 * loopback, of its own, serves all processes. A runtime is told `AWS_LAMBDA_RUNTIME_API` and asks
 * `http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/…`; here that address ends in a path with a secret of the one process
 * that it was given to, so that no other program, and no other function, can take or answer its work.
 * AWS: "Using the Lambda runtime API for custom runtimes".
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_RESPONSE } from './limits.js';

const LOOPBACK = '127.0.0.1';
const SECRET_BYTES = 24;
const ROUTE =
  /^\/([\w-]+)\/2018-06-01\/runtime\/(?:invocation\/(next)|invocation\/([\w-]+)\/(response|error)|init\/(error))$/;
/** An error's text beyond this is cut off by nobody: it is refused. */
const MAX_ERROR = 1024 * 1024; /* 1 MiB */

/** What a process is asked to do. */
export interface Work {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly payload: Uint8Array;
}

/** The sandbox's end of one process: what that process tells and asks. */
export interface RuntimeUser {
  /** It has nothing to do. Rejects where it is not to go on: its connection is closed. */
  next(): Promise<Work>;
  /** `body` is undefined where there were more bytes than a function may answer. False: nobody waits for that. */
  respond(requestId: string, body: Buffer | undefined, size: number): boolean;
  /** Of an invocation, or, without a request id, of the initialization. False: nobody waits for that. */
  fail(requestId: string | undefined, body: Buffer): boolean;
}

export interface RuntimeApi {
  /** What the process is told as `AWS_LAMBDA_RUNTIME_API`, good until `leave`. */
  enter(user: RuntimeUser): Promise<{ readonly address: string; leave(): void }>;
  close(): Promise<void>;
}

/** The listener opens with the first user. */
export function createRuntimeApi(): RuntimeApi {
  const users = new Map<string, RuntimeUser>();
  let server: Promise<Server> | undefined;
  return {
    async enter(user) {
      server ??= listen((request, response) => {
        serve(users, request, response).catch(() => response.destroy());
      });
      const { port } = (await server).address() as AddressInfo;
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      users.set(secret, user);
      return { address: `${LOOPBACK}:${port}/${secret}`, leave: () => void users.delete(secret) };
    },
    async close() {
      users.clear();
      const open = await server;
      if (open === undefined) return;
      const closed = new Promise<void>((resolve) => open.close(() => resolve()));
      open.closeAllConnections();
      await closed;
    },
  };
}

function listen(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  // A process waits for its next work as long as it takes.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: LOOPBACK, exclusive: true }, () => {
      server.off('error', reject);
      server.unref();
      resolve(server);
    });
  });
}

async function serve(
  users: ReadonlyMap<string, RuntimeUser>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, secret = '', next, requestId, outcome, initError] = ROUTE.exec(request.url ?? '') ?? [];
  const user = users.get(secret);
  if (user === undefined || request.method !== (next === undefined ? 'POST' : 'GET')) {
    answer(response, 403, 'InvalidRequest', 'Nothing is here for you');
    return;
  }
  if (next !== undefined) {
    const work = await user.next();
    response.writeHead(200, { 'content-type': 'application/json', ...work.headers });
    response.end(work.payload);
    return;
  }
  const isResponse = outcome === 'response';
  const { body, size } = await read(request, isResponse ? MAX_RESPONSE : MAX_ERROR);
  const known = isResponse
    ? user.respond(requestId ?? '', body, size)
    : user.fail(initError === undefined ? requestId : undefined, body ?? Buffer.alloc(0));
  if (!known) answer(response, 400, 'InvalidRequestID', 'Invalid request ID');
  else if (body === undefined)
    answer(
      response,
      413,
      'RequestEntityTooLarge',
      `Exceeded maximum allowed payload size (${MAX_RESPONSE} bytes).`,
    );
  else answer(response, 202, '', '');
}

/** The body, undefined where it is longer than `most`; its length either way. */
async function read(
  request: IncomingMessage,
  most: number,
): Promise<{ body: Buffer | undefined; size: number }> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > most) chunks = [];
    else chunks.push(bytes);
  }
  return { body: size > most ? undefined : Buffer.concat(chunks), size };
}

function answer(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  const body = status === 202 ? { status: 'OK' } : { errorMessage, errorType };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
