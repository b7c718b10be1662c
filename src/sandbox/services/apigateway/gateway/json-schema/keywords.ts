/**
 * What each keyword of JSON Schema draft 4 asks of a value, in the words of the validator that API Gateway uses.
 * JSON Schema: "JSON Schema Validation: interactive and non interactive validation" (draft-fge-json-schema-validation-00).
 */
import { FORMATS } from './formats.js';
import { canonicalText, hasType, isEqual, isObject, type JsonObject, lengthOf, typeOf } from './json.js';

/** What is wrong with a value by another schema: nothing, or some sentences. */
export type Validate = (value: unknown, schema: unknown) => readonly string[];

/** @param schema the schema that the keyword stands in: some keywords look at their neighbours */
export type Keyword = (value: unknown, schema: JsonObject, validate: Validate) => readonly string[];

/** Words about a schema, which ask for nothing. */
export const ANNOTATIONS = new Set(['$schema', 'id', 'title', 'description', 'default', 'definitions']);

export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (value, { type }) => {
    const allowed: readonly unknown[] = Array.isArray(type) ? type : [type];
    if (allowed.some((name) => hasType(value, name))) return [];
    return [
      `instance type (${typeOf(value)}) does not match any allowed primitive type (allowed: ${JSON.stringify(allowed)})`,
    ];
  },
  enum: (value, schema) =>
    list(schema.enum).some((allowed) => isEqual(value, allowed))
      ? []
      : [
          `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(schema.enum)})`,
        ],
  allOf: (value, { allOf }, validate) => list(allOf).flatMap((schema) => validate(value, schema)),
  anyOf: (value, { anyOf }, validate) =>
    list(anyOf).some((schema) => validate(value, schema).length === 0)
      ? []
      : [`instance failed to match at least one required schema among ${list(anyOf).length}`],
  oneOf: (value, { oneOf }, validate) => {
    const matched = list(oneOf).filter((schema) => validate(value, schema).length === 0).length;
    return matched === 1
      ? []
      : [`instance failed to match exactly one schema (matched ${matched} out of ${list(oneOf).length})`];
  },
  not: (value, { not }, validate) =>
    validate(value, not).length > 0 ? [] : ['instance matched a schema which it should not have'],

  multipleOf: forNumbers((value, { multipleOf }) =>
    isMultiple(value, Number(multipleOf))
      ? []
      : [`remainder of division is not zero (${value} / ${String(multipleOf)})`],
  ),
  minimum: forNumbers((value, { minimum, exclusiveMinimum }) => {
    const least = Number(minimum);
    if (exclusiveMinimum === true && value === least) {
      return [`numeric value is not strictly greater than the required minimum ${least}`];
    }
    return value >= least
      ? []
      : [`numeric value is lower than the required minimum (minimum: ${least}, found: ${value})`];
  }),
  maximum: forNumbers((value, { maximum, exclusiveMaximum }) => {
    const most = Number(maximum);
    if (exclusiveMaximum === true && value === most) {
      return [`numeric value is not strictly lower than the required maximum ${most}`];
    }
    return value <= most
      ? []
      : [`numeric value is greater than the required maximum (maximum: ${most}, found: ${value})`];
  }),
  // Looked at with `minimum` and `maximum`.
  exclusiveMinimum: () => [],
  exclusiveMaximum: () => [],

  minLength: forStrings((value, { minLength }) =>
    lengthOf(value) >= Number(minLength)
      ? []
      : [
          `string "${value}" is too short (length: ${lengthOf(value)}, required minimum: ${String(minLength)})`,
        ],
  ),
  maxLength: forStrings((value, { maxLength }) =>
    lengthOf(value) <= Number(maxLength)
      ? []
      : [`string "${value}" is too long (length: ${lengthOf(value)}, maximum allowed: ${String(maxLength)})`],
  ),
  pattern: forStrings((value, { pattern }) =>
    new RegExp(String(pattern), 'u').test(value)
      ? []
      : [`ECMA 262 regex "${String(pattern)}" does not match input string "${value}"`],
  ),
  format: forStrings((value, { format }) => {
    const holds = Object.hasOwn(FORMATS, String(format)) ? FORMATS[String(format)] : undefined;
    return holds === undefined || holds(value)
      ? []
      : [`string "${value}" is invalid against requested format "${String(format)}"`];
  }),

  items: forArrays((value, { items, additionalItems }, validate) =>
    value.flatMap((item, index) => {
      if (!Array.isArray(items)) return validate(item, items);
      if (index < items.length) return validate(item, items[index]);
      return isObject(additionalItems) ? validate(item, additionalItems) : [];
    }),
  ),
  additionalItems: forArrays((value, { items, additionalItems }) =>
    additionalItems === false && Array.isArray(items) && value.length > items.length
      ? [`array must have at most ${items.length} elements but instance has ${value.length}`]
      : [],
  ),
  minItems: forArrays((value, { minItems }) =>
    value.length >= Number(minItems)
      ? []
      : [
          `array is too short: must have at least ${String(minItems)} elements but instance has ${value.length} elements`,
        ],
  ),
  maxItems: forArrays((value, { maxItems }) =>
    value.length <= Number(maxItems)
      ? []
      : [
          `array is too long: must have at most ${String(maxItems)} elements but instance has ${value.length} elements`,
        ],
  ),
  uniqueItems: forArrays((value, { uniqueItems }) =>
    uniqueItems === true && new Set(value.map(canonicalText)).size < value.length
      ? ['array must not contain duplicate elements']
      : [],
  ),

  required: forObjects((value, { required }) => {
    const missing = list(required).filter((name) => !Object.hasOwn(value, String(name)));
    return missing.length === 0
      ? []
      : [`object has missing required properties (${JSON.stringify(missing)})`];
  }),
  minProperties: forObjects((value, { minProperties }) =>
    Object.keys(value).length >= Number(minProperties)
      ? []
      : [
          `object has too few properties (found ${Object.keys(value).length} but schema requires at least ${String(minProperties)})`,
        ],
  ),
  maxProperties: forObjects((value, { maxProperties }) =>
    Object.keys(value).length <= Number(maxProperties)
      ? []
      : [
          `object has too many properties (found ${Object.keys(value).length} but schema requires at most ${String(maxProperties)})`,
        ],
  ),
  properties: forObjects((value, { properties }, validate) =>
    entries(properties).flatMap(([name, schema]) =>
      Object.hasOwn(value, name) ? validate(value[name], schema) : [],
    ),
  ),
  patternProperties: forObjects((value, { patternProperties }, validate) =>
    entries(patternProperties).flatMap(([pattern, schema]) =>
      Object.entries(value).flatMap(([name, member]) =>
        new RegExp(pattern, 'u').test(name) ? validate(member, schema) : [],
      ),
    ),
  ),
  additionalProperties: forObjects((value, schema, validate) => {
    const { additionalProperties } = schema;
    const names = Object.keys(value).filter((name) => !isNamed(name, schema));
    if (isObject(additionalProperties)) {
      return names.flatMap((name) => validate(value[name], additionalProperties));
    }
    return additionalProperties === false && names.length > 0
      ? [
          `object instance has properties which are not allowed by the schema: ${JSON.stringify(names.sort())}`,
        ]
      : [];
  }),
  dependencies: forObjects((value, { dependencies }, validate) =>
    entries(dependencies)
      .filter(([name]) => Object.hasOwn(value, name))
      .flatMap(([name, dependency]) => {
        if (!Array.isArray(dependency)) return validate(value, dependency);
        const missing = dependency.filter((other) => !Object.hasOwn(value, String(other)));
        return missing.length === 0
          ? []
          : [
              `property "${name}" of object has missing property dependencies (missing: ${JSON.stringify(missing)})`,
            ];
      }),
  ),
};

function isNamed(name: string, { properties, patternProperties }: JsonObject): boolean {
  return (
    (isObject(properties) && Object.hasOwn(properties, name)) ||
    entries(patternProperties).some(([pattern]) => new RegExp(pattern, 'u').test(name))
  );
}

/** 0.3 is a multiple of 0.1, whatever binary fractions say. */
function isMultiple(value: number, divisor: number): boolean {
  const quotient = value / divisor;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.max(1, Math.abs(quotient));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

type KeywordOf<T> = (value: T, schema: JsonObject, validate: Validate) => readonly string[];

function forNumbers(keyword: KeywordOf<number>): Keyword {
  return (value, schema, validate) => (typeof value === 'number' ? keyword(value, schema, validate) : []);
}

function forStrings(keyword: KeywordOf<string>): Keyword {
  return (value, schema, validate) => (typeof value === 'string' ? keyword(value, schema, validate) : []);
}

function forArrays(keyword: KeywordOf<readonly unknown[]>): Keyword {
  return (value, schema, validate) => (Array.isArray(value) ? keyword(value, schema, validate) : []);
}

function forObjects(keyword: KeywordOf<JsonObject>): Keyword {
  return (value, schema, validate) => (isObject(value) ? keyword(value, schema, validate) : []);
}
