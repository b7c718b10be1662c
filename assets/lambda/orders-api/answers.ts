import type { APIGatewayProxyResult } from 'aws-lambda';
import { writeJson } from './json-writer.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Headers of every answer: any page may ask, nobody may keep it. */
export const ALWAYS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Location, Retry-After, X-Request-Id',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** What a browser is told before it sends anything but a plain GET. */
const PREFLIGHT = {
  'access-control-allow-headers':
    'Content-Type, Idempotency-Key, If-Match',
  /** Seconds: 10 minutes. */
  'access-control-max-age': '600',
} as const;

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(writeJson(body), {
    status,
    headers: { ...headers, 'content-type': JSON_TYPE },
  });
}

export function noContent(
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(null, { status: 204, headers });
}

export function preflight(allowed: readonly string[]): Response {
  const methods = allowed.join(', ');
  return noContent({
    ...PREFLIGHT,
    allow: methods,
    'access-control-allow-methods': methods,
  });
}

/**
 * The router splits lists (`Allow`) into several headers; this gives one.
 * And it calls an empty body plain text; this does not.
 */
export function withHeaders(
  {
    headers = {},
    multiValueHeaders = {},
    ...answer
  }: APIGatewayProxyResult,
  more: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  const lists = Object.entries(multiValueHeaders).map(
    ([name, values]) => [name, values.join(', ')] as const,
  );
  const single = Object.entries(headers).filter(
    ([name]) => name !== 'content-type' || answer.body !== '',
  );
  const all = Object.fromEntries([...single, ...lists]);
  return { ...answer, headers: { ...all, ...more } };
}
