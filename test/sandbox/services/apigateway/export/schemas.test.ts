import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OPEN_API_SCHEMAS,
  type SchemaDialect,
  SWAGGER_SCHEMAS,
  schemasOf,
} from '../../../../../src/sandbox/services/apigateway/export/schemas.js';

const BOTH = [
  'title description format pattern multipleOf maximum minimum exclusiveMaximum exclusiveMinimum uniqueItems',
  'maxLength minLength maxItems minItems maxProperties minProperties required enum default example',
  'type items properties additionalProperties allOf $ref',
].flatMap((words) => words.split(' '));
const KNOWN = new Map<SchemaDialect, ReadonlySet<string>>([
  [OPEN_API_SCHEMAS, new Set([...BOTH, 'nullable', 'anyOf', 'oneOf', 'not'])],
  [SWAGGER_SCHEMAS, new Set(BOTH)],
]);
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
const ONE_TYPE: ReadonlySet<unknown> = new Set(TYPES.filter((type) => type !== 'null'));
const MODEL = 'https://apigateway.amazonaws.com/restapis/a1b2c3d4e5/models/Other';

/** JSON Schema, with what OpenAPI does not know, and with values that are none of it. */
const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const schemas = fc.array(tie('schema'), { maxLength: 2 });
  const named = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), tie('schema'), {
    maxKeys: 2,
  });
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ $ref: fc.constantFrom('#', '#/definitions/Line', '#/properties/a', MODEL) }),
      fc.record(
        {
          type: fc.oneof(fc.constantFrom(...TYPES), fc.uniqueArray(fc.constantFrom(...TYPES))),
          properties: named,
          definitions: named,
          patternProperties: named,
          items: fc.oneof(tie('schema'), schemas),
          allOf: schemas,
          anyOf: schemas,
          oneOf: schemas,
          not: tie('schema'),
          additionalProperties: fc.oneof(tie('schema'), fc.boolean()),
          required: fc.oneof(fc.boolean(), fc.array(fc.string(), { maxLength: 2 })),
          minimum: fc.oneof(fc.integer(), fc.string()),
          exclusiveMinimum: fc.oneof(fc.integer(), fc.boolean()),
          $schema: fc.string(),
          constructor: fc.string(),
        },
        { requiredKeys: [] },
      ),
    ),
  };
});

describe.each([
  ['OpenAPI', OPEN_API_SCHEMAS],
  ['Swagger', SWAGGER_SCHEMAS],
] as const)('a model in the words of %s', (_, dialect) => {
  it('has no word that the format does not know', () => {
    fc.assert(
      fc.property(schema, (model) => {
        const schemas = schemasOf([{ name: 'Order', schema: JSON.stringify(model) }], dialect);

        expect(Object.values(schemas).flatMap((each) => faultsOf(each, dialect))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('is there, whatever its text is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Object.keys(schemasOf([{ name: 'Order', schema: text }], dialect))).toContain('Order');
      }),
    );
  });
});

/** What is wrong with a schema, and with those inside of it. */
function faultsOf(schemaObject: unknown, dialect: SchemaDialect): unknown[] {
  if (typeof schemaObject !== 'object' || schemaObject === null) return [schemaObject];
  const words = new Map<string, unknown>(Object.entries(schemaObject));
  const reference = words.get('$ref');
  const type = words.get('type');
  const isReference =
    typeof reference === 'string' && /^(?:Order|Other)/.test(reference.replace(dialect.prefix, ''));
  const additional = words.get('additionalProperties');
  const combined = ['allOf', 'anyOf', 'oneOf'].flatMap((word) => Object.values(words.get(word) ?? {}));
  const inner = [
    ...combined,
    ...Object.values(words.get('properties') ?? {}),
    ...[words.get('items'), words.get('not')].filter((each) => each !== undefined),
    ...(typeof additional === 'object' ? [additional] : []),
  ];
  return [
    ...[...words.keys()].filter((word) => !KNOWN.get(dialect)?.has(word)),
    ...(reference === undefined || isReference ? [] : [reference]),
    ...(dialect === OPEN_API_SCHEMAS && type !== undefined && !ONE_TYPE.has(type) ? [type] : []),
    ...['required', 'allOf', 'anyOf', 'oneOf'].filter(
      (word) => Object.values(words.get(word) ?? [0]).length === 0,
    ),
    ...inner.flatMap((each) => faultsOf(each, dialect)),
  ];
}
