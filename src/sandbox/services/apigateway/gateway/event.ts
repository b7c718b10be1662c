/**
 * The event that a function gets from a proxy integration, version 1.0.
 * AWS: "Input format of a Lambda function for proxy integration".
 */
import { contentTypeOf, type HeaderLine, headerOf, mediaType, type RoutedCall } from './call.js';
import { type CallContext, contextOf } from './context.js';
import { requestHeaders } from './headers.js';
import { queryParameters } from './percent.js';

type Values = Readonly<Record<string, string>>;
type MultiValues = Readonly<Record<string, readonly string[]>>;

export interface ProxyEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Values | null;
  readonly multiValueHeaders: MultiValues | null;
  readonly queryStringParameters: Values | null;
  readonly multiValueQueryStringParameters: MultiValues | null;
  readonly pathParameters: Values | null;
  readonly stageVariables: Values | null;
  readonly requestContext: CallContext;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export function proxyEvent(call: RoutedCall): ProxyEvent {
  const { request, target, route } = call;
  const headers = grouped(passedHeaders(call), (name) => name.toLowerCase());
  const query = grouped(queryParameters(request.rawQuery), (name) => name);
  const isBinary = isBinaryType(contentTypeOf(request), target.definition.binaryMediaTypes);
  const isBase64Encoded = isBinary && request.body.length > 0;
  return {
    resource: route.resource.path,
    path: request.rawPath === '' ? '/' : request.rawPath,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: query,
    pathParameters: orNull(route.pathParameters),
    stageVariables: orNull(target.stageVariables),
    requestContext: contextOf(call),
    body: request.body.length === 0 ? null : request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/** Whether a media type is among those that an API takes for binary: `image/png`, `image/*`, all of them. */
export function isBinaryType(type: string, binaryMediaTypes: readonly string[]): boolean {
  return binaryMediaTypes.some((text) => {
    const binary = mediaType(text);
    return (
      binary === '*/*' || binary === type || (binary.endsWith('/*') && type.startsWith(binary.slice(0, -1)))
    );
  });
}

/** What the client sent and what API Gateway adds. What it adds is true of the sandbox: HTTP, on its own port. */
function passedHeaders({ request, domainName, traceId }: RoutedCall): HeaderLine[] {
  const port = domainName.split(':')[1] ?? '80';
  const passed = requestHeaders(request.headers).filter(
    ([name]) => !/^x-(?:forwarded-(?:for|port|proto)|amzn-trace-id)$/i.test(name),
  );
  const before = headerOf(request.headers, 'x-forwarded-for');
  return [
    ...passed,
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', before === undefined ? '127.0.0.1' : `${before}, 127.0.0.1`],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ];
}

/** All values by name, under the spelling that came first; null where there are none. */
function grouped(
  pairs: readonly (readonly [string, string])[],
  identityOf: (name: string) => string,
): MultiValues | null {
  const found = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of pairs) {
    const identity = identityOf(name);
    const known = found.get(identity);
    if (known === undefined) found.set(identity, { name, values: [value] });
    else known.values.push(value);
  }
  if (found.size === 0) return null;
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values]));
}

function lastValues(values: MultiValues | null): Values | null {
  if (values === null) return null;
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function orNull(values: Values): Values | null {
  return Object.keys(values).length === 0 ? null : values;
}
