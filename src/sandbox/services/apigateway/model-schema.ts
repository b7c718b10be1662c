/**
 * What a model's schema may be. AWS: "Data models for REST APIs in API Gateway", "API Gateway quotas: supported JSON
 * schema keywords".
 */
import type { Model } from '@aws-sdk/client-api-gateway';
import type { AwsError } from '../../errors.js';
import { ownValue } from './apigateway.js';
import { badRequest } from './errors.js';
import { unsupportedKeywords } from './gateway/json-schema/schema.js';
import type { ApiRecord } from './records.js';

/** `https://apigateway.amazonaws.com/restapis/API/models/NAME` */
const REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/([a-z0-9]+)\/models\/([a-zA-Z0-9]+)$/;
const LOCAL_REFERENCE = /^#(?:\/|$)/;
/** Deeper than any schema that somebody has written, and far from what a stack can bear. */
const MAX_DEPTH = 200;
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Throws BadRequestException. JSON is looked into, other content types have schemas of any text. */
export function checkSchema({ schema = '', contentType, name }: Model, api: ApiRecord): void {
  if (schema === '') {
    throw badRequest('Model schema must have at least 1 property or array items defined');
  }
  if (contentType !== 'application/json') return;
  const parsed = parse(schema);
  if (!isObject(parsed)) throw invalidModel('Invalid model schema specified');
  checkNode(parsed, { api, name, depth: 0 });
  const unsupported = unsupportedKeywords(parsed);
  if (unsupported.length > 0) {
    throw invalidModel(
      `Invalid model schema specified. Unsupported keyword(s): ${JSON.stringify(unsupported)}`,
    );
  }
}

/** The schema with the models in it that it refers to. Models that refer to each other in a circle stay references. */
export function flattened({ schema = '', contentType, name }: Model, api: ApiRecord): string {
  if (contentType !== 'application/json' || !schema.includes('/models/')) return schema;
  return JSON.stringify(inlined(parse(schema), api, [name ?? '']));
}

/** Where in which model's schema a check is. */
interface Position {
  readonly api: ApiRecord;
  readonly name: string | undefined;
  readonly depth: number;
}

function checkNode(node: unknown, position: Position): void {
  if (typeof node !== 'object' || node === null) return;
  if (position.depth > MAX_DEPTH) throw invalidModel('Invalid model schema specified');
  const below = { ...position, depth: position.depth + 1 };
  if (!isObject(node)) {
    for (const item of Object.values(node)) checkNode(item, below);
    return;
  }
  const { $ref, type } = node;
  if (typeof $ref === 'string') checkReference($ref, position);
  if (typeof type === 'string' && !TYPES.includes(type)) throw invalidModel('Invalid model schema specified');
  for (const [keyword, value] of Object.entries(node)) {
    // What stands there are values, not schemas.
    if (keyword === 'enum' || keyword === 'default') continue;
    const schemas = NAMES_OF_SCHEMAS.includes(keyword) && isObject(value) ? Object.values(value) : [value];
    for (const schema of schemas) checkNode(schema, below);
  }
}

/** Keywords under which schemas stand by names, which may be those of keywords: a property called `type`. */
const NAMES_OF_SCHEMAS = ['properties', 'patternProperties', 'definitions', 'dependencies'];

function checkReference(reference: string, { api, name }: Position): void {
  if (LOCAL_REFERENCE.test(reference)) return;
  const [, apiId, model = ''] = REFERENCE.exec(reference) ?? [];
  if (apiId === undefined) throw invalidModel('Model reference must be in canonical form');
  const isThere = model === name || ownValue(api.definition.models, model) !== undefined;
  if (apiId !== api.id || !isThere) throw invalidModel(`Invalid model reference specified: ${reference}`);
}

function inlined(node: unknown, api: ApiRecord, within: readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((item) => inlined(item, api, within));
  if (!isObject(node)) return node;
  const [, , name = ''] = REFERENCE.exec(String(node.$ref)) ?? [];
  const model = within.includes(name) ? undefined : ownValue(api.definition.models, name);
  if (model?.schema !== undefined) return inlined(parse(model.schema), api, [...within, name]);
  return Object.fromEntries(
    Object.entries(node).map(([keyword, below]) => [keyword, inlined(below, api, within)]),
  );
}

function parse(schema: string): unknown {
  try {
    return JSON.parse(schema);
  } catch {
    throw invalidModel('Invalid model schema specified');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalidModel(error: string): AwsError {
  return badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${error}]`);
}
