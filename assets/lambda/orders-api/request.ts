/** What a route needs of a request, checked. */
import { isAPIGatewayProxyEventV1 } from '@aws-lambda-powertools/event-handler/http';
import type { RequestContext } from '@aws-lambda-powertools/event-handler/types';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { type Json, readJson } from './json-reader.js';
import {
  badRequest,
  type FieldProblem,
  tooLarge,
  unsupportedMediaType,
} from './refusals.js';

/** An item of DynamoDB. What is longer fits into none. */
const LONGEST_BODY = 400 * 1024; /* 400 KB */

export interface ApiRequest {
  /** Its path with stage or base path. */
  readonly path: string;
  /** `{order_id}`; empty where the route has none. */
  readonly orderId: string;
  readonly headers: Headers;
  readonly event: APIGatewayProxyEvent;
}

export function requestOf({
  event,
  req,
  params,
}: RequestContext): ApiRequest {
  if (!isAPIGatewayProxyEventV1(event)) {
    throw new TypeError('This function answers REST APIs only.');
  }
  return {
    path: event.requestContext.path ?? event.path,
    orderId: params.order_id ?? '',
    headers: req.headers,
    event,
  };
}

/**
 * The query's parameters. Every one that is unknown, repeated or wrong is
 * named.
 *
 * @throws {Refusal} 400
 */
export function readQuery<S extends z.ZodType>(
  { event }: ApiRequest,
  schema: S,
): z.output<S> {
  const given = Object.entries(
    event.multiValueQueryStringParameters ?? {},
  );
  const problems = given
    .filter(([, values]) => (values?.length ?? 0) > 1)
    .map(([field]) => ({ field, problem: 'is given twice' }));
  const single = Object.entries(event.queryStringParameters ?? {});
  const last = given.map(([field, values]) => [field, values?.at(-1)]);
  const query = Object.fromEntries([...single, ...last]);
  return check(schema, query, problems, 'query');
}

/** @throws {Refusal} 400 where there are query parameters at all. */
export function refuseQuery(request: ApiRequest): void {
  readQuery(request, z.strictObject({}));
}

/**
 * The body: JSON, in UTF-8, of at most 400 KB, and as the schema has it.
 * Everything that is wrong with it is named at once.
 *
 * @throws {Refusal} 400, 413, 415
 */
export function readBody<S extends z.ZodType>(
  request: ApiRequest,
  schema: S,
): z.output<S> {
  refuseOtherMediaTypes(request.headers);
  const { value, problems } = readJson(textOf(request.event));
  if (!(value instanceof Map)) {
    const problem = 'must be a JSON object';
    throw badRequest([...problems, { field: 'body', problem }]);
  }
  const object: Record<string, Json> = Object.fromEntries(value);
  return check(schema, object, problems, 'body');
}

function textOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  const bytes = Buffer.from(
    body ?? '',
    isBase64Encoded ? 'base64' : 'utf8',
  );
  if (bytes.length > LONGEST_BODY) {
    throw tooLarge(`A body holds at most ${LONGEST_BODY} bytes.`);
  }
  if (bytes.length === 0) {
    throw badRequest([{ field: 'body', problem: 'is missing' }]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest([{ field: 'body', problem: 'is not in UTF-8' }]);
  }
}

/** Nothing said means JSON: there is nothing else that it could be. */
function refuseOtherMediaTypes(headers: Headers): void {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (
    !/^(?:|application\/(?:json|[\w.-]+\+json))$/.test(type) ||
    !['utf-8', 'utf8', 'us-ascii', undefined].includes(charset)
  ) {
    throw unsupportedMediaType(
      "Send JSON in UTF-8, and say so with the header 'Content-Type: application/json'.",
    );
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw unsupportedMediaType('Send the body as it is, not compressed.');
  }
}

function check<S extends z.ZodType>(
  schema: S,
  input: unknown,
  found: readonly FieldProblem[],
  whole: string,
): z.output<S> {
  const checked = schema.safeParse(input);
  const told = new Set(found.map(({ field }) => field));
  const more = (checked.error?.issues ?? [])
    .flatMap((issue) => problemsOf(issue, whole))
    .filter(({ field }) => !told.has(field));
  const problems = [...found, ...more];
  if (!checked.success || problems.length > 0) throw badRequest(problems);
  return checked.data;
}

function problemsOf(
  issue: z.core.$ZodIssue,
  whole: string,
): readonly FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({
      field,
      problem: 'is unknown here',
    }));
  }
  const field = issue.path.length === 0 ? whole : issue.path.join('.');
  return [{ field, problem: issue.message }];
}
