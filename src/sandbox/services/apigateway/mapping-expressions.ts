/**
 * What the parameters of methods and integrations may be called, and where they may come from.
 * AWS: "Amazon API Gateway API request and response data mapping reference".
 */
import type { AwsError } from '../../errors.js';
import { badRequest } from './errors.js';

const NAME = '[a-zA-Z0-9._$-]+';
const METHOD_REQUEST = new RegExp(
  `^method\\.request\\.(?:path|querystring|multivaluequerystring|header|multivalueheader)\\.(${NAME})$`,
);
const METHOD_RESPONSE = new RegExp(`^method\\.response\\.header\\.${NAME}$`);
const INTEGRATION_REQUEST = new RegExp(
  `^integration\\.request\\.(?:path|querystring|multivaluequerystring|header|multivalueheader)\\.${NAME}$`,
);
const STATIC = /^'.*'$/s;
const CONTEXT = /^(?:context|stageVariables)\.[a-zA-Z0-9._-]+$/;
const REQUEST_BODY = /^method\.request\.body(?:\.[^\s]+)?$/;
const INTEGRATION_RESPONSE = new RegExp(
  `^integration\\.response\\.(?:(?:header|multivalueheader)\\.${NAME}|body(?:\\.[^\\s]+)?)$`,
);

type Declared = Readonly<Record<string, boolean>> | undefined;

/** Names of a method's request parameters. Throws BadRequestException. */
export function checkRequestParameters(parameters: Declared = {}): void {
  const names = new Map<string, string>();
  for (const parameter of Object.keys(parameters)) {
    const name = METHOD_REQUEST.exec(parameter)?.[1];
    if (name === undefined) throw invalidExpression(parameter);
    const other = names.get(name);
    if (other !== undefined && other !== parameter) {
      throw badRequest('Parameter names must be unique across querystring, header and path');
    }
    names.set(name, parameter);
  }
}

/** Names of a method response's headers. Throws BadRequestException. */
export function checkResponseParameters(parameters: Declared = {}): void {
  const wrong = Object.keys(parameters).find((parameter) => !METHOD_RESPONSE.test(parameter));
  if (wrong !== undefined) throw invalidExpression(wrong);
}

/** What an integration is given of a request whose parameters are `declared`. Throws BadRequestException. */
export function checkRequestMapping(
  mapping: Readonly<Record<string, string>> = {},
  declared: Declared = {},
): void {
  for (const [target, source] of Object.entries(mapping)) {
    if (!INTEGRATION_REQUEST.test(target)) throw invalidExpression(target);
    const isParameter = METHOD_REQUEST.test(source);
    if (isParameter && !Object.hasOwn(declared, source)) throw invalidParameter(source);
    if (![STATIC, CONTEXT, REQUEST_BODY].some((each) => each.test(source)) && !isParameter) {
      throw invalidExpression(source);
    }
  }
}

/** What a caller is told of an integration's response. `declared`: undefined where there is no method response. */
export function checkResponseMapping(
  mapping: Readonly<Record<string, string>> = {},
  declared: { readonly parameters: Declared } | undefined,
): void {
  for (const [target, source] of Object.entries(mapping)) {
    if (declared === undefined) throw invalidMapping('No method response exists for method.');
    if (!METHOD_RESPONSE.test(target)) throw invalidExpression(target);
    if (!Object.hasOwn(declared.parameters ?? {}, target)) throw invalidParameter(target);
    if (![STATIC, CONTEXT, INTEGRATION_RESPONSE].some((each) => each.test(source))) {
      throw invalidExpression(source);
    }
  }
}

/** Content types of templates: `application/json`. Throws BadRequestException. */
export function checkTemplates(templates: Readonly<Record<string, string>> = {}): void {
  const wrong = Object.keys(templates).find((contentType) => !/^[^\s/]+\/[^\s/]+$/.test(contentType));
  if (wrong !== undefined) {
    throw badRequest(`Validation Result: warnings : [], errors : [Invalid content type specified: ${wrong}]`);
  }
}

function invalidExpression(expression: string): AwsError {
  return invalidMapping(`Invalid mapping expression specified: ${expression}`);
}

function invalidParameter(parameter: string): AwsError {
  return invalidMapping(`Invalid mapping expression parameter specified: ${parameter}`);
}

function invalidMapping(error: string): AwsError {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`,
  );
}
