/**
 * Models: JSON Schema draft 4, as far as API Gateway takes it. What it does not know is refused, not passed over.
 * AWS: "Data models for REST APIs"; the keywords are in `keywords.ts`.
 */
import { percentDecoded } from '../percent.js';
import { isObject, type JsonObject, TYPES } from './json.js';
import { ANNOTATIONS, KEYWORDS } from './keywords.js';

/** `https://apigateway.amazonaws.com/restapis/{api}/models/{name}` */
const MODEL_REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/([A-Za-z0-9]+)$/;
/** A body is nested less deeply; references that never come to a value go on for ever. */
const MAX_DEPTH = 500;

/** The schema of a model by its name, parsed; undefined where there is none. */
export type ModelLookup = (name: string) => unknown;

/** A schema that says nothing that could be held against a value. The message is for the author of the model. */
export class SchemaProblem extends Error {}

/**
 * What is wrong with a value: no sentence where it is valid. Throws SchemaProblem where the schema is at fault.
 *
 * @param root the schema, parsed; it and the models that it refers to have passed `checkSchema`
 */
export function validateBySchema(value: unknown, root: unknown, models: ModelLookup): readonly string[] {
  const validateIn =
    (document: unknown, depth: number) =>
    (instance: unknown, schema: unknown): readonly string[] => {
      if (depth > MAX_DEPTH) throw new SchemaProblem('The references of the schema have no end.');
      if (!isObject(schema)) throw new SchemaProblem(`Not a schema: ${JSON.stringify(schema)}`);
      // What stands beside a reference does not count.
      if (typeof schema.$ref === 'string') {
        const found = resolve(schema.$ref, document, models);
        return validateIn(found.document, depth + 1)(instance, found.schema);
      }
      return Object.entries(KEYWORDS).flatMap(([name, keyword]) =>
        Object.hasOwn(schema, name) ? keyword(instance, schema, validateIn(document, depth + 1)) : [],
      );
    };
  return validateIn(root, 0)(value, root);
}

/** Throws SchemaProblem where a schema has a keyword that draft 4 does not know, or one that makes no sense. */
export function checkSchema(schema: unknown): void {
  if (!isObject(schema)) throw new SchemaProblem('A schema has to be a JSON object.');
  const unsupported = unsupportedKeywords(schema);
  if (unsupported.length > 0) {
    throw new SchemaProblem(`Unsupported keyword(s): ${JSON.stringify(unsupported)}`);
  }
  for (const part of schemasIn(schema)) checkValues(part);
}

/** Keywords in a schema, and in those inside of it, that draft 4 does not know. Each is told once. */
export function unsupportedKeywords(schema: JsonObject): string[] {
  const unsupported = new Set<string>();
  for (const part of schemasIn(schema)) {
    for (const name of Object.keys(part)) {
      if (name !== '$ref' && !ANNOTATIONS.has(name) && !Object.hasOwn(KEYWORDS, name)) unsupported.add(name);
    }
  }
  return [...unsupported];
}

/** Values that would make their keyword pass everything, or fail at the first request. */
function checkValues({ type, pattern, patternProperties, required }: JsonObject): void {
  for (const name of type === undefined ? [] : [type].flat()) {
    if (!TYPES.some((known) => known === name))
      throw new SchemaProblem(`Unknown type: ${JSON.stringify(name)}`);
  }
  const patterns = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  for (const text of pattern === undefined ? patterns : [pattern, ...patterns]) {
    try {
      new RegExp(String(text), 'u');
    } catch {
      throw new SchemaProblem(`Not a regular expression: ${JSON.stringify(text)}`);
    }
  }
  if (required !== undefined && !(Array.isArray(required) && required.length > 0)) {
    throw new SchemaProblem('"required" has to be an array with at least one name.');
  }
}

/** A schema and all schemas in it. */
function* schemasIn(schema: JsonObject): Iterable<JsonObject> {
  yield schema;
  const { items, additionalItems, additionalProperties, not, allOf, anyOf, oneOf } = schema;
  const { properties, patternProperties, definitions, dependencies } = schema;
  const maps = [properties, patternProperties, definitions, dependencies].filter(isObject);
  const parts = [
    ...[items, additionalItems, additionalProperties, not, allOf, anyOf, oneOf].flat(),
    ...maps.flatMap((map) => Object.values(map)),
  ];
  for (const part of parts) if (isObject(part)) yield* schemasIn(part);
}

function resolve(
  reference: string,
  document: unknown,
  models: ModelLookup,
): { readonly document: unknown; readonly schema: unknown } {
  const name = MODEL_REFERENCE.exec(reference)?.[1];
  const found = name === undefined ? pointed(reference, document) : models(name);
  if (found === undefined) throw new SchemaProblem(`The reference leads nowhere: ${reference}`);
  return { document: name === undefined ? document : found, schema: found };
}

/** `#/definitions/line`. */
function pointed(reference: string, document: unknown): unknown {
  if (!/^#(?:\/|$)/.test(reference)) return undefined;
  return reference
    .split('/')
    .slice(1)
    .map((part) => percentDecoded(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
      document,
    );
}
