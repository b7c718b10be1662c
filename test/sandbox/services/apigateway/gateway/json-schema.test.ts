import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSchema,
  SchemaProblem,
  validateBySchema,
} from '../../../../../src/sandbox/services/apigateway/gateway/json-schema/schema.js';
import {
  TimeLimitPassed,
  withinTime,
} from '../../../../../src/sandbox/services/apigateway/gateway/json-schema/time-limit.js';

const MODELS: Readonly<Record<string, unknown>> = {
  Line: {
    type: 'object',
    required: ['product'],
    properties: { product: { $ref: '#/definitions/name' } },
    definitions: { name: { type: 'string', minLength: 1 } },
  },
};
const LINE = 'https://apigateway.amazonaws.com/restapis/abc/models/Line';

function problems(value: unknown, schema: object): readonly string[] {
  checkSchema(schema);
  return validateBySchema(value, schema, (name) => MODELS[name]);
}

/** A schema, what is valid by it, and what is not. */
const CASES: readonly (readonly [schema: object, valid: readonly unknown[], invalid: readonly unknown[]])[] =
  [
    [{}, [1, null, 'a', [], {}], []],
    [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1', null]],
    [{ type: 'number' }, [1, 1.5], ['1']],
    [{ type: ['string', 'null'] }, ['a', null], [1, {}]],
    [{ type: 'object' }, [{}], [[], null]],
    [{ enum: [1, { a: [2] }] }, [1, { a: [2] }], [2, { a: [3] }, '1']],
    [{ minimum: 1, maximum: 2 }, [1, 2, 'a'], [0, 3]],
    [{ minimum: 1, exclusiveMinimum: true }, [1.1], [1, 0]],
    [{ maximum: 1, exclusiveMaximum: true }, [0.9], [1, 2]],
    [{ multipleOf: 0.1 }, [0.3, 1, 0], [0.35]],
    [{ minLength: 1, maxLength: 2 }, ['a', '😀😀', 5], ['', 'abc']],
    [{ pattern: '^a' }, ['ab', 5], ['ba']],
    [
      { format: 'date-time' },
      ['2024-02-29T10:00:00Z', '2024-01-01T00:00:00.5+01:00'],
      ['2023-02-29T10:00:00Z', 'now'],
    ],
    [{ format: 'email' }, ['a@b'], ['a']],
    [{ format: 'ipv4' }, ['127.0.0.1'], ['127.0.0.256']],
    [{ format: 'ipv6' }, ['::1'], ['1']],
    [{ format: 'hostname' }, ['example.com'], ['-a']],
    [{ format: 'uri' }, ['https://a/b'], ['a b']],
    [{ format: 'of-my-own' }, ['anything'], []],
    [{ items: { type: 'string' } }, [[], ['a'], 'a'], [[1]]],
    [{ items: [{ type: 'string' }], additionalItems: false }, [['a'], []], [['a', 1], [1]]],
    [{ items: [{}], additionalItems: { type: 'string' } }, [[1, 'a']], [[1, 2]]],
    [{ minItems: 1, maxItems: 2 }, [[1], [1, 2]], [[], [1, 2, 3]]],
    [
      { uniqueItems: true },
      [
        [1, 2],
        [[1], [2]],
      ],
      [
        [1, 1],
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    ],
    [{ required: ['a'] }, [{ a: null }, 1], [{}, { b: 1 }]],
    [{ required: ['toString'] }, [{ toString: 1 }], [{}]],
    [{ minProperties: 1, maxProperties: 1 }, [{ a: 1 }], [{}, { a: 1, b: 2 }]],
    [{ properties: { a: { type: 'string' } } }, [{ a: 'b' }, {}, { b: 1 }], [{ a: 1 }]],
    [
      { properties: { a: {} }, patternProperties: { '^x': { type: 'number' } }, additionalProperties: false },
      [{ a: 1, x1: 2 }],
      [{ b: 1 }, { x1: 'a' }],
    ],
    [{ additionalProperties: { type: 'string' } }, [{ a: 'b' }], [{ a: 1 }]],
    [
      { dependencies: { a: ['b'], c: { required: ['d'] } } },
      [{}, { a: 1, b: 2 }, { c: 1, d: 2 }],
      [{ a: 1 }, { c: 1 }],
    ],
    [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1], [0, 3]],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, ['a', null], [1]],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, [1], [0, 3]],
    [{ not: { type: 'string' } }, [1], ['a']],
    [{ $ref: LINE }, [{ product: 'Laptop' }], [{}, { product: '' }]],
    [{ items: { $ref: LINE } }, [[{ product: 'Laptop' }]], [[{ product: 1 }]]],
    [{ definitions: { 'a/b': { type: 'null' } }, $ref: '#/definitions/a~1b' }, [null], [1]],
    [
      { properties: { next: { $ref: '#' } }, additionalProperties: false },
      [{ next: { next: {} } }],
      [{ next: { last: 1 } }],
    ],
  ];

describe('a schema', () => {
  it.each(CASES)('%j', (schema, valid, invalid) => {
    for (const value of valid) expect(problems(value, schema)).toEqual([]);
    for (const value of invalid) expect(problems(value, schema)).not.toEqual([]);
  });

  it.each([
    [{ const: 1 }, /Unsupported keyword\(s\): \["const"\]/],
    [{ properties: { a: { example: 1 } }, nullable: true }, /\["nullable","example"\]/],
    [{ items: [{ if: {} }] }, /\["if"\]/],
    [{ type: 'text' }, /Unknown type: "text"/],
    [{ pattern: '(' }, /regular expression: "\("/],
    [{ patternProperties: { '[': {} } }, /regular expression: "\["/],
    [{ required: true }, /"required"/],
  ])('that says what draft 4 does not know is refused: %j', (schema, message) => {
    expect(() => checkSchema(schema)).toThrow(message);
  });

  it('may name a property like a keyword of a later draft', () => {
    expect(() => checkSchema({ properties: { const: { type: 'string' }, if: {} } })).not.toThrow();
  });

  it.each([
    [{ $ref: '#/definitions/nothing' }],
    [{ $ref: 'https://example.com/schema' }],
    [{ $ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Nothing' }],
    [
      {
        definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
        allOf: [{ $ref: '#/definitions/a' }],
      },
    ],
  ])('that leads nowhere is at fault, not the value: %j', (schema) => {
    expect(() => problems({}, schema)).toThrow(SchemaProblem);
  });

  it('without a word says nothing of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(problems(value, {})).toEqual([]);
        expect(problems(value, { enum: [value] })).toEqual([]);
        expect(problems(value, { not: {} })).not.toEqual([]);
      }),
    );
  });
});

it('whether items are unique is told of very many, and whatever the order of their members is', () => {
  const many = Array.from({ length: 100_000 }, (_, id) => ({ id, tags: [String(id)] }));
  const schema = { uniqueItems: true };

  expect(problems(many, schema)).toEqual([]);
  expect(problems([...many, { tags: ['7'], id: 7 }], schema)).toHaveLength(1);
  expect(problems([1, '1', [1], ['1'], { a: 1 }, { a: '1' }, null, 'null', true], schema)).toEqual([]);
});

describe('a limit of time', () => {
  it('ends a regular expression that would not end', () => {
    const look = (): boolean => /^(a+)+$/u.test(`${'a'.repeat(60)}!`);

    expect(() => withinTime(20, look)).toThrow(new TimeLimitPassed('It took longer than 20 ms.'));
  });

  it("is in nobody else's way: results and errors come as they are", () => {
    const failure = new SchemaProblem('bad');

    expect(withinTime(60_000, () => undefined)).toBeUndefined();
    expect(withinTime(60_000, () => 'done')).toBe('done');
    expect(() =>
      withinTime(60_000, () => {
        throw failure;
      }),
    ).toThrow(failure);
  });
});
