/** Plain HTTP, unsigned: how the world talks to an API of the lab. */
import { Problem } from '../problem.js';
import { isConnectionFailure } from './connection-errors.js';
import { type ErrorContext, toProblem } from './explain.js';

/** Milliseconds until there must be an answer: API Gateway itself gives up after 29 s. */
const DEADLINE = 35_000;
/** What looking up a name ends with. */
const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN']);
/** What connecting ends with. */
const CONNECT_CODES = new Set([
  ...NAME_CODES,
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** What `fetch` has names of its own for: a connection that was closed, or on which nothing came. */
const FETCH_CODES = new Set(['UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** By name. A text as body is sent as `text/plain` where none of them says otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
  /** GET and HEAD have none. */
  readonly body?: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  /** By name, in small letters; those that came several times are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Read as UTF-8. */
  readonly body: string;
  /** Real milliseconds until the last byte. */
  readonly milliseconds: number;
}

/** What a request needs of where it is sent from. A `Lab` is one. */
export interface HttpContext extends ErrorContext {
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Sends one request, once. Every status is an answer, and redirections are not followed.
 * @throws {Problem} when there is no answer: nobody listens, the connection breaks, 35 s have passed.
 * @throws the signal's reason, when it is aborted.
 */
export async function sendHttp(request: HttpRequest, context: HttpContext): Promise<HttpAnswer> {
  const { method, url, headers = {}, body } = request;
  const { signal } = context;
  signal.throwIfAborted();
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(DEADLINE);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      milliseconds: Math.round(performance.now() - startedAt),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw noAnswerInTime(request, error);
    throw noAnswer(request, causeOf(error), context);
  }
}

/**
 * Whether a request failed for want of an address: nothing was sent. A name that was given just now is not known
 * everywhere at once, and a resolver that did not know it keeps to that for a while.
 */
export function isNameUnknown(error: unknown): boolean {
  return hasCode(behind(error), NAME_CODES);
}

/** Whether a request failed before there was a connection to send it on: it has done nothing. */
export function isUnsent(error: unknown): boolean {
  return hasCode(behind(error), CONNECT_CODES);
}

/** Whether a request failed for want of an answer: nobody knows what it has done. */
export function isAnswerLost(error: unknown): boolean {
  const cause = behind(error);
  return !isUnsent(cause) && (isConnectionFailure(cause) || hasCode(cause, FETCH_CODES));
}

function behind(error: unknown): unknown {
  return error instanceof Problem ? error.cause : error;
}

function hasCode(cause: unknown, codes: ReadonlySet<string>): boolean {
  return cause instanceof Error && 'code' in cause && codes.has(String(cause.code));
}

/** `fetch` says "fetch failed", and why in the cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

function noAnswerInTime({ method, url }: HttpRequest, cause: unknown): Problem {
  return new Problem(`${method} ${url} was not answered within ${DEADLINE / 1000} s.`, {
    because: 'The connection was made, or is still being made, and nothing came back.',
    next: 'Check the network, then run the same command again.',
    cause,
  });
}

function noAnswer({ method, url }: HttpRequest, cause: unknown, context: ErrorContext): Problem {
  const explained = toProblem(cause, context);
  const because = explained?.message ?? (cause instanceof Error ? cause.message : String(cause));
  return new Problem(`${method} ${url} was not answered.`, {
    because: explained?.because === undefined ? because : `${because} ${explained.because}`,
    next: explained?.next ?? 'Check the address and the network, then run the same command again.',
    cause,
  });
}
