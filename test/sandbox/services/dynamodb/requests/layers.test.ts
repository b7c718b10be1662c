/** Which of AWS's layers checks an operation's values, and what batches say: captured in October 2026. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable } from '../orders-table.js';
import { refusal } from '../wire.js';

const TableName = 'Orders';
const INVALID = 'One or more parameter values were invalid: ';
const NOT_NUMERIC = 'The parameter cannot be converted to a numeric value';
const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';
const KEY_MISMATCH = 'The provided key element does not match the schema';
const EMPTY_NAME = 'Empty attribute name';
const CAPACITY =
  "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const METRICS =
  "Value 'X' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
const TABLE_NAMES =
  'Map keys must satisfy constraint: [Member must have length less than or equal to 255, ' +
  'Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]';
const WRITES =
  'Map value must satisfy constraint: [Member must have length less than or equal to 25, ' +
  'Member must have length greater than or equal to 1]';

/** Each with what the current layer says of it, and the older one. */
const BAD_VALUES: [object, string, string][] = [
  [{ N: 'abc' }, `${NOT_NUMERIC}: abc`, `${NOT_NUMERIC}: abc`],
  [{ N: '' }, `${NOT_NUMERIC}: `, NOT_NUMERIC],
  [{ N: '1e126' }, OVERFLOW, OVERFLOW],
  [{ N: '1e2147483647' }, OVERFLOW, UNDERFLOW],
  [
    { SS: ['b', 'a', 'b'] },
    `${INVALID}Input collection ["a", "b", "b"] contains duplicates.`,
    `${INVALID}Input collection [b, a, b] contains duplicates.`,
  ],
  [
    { NS: ['2', '1', '2'] },
    `${INVALID}Input collection contains duplicates.`,
    'Input collection contains duplicates',
  ],
  [{ M: { '': { S: 'a' } } }, EMPTY_NAME, EMPTY_NAME],
];

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await createTable(sandbox, sandbox.client(DynamoDBClient));
});
afterAll(() => sandbox.close());

const refused = (operation: string, input: unknown) => refusal(sandbox, operation, input);
const keyWith = (value: object) => ({ order_id: value, created_at: { N: '1' } });
const KEY = keyWith({ S: 'a' });

function invalid(message: string): string {
  return `ValidationException: ${message}`;
}

function detected(...violations: string[]): string {
  const errors = violations.length === 1 ? 'error' : 'errors';
  return invalid(`${violations.length} validation ${errors} detected: ${violations.join('; ')}`);
}

describe.each(BAD_VALUES)('%j', (value, current, older) => {
  it('is refused in the words of the current layer by GetItem, BatchGetItem and Query', async () => {
    const condition = { KeyConditionExpression: 'order_id = :v' };
    expect(await refused('GetItem', { TableName, Key: keyWith(value) })).toBe(invalid(current));
    expect(await refused('BatchGetItem', { RequestItems: { Orders: { Keys: [keyWith(value)] } } })).toBe(
      invalid(current),
    );
    expect(
      await refused('Query', { TableName, ...condition, ExpressionAttributeValues: { ':v': value } }),
    ).toBe(invalid(current));
    const good = { ...condition, ExpressionAttributeValues: { ':v': { S: 'a' } } };
    expect(await refused('Query', { TableName, ...good, ExclusiveStartKey: keyWith(value) })).toBe(
      invalid(current),
    );
  });

  it('is refused in the words of the older layer by BatchWriteItem and Scan', async () => {
    const put = { PutRequest: { Item: { ...KEY, other: value } } };
    const remove = { DeleteRequest: { Key: keyWith(value) } };
    expect(await refused('BatchWriteItem', { RequestItems: { Orders: [put] } })).toBe(invalid(older));
    expect(await refused('BatchWriteItem', { RequestItems: { Orders: [remove] } })).toBe(invalid(older));
    const filter = { FilterExpression: 'a = :v', ExpressionAttributeValues: { ':v': value } };
    expect(await refused('Scan', { TableName, ...filter })).toBe(
      invalid(`ExpressionAttributeValues contains invalid value: ${older} for key :v`),
    );
    expect(await refused('Scan', { TableName, ExclusiveStartKey: keyWith(value) })).toBe(
      invalid(`The provided starting key is invalid: ${older}`),
    );
  });
});

describe('BatchWriteItem', () => {
  const put = (name: string) => ({ RequestItems: { [name]: [{ PutRequest: { Item: { a: { S: 'x' } } } }] } });
  const SHOWN =
    'WriteRequest(putRequest=PutRequest(item={a=AttributeValue(s=x, n=null, b=null, iNT=null, dECIMAL=null, ' +
    'dOUBLE=null, sS=null, nS=null, bS=null, iNTSET=null, dECIMALSET=null, dOUBLESET=null, m=null, l=null, ' +
    'nULL=null, bOOL=null)}, workloadProfileName=null), deleteRequest=null)';

  it.each<[object, string]>([
    [
      put('bad!name'),
      detected(
        `Value '{bad!name=[${SHOWN}]}' at 'requestItems' failed to satisfy constraint: ${TABLE_NAMES}`,
      ),
    ],
    [
      { RequestItems: { Orders: [] } },
      detected(`Value '{Orders=[]}' at 'requestItems' failed to satisfy constraint: ${WRITES}`),
    ],
    [{ ...put('bad!name'), ReturnConsumedCapacity: 'X' }, detected(CAPACITY)],
    [
      { ...put('NoSuchTable'), ReturnConsumedCapacity: 'X', ReturnItemCollectionMetrics: 'X' },
      detected(CAPACITY, METRICS),
    ],
    [put('NoSuchTable'), 'ResourceNotFoundException: Requested resource not found'],
    [put('Orders'), invalid(KEY_MISMATCH)],
    [{ RequestItems: { Orders: [{ DeleteRequest: { Key: { a: { S: 'x' } } } }] } }, invalid(KEY_MISMATCH)],
    [
      { RequestItems: { Orders: [{}] } },
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ],
  ])('refuses %j', async (input, message) => {
    expect(await refused('BatchWriteItem', input)).toBe(message);
  });
});

describe('BatchGetItem', () => {
  const get = (name: string) => ({ RequestItems: { [name]: { Keys: [{ a: { S: 'x' } }] } } });
  const BAD_NAME = `Value '{"bad!name":{"Keys":[{"a":{"S":"x"}}]}}' at 'requestItems' failed to satisfy constraint: ${TABLE_NAMES}`;

  it.each<[object, string]>([
    [get('bad!name'), detected(BAD_NAME)],
    [{ ...get('bad!name'), ReturnConsumedCapacity: 'X' }, detected(BAD_NAME, CAPACITY)],
    [{ ...get('NoSuchTable'), ReturnConsumedCapacity: 'X' }, detected(CAPACITY)],
    [get('NoSuchTable'), 'ResourceNotFoundException: Requested resource not found'],
    [
      { RequestItems: { Orders: { Keys: [] } } },
      detected(
        "Value at 'RequestItems.Orders.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ],
    [
      { RequestItems: { Orders: { Keys: [KEY], AttributesToGet: ['a'], ProjectionExpression: 'a' } } },
      invalid(
        'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}',
      ),
    ],
  ])('refuses %j', async (input, message) => {
    expect(await refused('BatchGetItem', input)).toBe(message);
  });
});

describe('A key condition', () => {
  const OPERAND =
    'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: ';
  const UNDEFINED =
    'Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :zz';

  it.each<[string, string]>([
    ['order_id = :zz AND begins_with(created_at, :n)', UNDEFINED],
    ['begins_with(created_at, :n) AND order_id = :zz', `${OPERAND}begins_with, operand type: N`],
    [
      'order_id = :s AND begins_with(created_at, :n) AND created_at = :zz',
      `${OPERAND}begins_with, operand type: N`,
    ],
    ['order_id = :s AND :b >= created_at', `${OPERAND}>=, operand type: BOOL`],
    ['order_id = :s AND created_at BETWEEN :b AND :b', `${OPERAND}BETWEEN, operand type: BOOL`],
  ])('is read clause by clause, before the table is looked for: %s', async (text, message) => {
    const all: Record<string, object> = { ':s': { S: 'a' }, ':n': { N: '1' }, ':b': { BOOL: true } };
    const used = Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(name)));
    const input = { KeyConditionExpression: text, ExpressionAttributeValues: used };
    expect(await refused('Query', { TableName: 'NoSuchTable', ...input })).toBe(invalid(message));
  });

  it.each(['order_id = :s AND begins_with(created_at, :t)', 'order_id = :s AND created_at = :t'])(
    'must be of the type of the key: %s',
    async (KeyConditionExpression) => {
      const ExpressionAttributeValues = { ':s': { S: 'a' }, ':t': { S: 'a' } };
      expect(await refused('Query', { TableName, KeyConditionExpression, ExpressionAttributeValues })).toBe(
        invalid(`${INVALID}Condition parameter type does not match schema type`),
      );
    },
  );
});

describe('TransactWriteItems', () => {
  const put = (table: string, more: object = {}) => ({
    Put: { TableName: table, Item: { ...KEY, ...more } },
  });
  const DEEP = Array.from({ length: 40 }).reduce<object>((inner) => ({ M: { n: inner } }), { S: 'x' });
  const NESTED =
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
  const SYNTAX = 'Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"';
  const check = { ConditionCheck: { TableName, Key: KEY, ConditionExpression: 'a = = b' } };

  it.each<[string, object, string]>([
    [
      'the token before other members',
      { TransactItems: [put('Orders')], ClientRequestToken: 'x'.repeat(37), ReturnConsumedCapacity: 'X' },
      detected(
        `Value '${'x'.repeat(37)}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
        CAPACITY,
      ),
    ],
    [
      'members before tables',
      { TransactItems: [put('NoSuchTable')], ReturnConsumedCapacity: 'X' },
      detected(CAPACITY),
    ],
    ['expressions before tables', { TransactItems: [put('NoSuchTable'), check] }, invalid(SYNTAX)],
    [
      'actions in order, a syntax first',
      { TransactItems: [check, put('Orders', { d: DEEP })] },
      invalid(SYNTAX),
    ],
    [
      'actions in order, a depth first',
      { TransactItems: [put('Orders', { d: DEEP }), check] },
      invalid(NESTED),
    ],
    [
      'expressions before the key',
      { TransactItems: [{ Delete: { TableName, Key: keyWith(DEEP), ConditionExpression: 'a = = b' } }] },
      invalid(SYNTAX),
    ],
    [
      'a name before a depth',
      { TransactItems: [put('Orders', { d: DEEP, '': { S: 'a' } })] },
      invalid(EMPTY_NAME),
    ],
    [
      'a depth before a name inside a map',
      { TransactItems: [put('Orders', { m: { M: { '': { S: 'a' } } }, d: DEEP })] },
      invalid(NESTED),
    ],
  ])('looks at %s', async (_what, input, message) => {
    expect(await refused('TransactWriteItems', input)).toBe(message);
  });
});

it('UpdateExpressions that are too long are refused without their length', async () => {
  const UpdateExpression = `REMOVE ${Array.from({ length: 1000 }, (_, index) => `a${index}`).join(', ')}`;
  expect(await refused('UpdateItem', { TableName, Key: KEY, UpdateExpression })).toBe(
    detected('Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;'),
  );
});

it('key schemas are shown as objects of their Java class', async () => {
  const KeySchema = ['a', 'b', 'c'].map((AttributeName) => ({ AttributeName, KeyType: 'HASH' }));
  const shown = ['a', 'b', 'c']
    .map((name) => `KeySchemaElement(attributeName=${name}, keyType=HASH)`)
    .join(', ');
  expect(await refused('CreateTable', { TableName: 'New', KeySchema, AttributeDefinitions: [] })).toBe(
    detected(
      `Value '[${shown}]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2`,
    ),
  );
});
