/** A request to the API and its answer, and how long an answer that comes too early is waited out. */
import { type HttpAnswer, isAnswerLost, isNameUnknown, isUnsent, sendHttp } from '../../aws/http-request.js';
import { Outage } from '../../aws/outage.js';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { longWait } from '../../lab/patience.js';
import { awaitProof } from '../await-proof.js';

/** Milliseconds until what was deployed is known everywhere: up to two minutes, and one more. AWS promises nothing. */
const PROPAGATION = 3 * 60_000;
/** API Gateway's name for its own refusal. What a function answers has none. */
const ERROR_TYPE = 'x-amzn-errortype';
/** Statuses of who has too much to do: the stage, the table. */
const BUSY = [429, 503];
/** Statuses of a stage that is not known everywhere, and of a function that may not be called, or fails. */
const NOT_READY = [403, 500, 502, 504];
/** Methods that change nothing. */
const READING = ['GET', 'OPTIONS'];
/** By this header the API tells that it was asked before. */
const KEY = 'Idempotency-Key';
/** Of a body, in a table. */
const LONGEST_EXCERPT = 160;

export interface ApiRequest {
  readonly method: string;
  /** Below the stage, with its query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It is meant to be refused by API Gateway: such an answer is no reason to wait. */
  readonly meantToFail?: boolean;
  /** Sent twice it does no more than once, and is answered in the same way. Default: what reads, or has a key. */
  readonly repeatable?: boolean;
}

export interface Exchange extends ApiRequest {
  readonly answer: HttpAnswer;
}

/** A deployed API. */
export interface Api {
  /** Of the stage, without a slash at its end. */
  readonly url: string;
  /**
   * Sends a request. What is not ready yet, or has too much to do, is asked again for up to three minutes in all; where
   * the network fails, a minute, and only what may be sent twice.
   */
  send(request: ApiRequest): Promise<Exchange>;
  /** Sends one until it is answered well, for up to three minutes. */
  sendUntilGood(request: ApiRequest): Promise<Exchange>;
}

export function openApi(lab: Lab, url: string): Api {
  /** Where one answer was waited for in vain, the next ones are as they are. */
  let patience = PROPAGATION;
  const send = async (request: ApiRequest, isEnough: (answer: HttpAnswer) => boolean): Promise<Exchange> => {
    const { method, path, headers, body } = request;
    const typed = {
      method,
      url: url + path,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    };
    const answer = await awaitProof(lab, {
      what: `a good answer to ${method} ${path}`,
      reason: notYetInWords,
      look: () => sendHttp(typed, lab),
      isAll: isEnough,
      passes: outageOf(lab, request),
      deadline: patience,
    });
    if (!isEnough(answer)) patience = 0;
    return { ...request, answer };
  };
  return {
    url,
    send: (request) => send(request, (answer) => !isNotYet(request, answer)),
    sendUntilGood: (request) => send(request, ({ status }) => status < 400),
  };
}

/** Why a failure to get an answer passes by waiting, as long as an outage may last; undefined where it does not. */
function outageOf(lab: Lab, request: ApiRequest): (error: unknown) => string | undefined {
  const { clock, outage = 0 } = longWait(lab);
  const failing = new Outage();
  return (error) => {
    if (isNameUnknown(error)) return 'the name of the API is not known everywhere yet';
    if (!isUnsent(error) && !(isAnswerLost(error) && isRepeatable(request))) return undefined;
    return failing.failed(clock.now()) < outage ? 'the API cannot be reached' : undefined;
  };
}

function isRepeatable({ method, headers = {}, meantToFail = false, repeatable }: ApiRequest): boolean {
  return repeatable ?? (meantToFail || READING.includes(method) || Object.hasOwn(headers, KEY));
}

/** Whose answer it is. */
export function answererOf({ headers }: HttpAnswer): 'API Gateway' | 'the function' {
  return headers[ERROR_TYPE] === undefined ? 'the function' : 'API Gateway';
}

/** Refused before any function was asked, or for want of capacity: a moment later it may be otherwise. */
function isNotYet({ meantToFail = false }: ApiRequest, answer: HttpAnswer): boolean {
  const { status } = answer;
  if (BUSY.includes(status)) return true;
  return !meantToFail && answererOf(answer) === 'API Gateway' && NOT_READY.includes(status);
}

/** What an early answer means. AWS: "Troubleshoot issues with API Gateway". */
function notYetInWords(answer: HttpAnswer): string {
  const who = answererOf(answer);
  switch (answer.status) {
    case 403:
      return answer.body.includes('Missing Authentication Token')
        ? '403 Missing Authentication Token: the route is not deployed, or not known everywhere yet'
        : '403 Forbidden: the stage is not there, or not known everywhere yet';
    case 429:
      return '429: the stage takes no more requests in this second';
    case 500:
      return who === 'API Gateway'
        ? '500: API Gateway may not call the function, or Lambda does not know yet that it may'
        : '500: the function has failed; a new role may not do all that it should for some seconds';
    case 502:
      return '502: the function has ended without an answer that API Gateway can pass on';
    case 503:
      return '503: the table has more to do than its capacity allows';
    case 504:
      return '504: the function took longer than 29 s';
    default:
      return `${answer.status} ${answer.body.slice(0, LONGEST_EXCERPT)}`;
  }
}

/** A table of what was asked and answered, in this order. */
export function showExchanges(title: string, exchanges: readonly Exchange[], caption: string): Evidence {
  return {
    kind: 'table',
    title,
    data: {
      columns: ['request', 'status', 'answer', 'by'],
      rows: exchanges.map((exchange) => {
        const { answer } = exchange;
        return [requestInWords(exchange), String(answer.status), excerptOf(answer), answererOf(answer)];
      }),
      caption,
      wrapped: true,
    },
  };
}

/** `PUT /orders/abc If-Match: "1" {"order_status":"completed"}` */
function requestInWords({ method, path, headers = {}, body }: ApiRequest): string {
  const told = Object.entries(headers).filter(
    ([name, value]) => !(name === 'Content-Type' && value === JSON_TYPE),
  );
  const words = told.map(([name, value]) => `${name}: ${value}`);
  return [method, path, ...words, ...(body === undefined ? [] : [body])].join(' ');
}

function excerptOf({ body, headers }: HttpAnswer): string {
  const { location, etag } = headers;
  const told = [
    ...(location === undefined ? [] : [`Location: ${location}`]),
    ...(etag === undefined ? [] : [`ETag: ${etag}`]),
  ];
  const text = [...told, body].join(' ').trim();
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
}

const JSON_TYPE = 'application/json';

/** A request with a JSON body. */
export function withJson(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiRequest {
  return {
    method,
    path,
    headers: { 'Content-Type': JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
