import { isAPIGatewayProxyEventV1 } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A path that no route has. */
const NOWHERE = '/-';
/** A method that no path has stands for those that no `Request` takes. */
const NO_METHOD = 'PATCH';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
/** Cannot be in a header, so that whoever reads the value refuses it. */
const UNREADABLE = '\u007f';

/** Powertools looks for its host in these, and builds a URL of it. */
const NOT_READ = new Set(['host', 'x-forwarded-proto']);
/** As API Gateway has it; a `Request` would say text/plain. */
const SAID_BY_DEFAULT = { 'content-type': 'application/json' };
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * The event as the router can read it. The router makes a web `Request`
 * of it, which throws, before any route is found, on what HTTP clients
 * do send: a GET with a body, a header in UTF-8, a curious host.
 *
 * The path is made anew of API Gateway's resource and path parameters,
 * which are the same however the stage, a custom domain or a client's
 * percent-encoding make the path look.
 */
export function forRouter(
  event: APIGatewayProxyEvent,
): APIGatewayProxyEvent {
  if (!isAPIGatewayProxyEventV1(event)) {
    throw new TypeError(
      'This is no event of a REST API with Lambda proxy integration.',
    );
  }
  const method = event.httpMethod.toUpperCase();
  const withoutBody = ['GET', 'HEAD'].includes(method);
  return {
    ...event,
    httpMethod: METHODS.includes(method) ? method : NO_METHOD,
    path: pathOf(event),
    headers: {
      ...SAID_BY_DEFAULT,
      ...readable(event.headers ?? {}, (value) =>
        value === undefined ? undefined : readableValue(value),
      ),
    },
    multiValueHeaders: readable(event.multiValueHeaders ?? {}, (values) =>
      values?.map(readableValue),
    ),
    body: withoutBody ? null : event.body,
  };
}

function pathOf({
  resource,
  pathParameters,
}: APIGatewayProxyEvent): string {
  const path = resource.replace(/\{(\w+)(\+?)\}/g, (_, name, greedy) => {
    const value = (pathParameters?.[name] ?? '').replace(
      /\p{Surrogate}/gu,
      UNREADABLE,
    );
    return greedy === '+'
      ? value.split('/').map(encodeURIComponent).join('/')
      : encodeURIComponent(value);
  });
  // A URL takes these for the folder above.
  return path.split('/').some((part) => /^\.{1,2}$/.test(part))
    ? NOWHERE
    : path;
}

function readable<T>(
  headers: Readonly<Record<string, T>>,
  toReadable: (value: T) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(
        ([name]) =>
          HEADER_NAME.test(name) && !NOT_READ.has(name.toLowerCase()),
      )
      .map(([name, value]) => [name.toLowerCase(), toReadable(value)]),
  );
}

function readableValue(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, UNREADABLE);
}
