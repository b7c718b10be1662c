/** What the API answers when it is asked for what it does not do: always in the same shape, with all that is wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Call, type OrdersApi, proxyEvent, startOrdersApi } from './api.js';

let api: OrdersApi;
beforeAll(async () => {
  api = await startOrdersApi();
});
afterAll(() => api.close());

const ALWAYS = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** Every refusal has this shape. */
function expectRefusal({ status, headers, body }: Answer, expected: number): void {
  expect(status, JSON.stringify(body)).toBe(expected);
  expect(body).toMatchObject({ message: expect.any(String), requestId: headers['x-request-id'] });
  expect(headers).toMatchObject({ ...ALWAYS, 'content-type': 'application/json; charset=utf-8' });
  expect(Object.keys(body).filter((name) => !['message', 'errors', 'requestId'].includes(name))).toEqual([]);
}

const fieldsOf = ({ body }: Answer): Record<string, string> =>
  Object.fromEntries((body.errors ?? []).map(({ field, problem }) => [field, problem]));

const post = (body: unknown, call: Call = {}): Promise<Answer> =>
  api.call('POST', undefined, { body, ...call });

describe('400', () => {
  it('names every wrong field at once', async () => {
    const answer = await post(
      `{"order_id":"a b","created_at":0,"customer_id":5,"order_status":"done","__proto__":{},"total":2,
        "details":{"a":1e999,"b":[1,{"c":${'1'.repeat(39)}}],"d":1,"d":2,"e":"\\ud800","":0}}`,
      { query: {} },
    );

    expectRefusal(answer, 400);
    expect(fieldsOf(answer)).toEqual({
      'details.a': 'is too large: at most 9.99e125',
      'details.b[1].c': 'has more than 38 significant digits',
      'details.d': 'is given twice',
      'details.e': 'holds half a character (an unpaired surrogate)',
      'details.': 'a name must not be empty',
      ['__proto__']: expect.any(String),
      order_id: expect.stringContaining('letters'),
      created_at: expect.stringContaining('from 1 to 9999999999'),
      customer_id: 'must be a string',
      order_status: 'must be one of processing, shipped, completed, cancelled',
      total: 'is unknown here',
    });
  });

  it.each<[string, unknown, Record<string, unknown>]>([
    ['nothing', undefined, { body: 'is missing' }],
    ['an empty body', '', { body: 'is missing' }],
    ['no JSON', '{"a": 01}', { body: expect.stringContaining('line 1, column 8') }],
    ['half of it', '{"customer_id":\n "x"', { body: expect.stringContaining('ends too early at line 2') }],
    ['two of it', '{} {}', { body: expect.stringContaining('column 4') }],
    ['a comma too many', '{"customer_id":"x",}', { body: expect.stringContaining('column 20') }],
    ['a line break in a string', '{"customer_id":"x\n"}', { body: expect.stringContaining('no JSON') }],
    ['a list', [{ customer_id: 'x' }], { body: 'must be a JSON object' }],
    ['a number', '1e400', { body: expect.any(String) }],
    ['no field', {}, { customer_id: 'is missing' }],
    ['an empty key', { customer_id: '' }, { customer_id: 'must not be empty' }],
    ['an empty id', { customer_id: 'x', order_id: '' }, { order_id: 'must not be empty' }],
    ['an id that no URL can name', { customer_id: 'x', order_id: '..' }, { order_id: expect.any(String) }],
    ['a long id', { customer_id: 'x', order_id: 'i'.repeat(2049) }, { order_id: expect.any(String) }],
    ['a long key in UTF-8', { customer_id: 'é'.repeat(1025) }, { customer_id: expect.any(String) }],
    ['half a character', '{"customer_id":"\\udc00"}', { customer_id: expect.any(String) }],
    ['details that are none', { customer_id: 'x', details: null }, { details: 'must be an object' }],
    ['milliseconds', { customer_id: 'x', created_at: 1_625_097_600_000 }, { created_at: expect.any(String) }],
    ['a time before 1970', { customer_id: 'x', created_at: -1 }, { created_at: expect.any(String) }],
    ['half a second', { customer_id: 'x', created_at: 1.5 }, { created_at: expect.any(String) }],
    ['a time in words', { customer_id: 'x', created_at: '1' }, { created_at: expect.any(String) }],
    [
      'nesting',
      `{"details":${'['.repeat(40)}1${']'.repeat(40)}}`,
      { details: expect.stringContaining('30') },
    ],
    ['a long name', { customer_id: 'x', details: { ['n'.repeat(65_536)]: 1 } }, expect.any(Object)],
  ])('for %s', async (_, body, fields) => {
    const answer = await post(body);

    expectRefusal(answer, 400);
    expect(fieldsOf(answer)).toEqual(fields);
  });

  it('is as short for twenty thousand mistakes', async () => {
    const fields = Array.from({ length: 20_000 }, (_, index) => `"f${index}":1e999`);

    const answer = await post(`{${fields.join(',')}}`);

    expectRefusal(answer, 400);
    expect(answer.body.errors).toHaveLength(100);
  });

  it('for what is not UTF-8', async () => {
    const event = { ...proxyEvent('POST', undefined, {}), body: '/w==', isBase64Encoded: true };

    expect(fieldsOf(await api.send(event))).toEqual({ body: 'is not in UTF-8' });
  });

  it('for query parameters that are wrong, unknown or given twice', async () => {
    const query = {
      customer_id: ['a', 'b'],
      order_status: 'done',
      limit: '101',
      cursor: 'x',
      page: '2',
      __proto__x: '1',
    };

    const answer = await api.call('GET', undefined, { query });

    expectRefusal(answer, 400);
    expect(Object.keys(fieldsOf(answer)).sort()).toEqual([
      '__proto__x',
      'customer_id',
      'limit',
      'order_status',
      'page',
    ]);
    expect(fieldsOf(await api.call('GET', undefined))).toEqual({ customer_id: 'is missing' });
    expect(fieldsOf(await post({ customer_id: 'x' }, { query: { dry: '1' } }))).toEqual({
      dry: 'is unknown here',
    });
  });

  it('for a change of nothing, or of what cannot change', async () => {
    const put = (body: unknown) => api.call('PUT', 'any', { body });

    expect(fieldsOf(await put({}))).toEqual({ body: 'must change order_status, details, or both' });
    expect(fieldsOf(await put({ customer_id: 'me', version: 9 }))).toMatchObject({
      customer_id: 'is unknown here',
      version: 'is unknown here',
    });
  });

  it.each([
    'If-Match: 1',
    'If-Match: é',
    'If-Match: ',
    `If-Match: ${Array(30).fill('"1"').join()}`,
    'Idempotency-Key: ',
    'Idempotency-Key: é',
    `Idempotency-Key: ${'k'.repeat(256)}`,
  ])('for the header %s', async (header) => {
    const [name = '', value = ''] = header.split(': ');
    const headers = { [name]: value };

    const answer = await (name === 'If-Match'
      ? api.call('DELETE', 'any', { headers })
      : post({ customer_id: 'x' }, { headers }));

    expectRefusal(answer, 400);
    expect(Object.keys(fieldsOf(answer))).toEqual([name]);
  });
});

describe('404', () => {
  it.each(['nobody', ' ', '.', '..', 'a/b', '%', '%2e%2e', 'é🦊', '\ud800', 'x'.repeat(5000), '{}', '\0'])(
    'for an order %j',
    async (id) => {
      expectRefusal(await api.call('GET', id), 404);
      expectRefusal(await api.call('DELETE', id), 404);
      expectRefusal(await api.call('PUT', id, { body: { details: {} } }), 404);
    },
  );

  it('for another path', async () => {
    const event = { ...proxyEvent('GET', undefined, {}), resource: '/{proxy+}' };

    expectRefusal(await api.send({ ...event, pathParameters: { proxy: 'orders/1/items' } }), 404);
    const known = await api.send({ ...event, pathParameters: { proxy: 'orders/1' } });
    expect(known.body.message).toBe('There is no order 1.');
  });
});

it.each(['PATCH', 'HEAD', 'PUT', 'DELETE', 'TRACE', 'PROPFIND'])(
  '405 for %s of all orders',
  async (method) => {
    const answer = await api.call(method, undefined, { body: '{}' });

    expectRefusal(answer, 405);
    expect(answer.headers.allow).toBe('GET, POST, OPTIONS');
  },
);

it('405 for POST to one order', async () => {
  const answer = await api.call('POST', 'any', { body: '{}' });

  expectRefusal(answer, 405);
  expect(answer.headers.allow).toBe('GET, PUT, DELETE, OPTIONS');
});

it('204 for a preflight, with what is allowed', async () => {
  const { status, headers, text } = await api.call('OPTIONS', 'any', {
    headers: { Origin: 'https://shop.example' },
  });

  expect([status, text]).toEqual([204, '']);
  expect(headers).toMatchObject({
    ...ALWAYS,
    'access-control-allow-methods': 'GET, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': 'Content-Type, Idempotency-Key, If-Match',
  });
  expect(headers).not.toHaveProperty('content-type');
});

describe('413', () => {
  it('for a body that fits into no item', async () => {
    expectRefusal(await post({ customer_id: 'x', details: { note: 'x'.repeat(409_600) } }), 413);
  });

  it('for an order that is too large as an item', async () => {
    expectRefusal(await post({ customer_id: 'x', details: { note: 'x'.repeat(409_500) } }), 413);
  });

  it('for a change that makes it so', async () => {
    const { body } = await post({ customer_id: 'c'.repeat(1000) });

    expectRefusal(
      await api.call('PUT', body.order_id, { body: { details: { note: 'x'.repeat(409_000) } } }),
      413,
    );
  });
});

it.each([
  ['Content-Type', 'application/x-www-form-urlencoded', 415],
  ['Content-Type', 'text/plain', 415],
  ['Content-Type', 'application/json; charset=latin1', 415],
  ['Content-Encoding', 'gzip', 415],
  ['content-type', 'Application/JSON; charset="UTF-8"', 201],
  ['Content-Type', 'application/vnd.orders+json', 201],
  ['Content-Encoding', 'identity', 201],
])('%s: %s gets %i', async (name, value, status) => {
  expect((await post({ customer_id: 'x' }, { headers: { [name]: value } })).status).toBe(status);
});

it('answers requests that no Request of the web could carry', async () => {
  const odd = { Host: '///', 'X-Ünï': 'x', 'X-Note': 'ключ\n', 'X-Forwarded-Proto': ':' };

  const { status } = await api.call('GET', undefined, {
    query: { customer_id: 'x' },
    headers: odd,
    body: 'a GET with a body',
  });

  expect(status).toBe(200);
});
