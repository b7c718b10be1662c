/** What AWS says of PutItem, UpdateItem and DeleteItem before it looks at their table: captured in October 2026. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { refusal } from '../wire.js';

const TableName = 'NoSuchTable';
const NOT_FOUND = 'ResourceNotFoundException: Requested resource not found';
const INVALID = 'One or more parameter values were invalid: ';
const NESTED =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';

const CAPACITY =
  "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const METRICS =
  "Value 'X' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
const RETURN_VALUES =
  "Value 'X' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";
/** As the current layer has it, with the typing error that is AWS's. */
const CURRENT_RETURN_VALUES =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]';
const SHORT_NAME =
  "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1";
const BAD_ENUMS = { ReturnConsumedCapacity: 'X', ReturnItemCollectionMetrics: 'X', ReturnValues: 'X' };

const OPERATIONS = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
type Operation = (typeof OPERATIONS)[number];

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

/** A request that lacks nothing but its table. */
function request(operation: Operation, more: object = {}): object {
  const item = { pk: { S: 'a' } };
  return { TableName, ...(operation === 'PutItem' ? { Item: item } : { Key: item }), ...more };
}

function detected(...violations: string[]): string {
  const errors = violations.length === 1 ? 'error' : 'errors';
  return `ValidationException: ${violations.length} validation ${errors} detected: ${violations.join('; ')}`;
}

function nested(wrappers: number): object {
  return wrappers === 0 ? { S: 'x' } : { M: { n: nested(wrappers - 1) } };
}

describe.each(OPERATIONS)('%s', (operation) => {
  const refused = (more: object) => refusal(sandbox, operation, request(operation, more));

  it('has nothing to say of a good request', async () => {
    expect(await refused({})).toBe(NOT_FOUND);
    expect(await refused({ ReturnConsumedCapacity: null })).toBe(NOT_FOUND);
  });

  it('tells an empty table name alone', async () => {
    expect(await refused({ TableName: '', ...BAD_ENUMS })).toBe(detected(SHORT_NAME));
  });

  it.each([
    ['a'.repeat(256), 'Member must have length less than or equal to 255'],
    ['bad table!@#', 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+'],
  ])('quotes the table name %.12s', async (name, constraint) => {
    const violation = `Value '${name}' at 'tableName' failed to satisfy constraint: ${constraint}`;
    expect(await refused({ TableName: name })).toBe(detected(violation));
  });

  it.each<[string, object, string]>([
    [
      'a number in an expression value',
      { ':v': { N: 'abc' } },
      'The parameter cannot be converted to a numeric value: abc',
    ],
    [
      'an exponent',
      { ':v': { N: '1e2147483647' } },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'a set',
      { ':v': { SS: ['b', 'a', 'b'] } },
      `${INVALID}Input collection ["a", "b", "b"] contains duplicates.`,
    ],
    ['how deep a value is', { ':v': nested(32) }, NESTED],
    ['no values', {}, 'ExpressionAttributeValues must not be empty'],
  ])('puts into the envelope: %s', async (_what, ExpressionAttributeValues, message) => {
    const ConditionExpression = 'a = :v';
    expect(await refused({ ConditionExpression, ExpressionAttributeValues })).toBe(detected(message));
  });

  it.each<[object, string]>([
    [
      { ExpressionAttributeValues: { ':v': { S: 'x' } } },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [
      { ExpressionAttributeNames: { '#a': 'a' } },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [{ ConditionExpression: '' }, 'Invalid ConditionExpression: The expression can not be empty;'],
    [
      { ConditionExpression: '((a = a))' },
      'Invalid ConditionExpression: The expression has redundant parentheses;',
    ],
    [
      { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeNames: { '#a': 'a' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}',
    ],
    [
      { ConditionExpression: 'attribute_exists(a)', Expected: {} },
      'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
    ],
  ])('puts into the envelope what is wrong with %j', async (more, message) => {
    expect(await refused(more)).toBe(detected(message));
  });

  it('leaves what is nested deeper than 62 levels to the older layer, which names the value', async () => {
    const deep = (wrappers: number) => ({
      ConditionExpression: 'a = :v',
      ExpressionAttributeValues: { ':v': nested(wrappers) },
      ReturnValues: 'X',
    });
    expect(await refused(deep(40))).toBe(detected(CURRENT_RETURN_VALUES));
    expect(await refused(deep(63))).toBe(detected(RETURN_VALUES));
    expect(await refused({ ...deep(63), ReturnValues: 'NONE' })).toBe(
      `ValidationException: ExpressionAttributeValues contains invalid value: ${NESTED} for key :v`,
    );
  });
});

describe('Several enums at once', () => {
  it.each<[Operation, string[]]>([
    ['PutItem', [CAPACITY, CURRENT_RETURN_VALUES, METRICS]],
    ['UpdateItem', [CURRENT_RETURN_VALUES]],
    ['DeleteItem', [CAPACITY, CURRENT_RETURN_VALUES, METRICS]],
  ])('%s tells its own way', async (operation, violations) => {
    expect(await refusal(sandbox, operation, request(operation, BAD_ENUMS))).toBe(detected(...violations));
  });
});

describe('A request without its item or key, which the older layer checks', () => {
  const name = (value: string) =>
    `Value '${value}' at 'tableName' failed to satisfy constraint: ` +
    (value === ''
      ? 'Member must have length greater than or equal to 1'
      : 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  const missing = (member: string) =>
    `Value null at '${member}' failed to satisfy constraint: Member must not be null`;

  it.each<[Operation, object, string[]]>([
    [
      'PutItem',
      { TableName: 'abc;', ...BAD_ENUMS },
      [CAPACITY, name('abc;'), missing('item'), RETURN_VALUES, METRICS],
    ],
    [
      'UpdateItem',
      { TableName: 'abc;', ...BAD_ENUMS },
      [CAPACITY, name('abc;'), METRICS, RETURN_VALUES, missing('key')],
    ],
    [
      'DeleteItem',
      { TableName: 'abc;', ...BAD_ENUMS },
      [CAPACITY, name('abc;'), RETURN_VALUES, METRICS, missing('key')],
    ],
    ['UpdateItem', { TableName: '' }, [name(''), missing('key')]],
    ['PutItem', { Item: {} }, [missing('tableName')]],
    ['PutItem', { TableName: null, Item: null }, [missing('tableName'), missing('item')]],
  ])('%s %j', async (operation, input, violations) => {
    expect(await refusal(sandbox, operation, input)).toBe(detected(...violations));
  });
});

it.each(['PutItem', 'DeleteItem'] as const)('%s answers old values only', async (operation) => {
  const message = 'ReturnValues can only be ALL_OLD or NONE';
  expect(await refusal(sandbox, operation, request(operation, { ReturnValues: 'ALL_NEW' }))).toBe(
    detected(message),
  );
  const deep = { ConditionExpression: 'a = :v', ExpressionAttributeValues: { ':v': nested(100) } };
  expect(
    await refusal(sandbox, operation, request(operation, { ...deep, ReturnValues: 'UPDATED_NEW' })),
  ).toBe(`ValidationException: ${message}`);
});
