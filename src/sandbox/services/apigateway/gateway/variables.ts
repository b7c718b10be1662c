/** What templates and mappings of parameters may name. AWS: "Variables for data transformations for API Gateway". */
import { type Call, headerOf, type RoutedCall } from './call.js';
import { type CallContext, contextOf } from './context.js';
import { queryParameters } from './percent.js';
import type { Variables } from './templates.js';

/** `$context`, `$stageVariables` and `$input.body`. `more` comes on top. */
export function variablesOf(
  call: Call & Partial<RoutedCall>,
  more: Readonly<Record<string, string>> = {},
): Variables {
  const { identity, ...context }: CallContext = contextOf(call);
  return new Map<string, string>([
    ...Object.entries(context).map(([name, value]) => [`context.${name}`, String(value)] as const),
    ...Object.entries(identity).map(([name, value]) => [`context.identity.${name}`, value ?? ''] as const),
    ...Object.entries(call.target.stageVariables).map(
      ([name, value]) => [`stageVariables.${name}`, value] as const,
    ),
    ['input.body', call.request.body.toString('utf8')],
    ...Object.entries(more),
  ]);
}

/**
 * What a mapping takes its value from: `'a literal'`, `method.request.querystring.page`, `context.requestId`,
 * `stageVariables.origin`. Undefined where there is nothing.
 */
export function mappedValue(
  source: string,
  call: Call & Partial<RoutedCall>,
  variables: Variables,
): string | undefined {
  const literal = /^'(.*)'$/s.exec(source)?.[1];
  if (literal !== undefined) return literal;
  const request = /^method\.request\.(?:multivalue)?(header|querystring|path)\.(.+)$/.exec(source);
  return request === null ? variables.get(source) : requestParameter(call, request[1], request[2] ?? '');
}

/** The last value of a parameter of the request. */
export function requestParameter(
  { request, route }: Call & Partial<RoutedCall>,
  place: string | undefined,
  name: string,
): string | undefined {
  switch (place) {
    case 'header':
      return headerOf(request.headers, name.toLowerCase());
    case 'querystring':
      return queryParameters(request.rawQuery).findLast(([key]) => key === name)?.[1];
    case 'path':
      return route !== undefined && Object.hasOwn(route.pathParameters, name)
        ? route.pathParameters[name]
        : undefined;
    default:
      return undefined;
  }
}

/** The text of a URI with its stage variables: `…:function:${stageVariables.name}/invocations`. */
export function withStageVariables(text: string, stageVariables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(stageVariables, name) ? (stageVariables[name] ?? '') : '',
  );
}
