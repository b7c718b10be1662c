/**
 * What a function answers to a proxy integration, as the answer to the client.
 * AWS: "Output format of a Lambda function for proxy integration".
 */
import { type GatewayAnswer, type HeaderLine, headerOf, mediaType } from './call.js';
import { isBinaryType } from './event.js';
import { isHeader, responseHeaders } from './headers.js';

/** None of them has to be there, and nothing else may be. */
const MEMBERS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);
const DEFAULT_STATUS = 200;
/** Below it there is no answer: a client would go on waiting for one. */
const LEAST_STATUS = 200;
const GREATEST_STATUS = 599;

export interface ProxyAnswerOptions {
  readonly binaryMediaTypes: readonly string[];
  /** The client's `Accept` header. */
  readonly accept: string | undefined;
}

/** Undefined where it is none: API Gateway calls that a malformed Lambda proxy response. */
export function proxyAnswer(payload: Uint8Array, options: ProxyAnswerOptions): GatewayAnswer | undefined {
  const answer = parsed(payload);
  if (!isRecord(answer) || Object.keys(answer).some((name) => !MEMBERS.has(name))) return undefined;
  const status = statusOf(answer.statusCode);
  const headers = headersOf(answer.headers, answer.multiValueHeaders);
  const text = answer.body ?? '';
  const isBase64 = answer.isBase64Encoded ?? false;
  if (status === undefined || headers === undefined) return undefined;
  if (typeof text !== 'string' || typeof isBase64 !== 'boolean') return undefined;
  const passed = responseHeaders(headers);
  return {
    status,
    headers:
      headerOf(passed, 'content-type') === undefined
        ? [['Content-Type', 'application/json'], ...passed]
        : passed,
    body: isBase64 && isBinaryWanted(options) ? Buffer.from(text, 'base64') : text,
  };
}

/** Only what the client would rather have than anything else counts. */
function isBinaryWanted({ binaryMediaTypes, accept }: ProxyAnswerOptions): boolean {
  return isBinaryType(mediaType((accept ?? '').split(',', 1)[0] ?? ''), binaryMediaTypes);
}

function statusOf(statusCode: unknown): number | undefined {
  if (statusCode === undefined || statusCode === null) return DEFAULT_STATUS;
  if (typeof statusCode === 'string' && !/^\d{3}$/.test(statusCode)) return undefined;
  if (typeof statusCode !== 'string' && typeof statusCode !== 'number') return undefined;
  const status = Number(statusCode);
  return Number.isInteger(status) && status >= LEAST_STATUS && status <= GREATEST_STATUS ? status : undefined;
}

/** Both together. A value that is in both is there once. */
function headersOf(single: unknown, multi: unknown): HeaderLine[] | undefined {
  const lists = linesOf(multi ?? {}, (value) => (Array.isArray(value) ? value : [value]));
  const singles = linesOf(single ?? {}, (value) => [value]);
  if (lists === undefined || singles === undefined) return undefined;
  const others = singles.filter(
    ([name, value]) =>
      !lists.some(([other, same]) => other.toLowerCase() === name.toLowerCase() && same === value),
  );
  const all = [...lists, ...others];
  return all.every(isHeader) ? all : undefined;
}

function linesOf(
  headers: unknown,
  valuesOf: (value: unknown) => readonly unknown[],
): HeaderLine[] | undefined {
  if (!isRecord(headers)) return undefined;
  const lines: HeaderLine[] = [];
  for (const [name, member] of Object.entries(headers)) {
    for (const value of valuesOf(member)) {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
        return undefined;
      }
      lines.push([name, String(value)]);
    }
  }
  return lines;
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
