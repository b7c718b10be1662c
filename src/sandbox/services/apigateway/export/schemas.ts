/**
 * Models as the schemas of an export. A model is JSON Schema, draft 4; OpenAPI 3.0 and Swagger 2.0 each know another
 * part of that, so what they do not know is left out, and what they say differently is said their way.
 * AWS: "Data models for REST APIs". OpenAPI: "Schema Object".
 */
import type { Model } from '@aws-sdk/client-api-gateway';
import type { Json } from './source.js';

/** Where schemas stand in a document, and which words they may use. */
export interface SchemaDialect {
  /** `#/components/schemas/` */
  readonly prefix: string;
  /** Whether `type` may be one type only, with `nullable` beside it. */
  readonly singleType: boolean;
  /** Keywords whose values are lists of schemas. */
  readonly combining: readonly string[];
  /** Keywords whose value is a schema. */
  readonly nesting: readonly string[];
}

export const OPEN_API_SCHEMAS: SchemaDialect = {
  prefix: '#/components/schemas/',
  singleType: true,
  combining: ['allOf', 'anyOf', 'oneOf'],
  nesting: ['not'],
};

export const SWAGGER_SCHEMAS: SchemaDialect = {
  prefix: '#/definitions/',
  singleType: false,
  combining: ['allOf'],
  nesting: [],
};

/** What both formats take over as it stands, with what the value must be. */
const PLAIN = new Map<string, (value: unknown) => boolean>(
  Object.entries({
    title: isText,
    description: isText,
    format: isText,
    pattern: isText,
    multipleOf: isNumber,
    maximum: isNumber,
    minimum: isNumber,
    exclusiveMaximum: isSwitch,
    exclusiveMinimum: isSwitch,
    uniqueItems: isSwitch,
    maxLength: isNumber,
    minLength: isNumber,
    maxItems: isNumber,
    minItems: isNumber,
    maxProperties: isNumber,
    minProperties: isNumber,
    required: isFilledList,
    enum: isFilledList,
    default: () => true,
    example: () => true,
  }),
);
const MODEL_REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/([^/#]+)$/;
const DEFINITION_REFERENCE = /^#\/definitions\/([^/]+)(\/.*)?$/;

/** All models, and the definitions inside of them under names of their own (`OrderItem` of `Order` has `Item`). */
export function schemasOf(models: readonly Model[], dialect: SchemaDialect): Json {
  return Object.fromEntries(
    models.flatMap(({ name = '', schema }) => {
      const root = parseSchema(schema);
      const inner = isObject(root.definitions) ? Object.entries(root.definitions) : [];
      const convert = converter(name, dialect);
      return [
        [name, convert(root)],
        ...inner.map(([key, each]) => [definitionName(name, key), convert(each)]),
      ];
    }),
  );
}

/** Stands for a model by its name. */
export function referenceTo(model: string, { prefix }: SchemaDialect): Json {
  return { $ref: `${prefix}${model}` };
}

function converter(model: string, dialect: SchemaDialect): (schema: unknown) => Json {
  const convert = (schema: unknown): Json => {
    if (!isObject(schema)) return {};
    if (typeof schema.$ref === 'string') return { $ref: referenceOf(schema.$ref, model, dialect) };
    const kept = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (PLAIN.get(keyword)?.(value)) return [[keyword, value]];
      if (dialect.combining.includes(keyword) && isFilledList(value)) return [[keyword, value.map(convert)]];
      if (dialect.nesting.includes(keyword)) return [[keyword, convert(value)]];
      if (keyword === 'properties' && isObject(value)) return [[keyword, mapValues(value, convert)]];
      // Swagger and OpenAPI know no tuples.
      if (keyword === 'items') return [[keyword, Array.isArray(value) ? {} : convert(value)]];
      if (keyword === 'additionalProperties') return [[keyword, isSwitch(value) ? value : convert(value)]];
      return [];
    });
    return { ...typeOf(schema, dialect), ...Object.fromEntries(kept) };
  };
  return convert;
}

/** `type`; arrays must say what their items are. */
function typeOf({ type, items }: Json, { singleType }: SchemaDialect): Json {
  const types = [type].flat().filter(isText);
  const some = types.filter((each) => each !== 'null');
  const [only] = some;
  const anyItems = types.includes('array') && items === undefined ? { items: {} } : {};
  if (types.length === 0) return {};
  if (!singleType) return { type: types.length === 1 ? types[0] : types, ...anyItems };
  return {
    ...(some.length === 1 ? { type: only } : {}),
    ...(some.length > 1
      ? { anyOf: some.map((each) => ({ type: each, ...(each === 'array' ? anyItems : {}) })) }
      : {}),
    ...(some.length < types.length ? { nullable: true } : {}),
    ...(some.length === 1 ? anyItems : {}),
  };
}

/** A reference to another model, to a definition inside of this one, or to a place in this one. */
function referenceOf(reference: string, model: string, { prefix }: SchemaDialect): string {
  const other = MODEL_REFERENCE.exec(reference)?.[1];
  if (other !== undefined) return `${prefix}${other}`;
  const [, definition, place = ''] = DEFINITION_REFERENCE.exec(reference) ?? [];
  if (definition !== undefined) return `${prefix}${definitionName(model, definition)}${place}`;
  return reference.startsWith('#') ? `${prefix}${model}${reference.slice(1)}` : reference;
}

function definitionName(model: string, definition: string): string {
  return `${model}${definition.replaceAll(/[^\w.-]/g, '_')}`;
}

/** What is no JSON object (a model of another content type than JSON) allows anything. */
function parseSchema(text = ''): Json {
  try {
    const schema: unknown = JSON.parse(text);
    return isObject(schema) ? schema : {};
  } catch {
    return {};
  }
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isFilledList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0;
}
