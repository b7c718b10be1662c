/** What an export is made of, whatever its format. */
import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiRecord, Definition, StageRecord } from '../records.js';

export interface ExportSource {
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  /** What is deployed to the stage. */
  readonly definition: Definition;
  /** The API's version, or else when the deployment was made. */
  readonly version: string;
  /** `http://127.0.0.1:4600`: where the sandbox answers. */
  readonly endpoint: string;
  readonly extensions: ExportExtensions;
}

/** Which of API Gateway's own extensions are to be told. */
export interface ExportExtensions {
  readonly integrations: boolean;
  readonly authorizers: boolean;
}

/** A JSON document, or a part of one. */
export interface Json {
  readonly [member: string]: unknown;
}

/** A parameter that is not in the body. */
export interface ExportParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
}

const PARAMETER =
  /^method\.request\.(?<location>path|header|querystring|multivalueheader|multivaluequerystring)\.(?<name>.+)$/;
const PATH_VARIABLE = /\{([^{}+]+)\+?\}/g;
const LOCATIONS: Readonly<Record<string, ExportParameter['in']>> = {
  path: 'path',
  header: 'header',
  querystring: 'query',
  multivalueheader: 'header',
  multivaluequerystring: 'query',
};
/** What stands for `ANY`, which neither format knows. */
const ANY_METHOD = 'x-amazon-apigateway-any-method';

/** Behind the endpoint: `/execute-api/a1b2c3d4e5`. */
export function addressOf({ api }: ExportSource): string {
  return `/execute-api/${api.id}`;
}

/** `2026-04-15T21:43:25Z`, as API Gateway writes times. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The path items of an API: `/orders` to `get` to the operation that `operationOf` gives. */
export function pathsOf(
  { definition }: ExportSource,
  operationOf: (method: Method, path: string, verb: string) => Json,
): Json {
  const resources = Object.values(definition.resources).filter(
    ({ methods }) => Object.keys(methods).length > 0,
  );
  return Object.fromEntries(
    resources.map(({ path, methods }) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([verb, method]) => [
          verb === 'ANY' ? ANY_METHOD : verb.toLowerCase(),
          operationOf(method, path, verb),
        ]),
      ),
    ]),
  );
}

/** The variables of the path, which both formats want to be told, and what else the method takes. */
export function parametersOf({ requestParameters = {} }: Method, path: string): ExportParameter[] {
  const inPath = [...path.matchAll(PATH_VARIABLE)].map(([, name = '']) => name);
  const others = Object.entries(requestParameters).flatMap(([key, required]) => {
    const { location = '', name = '' } = PARAMETER.exec(key)?.groups ?? {};
    const place = LOCATIONS[location];
    return place === undefined || place === 'path' ? [] : [{ name, in: place, required }];
  });
  const once = new Map(others.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  return [...inPath.map((name) => ({ name, in: 'path', required: true }) as const), ...once.values()];
}

/** The names of the headers that a response may have, of `method.response.header.Location`. */
export function responseHeaders(responseParameters: Readonly<Record<string, boolean>> = {}): string[] {
  return Object.keys(responseParameters).flatMap((key) => {
    const name = /^method\.response\.header\.(.+)$/.exec(key)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The same without members that are undefined or empty objects. */
export function compact(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
