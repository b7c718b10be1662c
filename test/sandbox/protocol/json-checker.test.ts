import { describe, expect, it } from 'vitest';
import { type Checker, compileChecker } from '../../../src/sandbox/protocol/json-checker.js';
import { classicWording, modernWording } from '../../../src/sandbox/protocol/json-wording.js';
import { loadModel } from '../../../src/sandbox/protocol/schemas.js';

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810';
const NUMBERS = { Limit: 'Integer', ReadCapacityUnits: 'Long' } as const;

async function checkerOf(operation: string, wording = modernWording(NAMESPACE)): Promise<Checker> {
  const model = await loadModel('dynamodb');
  const shape = model.operations.get(operation)?.input;
  if (shape === undefined) {
    throw new Error(`DynamoDB has no operation ${operation}.`);
  }
  return compileChecker(shape, { wording, numbers: NUMBERS, jsonName: false });
}

describe('what fits', () => {
  it('is given back as the same object', async () => {
    const check = await checkerOf('PutItem');
    const input = {
      TableName: 'Orders',
      Item: { a: { L: [{ M: { b: { BS: ['AAEC'] } } }, { NULL: true }] } },
    };

    expect(check(input)).toBe(input);
    expect(input.Item.a.L).toHaveLength(2);
  });

  it('loses members that the model does not have, and nulls', async () => {
    const check = await checkerOf('PutItem');

    const checked = check({
      TableName: 'Orders',
      Unknown: 1,
      ConditionExpression: null,
      Item: { a: { S: 'x', Z: 1 }, b: null },
    });

    expect(checked).toEqual({ TableName: 'Orders', Item: { a: { S: 'x' } } });
  });

  it('has its integers truncated and kept within their Java type', async () => {
    const query = await checkerOf('Query');
    const create = await checkerOf('CreateTable');

    expect(query({ Limit: 3.9 })).toEqual({ Limit: 3 });
    expect(query({ Limit: 1e12 })).toEqual({ Limit: 2_147_483_647 });
    expect(create({ ProvisionedThroughput: { ReadCapacityUnits: 1e12 + 0.5 } })).toEqual({
      ProvisionedThroughput: { ReadCapacityUnits: 1e12 },
    });
  });
});

const GENERIC = /^class sun\.reflect\.generics\.reflectiveObjects\.ParameterizedTypeImpl cannot be cast/;

/** Operation, input, DynamoDB's complaint, the older front end's. */
const COMPLAINTS: readonly [operation: string, input: unknown, modern: string | RegExp, classic: string][] = [
  [
    'GetItem',
    { TableName: 23 },
    'NUMBER_VALUE cannot be converted to String',
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
  ],
  [
    'GetItem',
    { TableName: 2.5 },
    'DECIMAL_VALUE cannot be converted to String',
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
  ],
  [
    'GetItem',
    { TableName: true },
    'TRUE_VALUE cannot be converted to String',
    'class java.lang.Boolean can not be converted to an String',
  ],
  [
    'GetItem',
    { TableName: false },
    'FALSE_VALUE cannot be converted to String',
    'class java.lang.Boolean can not be converted to an String',
  ],
  [
    'GetItem',
    { TableName: [] },
    'Unrecognized collection type class java.lang.String',
    'Start of list found where not expected',
  ],
  [
    'GetItem',
    { TableName: {} },
    'Start of structure or map found where not expected',
    'Start of structure or map found where not expected.',
  ],
  [
    'GetItem',
    { ConsistentRead: 'hello' },
    'Unexpected token received from parser',
    "'HELLO' can not be converted to an Boolean",
  ],
  [
    'GetItem',
    { ConsistentRead: 1 },
    'NUMBER_VALUE cannot be converted to Boolean',
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an Boolean',
  ],
  [
    'Query',
    { Limit: '23' },
    'STRING_VALUE cannot be converted to Integer',
    'class java.lang.String can not be converted to an Integer',
  ],
  [
    'CreateTable',
    { ProvisionedThroughput: { ReadCapacityUnits: '5' } },
    'STRING_VALUE cannot be converted to Long',
    'class java.lang.String can not be converted to an Long',
  ],
  ['GetItem', { AttributesToGet: 'a' }, 'Unexpected field type', 'Expected list or null'],
  [
    'GetItem',
    { AttributesToGet: {} },
    'Start of structure or map found where not expected',
    'Start of structure or map found where not expected.',
  ],
  ['GetItem', { Key: 'a' }, 'Unexpected field type', 'Expected map or null'],
  [
    'GetItem',
    { Key: [] },
    `Unrecognized collection type java.util.Map<java.lang.String, ${NAMESPACE}.AttributeValue>`,
    'Start of list found where not expected',
  ],
  [
    'GetItem',
    { ExpressionAttributeNames: [] },
    'Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>',
    'Start of list found where not expected',
  ],
  ['GetItem', { Key: { a: 'x' } }, 'Unexpected value type in payload', 'Expected null'],
  [
    'GetItem',
    { Key: { a: [] } },
    `Unrecognized collection type class ${NAMESPACE}.AttributeValue`,
    'Start of list found where not expected',
  ],
  ['CreateTable', { ProvisionedThroughput: 5 }, 'Unexpected field type', 'Expected null'],
  ['BatchWriteItem', { RequestItems: { Orders: 'x' } }, GENERIC, 'Expected list or null'],
  ['BatchGetItem', { RequestItems: { Orders: { Keys: ['x'] } } }, GENERIC, 'Expected map or null'],
  [
    'GetItem',
    { Key: { a: { N: 5 } } },
    'NUMBER_VALUE cannot be converted to String',
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
  ],
  [
    'GetItem',
    { Key: { a: { B: 5 } } },
    'only base-64-encoded strings are convertible to bytes',
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to a Blob',
  ],
  [
    'PutItem',
    { Item: { a: { L: [{ M: { b: { BS: [true] } } }] } } },
    'only base-64-encoded strings are convertible to bytes',
    'class java.lang.Boolean can not be converted to a Blob',
  ],
];

describe('what does not fit', () => {
  it.each(COMPLAINTS)('%s %j', async (operation, input, modern, classic) => {
    const complaint = (message: string | RegExp) =>
      expect.objectContaining({
        code: 'SerializationException',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      });
    const modernCheck = await checkerOf(operation);
    const classicCheck = await checkerOf(operation, classicWording);

    expect(() => modernCheck(structuredClone(input))).toThrow(complaint(modern));
    expect(() => classicCheck(structuredClone(input))).toThrow(complaint(classic));
  });

  it.each([
    ['23456', 'Base64 encoded length is expected a multiple of 4 bytes but found: 5'],
    ['=+/=', 'Invalid last non-pad Base64 character dectected'],
    ['+/+=', 'Invalid last non-pad Base64 character dectected'],
    ['AB*D', 'Invalid last non-pad Base64 character dectected'],
  ])('the base64 text %s', async (text, message) => {
    const check = await checkerOf('GetItem');

    expect(() => check({ Key: { a: { B: text } } })).toThrow(message);
  });

  it.each([[null], [[]], ['text'], [5]])('a body that is %j', async (body) => {
    const check = await checkerOf('GetItem');

    expect(() => check(body)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });
});
