/** What the API answers when DynamoDB does not: 503 for what passes, 500 and a line in the log for what does not. */
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../src/sandbox/faults.js';
import { FUNCTION, type OrdersApi, proxyEvent, startOrdersApi, TABLE } from './api.js';

let api: OrdersApi;
beforeAll(async () => {
  api = await startOrdersApi();
});
afterEach(() => api.sandbox.server.faults.set([]));
afterAll(() => api.close());

/** More than the SDK tries. */
const FOR_GOOD = 100;
const ORDER = { order_id: 'order-1', customer_id: 'x' };

function goWrong(rule: FaultRule): void {
  api.sandbox.server.faults.set([{ service: 'dynamodb', ...rule }]);
}

describe('what passes by itself', () => {
  it.each<[string, FaultRule]>([
    ['throttled once', { effect: 'throttle' }],
    ['failed once', { effect: 'error' }],
    ['cut off before it was done', { effect: 'drop', operation: 'TransactWriteItems' }],
    ['cut off after it was done', { effect: 'drop', when: 'after', operation: 'TransactWriteItems' }],
    ['failed after it was done', { effect: 'error', when: 'after', operation: 'TransactWriteItems' }],
  ])('is not noticed when %s', async (name, rule) => {
    goWrong(rule);

    const { status } = await api.call('POST', undefined, {
      body: { ...ORDER, order_id: name.replaceAll(' ', '-') },
    });

    expect(status).toBe(201);
  });

  it.each<[string, string, FaultRule]>([
    ['POST', 'throttled', { effect: 'throttle', times: FOR_GOOD, operation: 'TransactWriteItems' }],
    ['GET', 'throttled', { effect: 'throttle', times: FOR_GOOD }],
    ['PUT', 'throttled', { effect: 'throttle', times: FOR_GOOD, operation: 'UpdateItem' }],
    ['DELETE', 'failing', { effect: 'error', times: FOR_GOOD }],
    ['GET', 'silent', { effect: 'hang', times: FOR_GOOD }],
  ])('%s gets 503 while the table is %s', async (method, _, rule) => {
    await api.call('POST', undefined, { body: ORDER });
    goWrong(rule);
    const body = method === 'POST' ? { customer_id: 'x' } : { details: {} };

    const {
      status,
      headers,
      body: answer,
    } = await api.call(method, method === 'POST' ? undefined : 'order-1', {
      ...(method === 'POST' || method === 'PUT' ? { body } : {}),
    });

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(answer).toEqual({ message: expect.stringContaining('again'), requestId: headers['x-request-id'] });
  });
});

it('knows its own change again, when the answer to it was lost', async () => {
  await api.call('POST', undefined, { body: { ...ORDER, order_id: 'echo' } });
  const put = (body: object) => api.call('PUT', 'echo', { headers: { 'If-Match': '"1"' }, body });
  goWrong({ effect: 'drop', when: 'after', operation: 'UpdateItem' });

  const first = await put({ order_status: 'completed', details: { b: [1.5, { c: null }], a: 1e30 } });
  const other = await put({ order_status: 'completed', details: {} });

  expect(first).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(other.status).toBe(409);
});

it('has every race end in one of its answers, and the table in order', async () => {
  const id = 'contended';
  const order = { body: { order_id: id, customer_id: 'race' } };
  await api.call('POST', undefined, order);

  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => {
      if (index % 4 === 0) return api.call('DELETE', id);
      if (index % 4 === 1) return api.call('POST', undefined, order);
      if (index % 4 === 2) return api.call('PUT', id, { body: { details: { index } } });
      return api.call('GET', id);
    }),
  );

  for (const { status, text } of answers) expect([200, 201, 204, 404, 409, 503], text).toContain(status);
  const exists = (await api.call('GET', id)).status === 200;
  expect(await api.isGuarded(id)).toBe(exists);
  const balance = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect(balance(201) + 1 - balance(204)).toBe(exists ? 1 : 0);
});

it('answers before its own time is over', async () => {
  const lambda = api.sandbox.client(LambdaClient);
  const setTimeout = async (Timeout: number): Promise<void> => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout }));
    await api.sandbox.advance(60_000);
  };
  await setTimeout(2);
  goWrong({ effect: 'hang', times: FOR_GOOD });

  const { status, headers } = await api.call('GET', 'order-1');

  expect([status, headers['retry-after']]).toEqual([503, '1']);
  await setTimeout(10);
});

it('500 says nothing but where to look, and there it is', async () => {
  await api.sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: TABLE }));
  await api.sandbox.advance(60_000);

  const { Payload, LogResult } = await api.sandbox.client(LambdaClient).send(
    new InvokeCommand({
      FunctionName: FUNCTION,
      Payload: JSON.stringify(proxyEvent('GET', 'order-1', {})),
      LogType: 'Tail',
    }),
  );

  const { statusCode, headers, body } = JSON.parse(Payload?.transformToString() ?? '');
  const log = Buffer.from(LogResult ?? '', 'base64').toString('utf8');
  const lines = log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  expect(statusCode).toBe(500);
  expect(body).not.toMatch(/ResourceNotFound|stack|Orders|\.mjs/);
  expect(JSON.parse(body).requestId).toBe(headers['x-request-id']);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'ERROR',
      function_request_id: headers['x-request-id'],
      error: expect.objectContaining({ name: 'ResourceNotFoundException' }),
    }),
  );
});
