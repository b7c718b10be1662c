import {
  type AttributeValue,
  DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable } from '../orders-table.js';
import { QUERIED } from './queried-table.js';

type Item = Record<string, AttributeValue>;

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client, QUERIED);
});
afterAll(() => sandbox.close());

suite('ExclusiveStartKey', () => {
  const start = (ExclusiveStartKey: Item, input: Partial<QueryCommandInput> = {}) =>
    client.send(
      new QueryCommand({
        TableName: 'Queried',
        KeyConditionExpression: 'a = :v',
        ExpressionAttributeValues: { ':v': { S: 'b' } },
        ...input,
        ExclusiveStartKey,
      }),
    );
  const S = { S: 'a' };
  const N = { N: '1' };

  it.each<[string, Item, Partial<QueryCommandInput>]>([
    ['an attribute too few', { a: S }, {}],
    ['a wrong attribute', { a: S, c: S }, {}],
    ['an attribute too many', { a: S, b: S, c: S }, {}],
    ['no index key', { a: S, b: S }, { IndexName: 'byCAll' }],
    [
      'another index key',
      { a: S, b: S, c: S, e: S },
      { IndexName: 'cAndD', KeyConditionExpression: 'c = :v' },
    ],
  ])('with %s is invalid', async (_what, key, input) => {
    await expect(start(key, input)).rejects.toThrow(/^The provided starting key is invalid$/);
  });

  it.each<[string, Item, Partial<QueryCommandInput>, string]>([
    [
      'the partition key of another type, whatever the condition',
      { a: N, z: S },
      { KeyConditionExpression: 'z = :v' },
      'The provided key element does not match the schema',
    ],
    [
      'the sort key of another type',
      { a: S, b: N },
      {},
      'The provided key element does not match the schema',
    ],
    [
      'a wrong table key behind a good index key',
      { a: N, b: S, c: S },
      { IndexName: 'onlyC', KeyConditionExpression: 'c = :v' },
      'The provided starting key is invalid: The provided key element does not match the schema',
    ],
    [
      'a good shape, but a condition that has no partition key',
      { a: S, z: S },
      { KeyConditionExpression: 'z = :v' },
      'Query condition missed key schema element: a',
    ],
    [
      'another partition',
      { a: S, b: S },
      {},
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      'a sort key that the condition rules out',
      { a: S, b: S },
      {
        KeyConditionExpression: 'a = :v AND b > :w',
        ExpressionAttributeValues: { ':v': { S: 'b' }, ':w': S },
      },
      'The provided starting key does not match the range key predicate',
    ],
    [
      'a good sort key in another partition',
      { a: S, b: S },
      { KeyConditionExpression: 'a = :v AND b < :v' },
      'The query can return at most one row and cannot be restarted',
    ],
  ])('with %s', async (_what, key, input, message) => {
    await expect(start(key, input)).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});
