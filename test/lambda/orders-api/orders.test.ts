/** What the API does for those who ask it properly, alone and at the same time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type OrdersApi, startOrdersApi } from './api.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** As the source lab sends it. */
const COMPLETE = {
  order_id: '7d9f1f5e-8f0a-4f43-9d2e-0a4c2b6f1e11',
  created_at: 1_625_097_600,
  customer_id: 'cust789',
  order_status: 'processing',
  details: { item: 'Laptop', quantity: 1 },
};

let api: OrdersApi;
beforeAll(async () => {
  api = await startOrdersApi();
});
afterAll(() => api.close());

async function place(order: object = {}): Promise<Answer> {
  const answer = await api.call('POST', undefined, { body: { customer_id: 'cust1', ...order } });
  expect(answer.status, answer.text).toBe(201);
  return answer;
}

const idOf = ({ body }: Answer): string => body.order_id ?? '';
const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort();

/** An order as the lab's other steps write it: without a guard, without a version. */
async function seed(order_id: string, order_status: string, customer_id = 'seeded'): Promise<void> {
  await api.put({
    order_id: { S: order_id },
    created_at: { N: '1625097600' },
    customer_id: { S: customer_id },
    order_status: { S: order_status },
  });
}

describe('POST /orders', () => {
  it('fills in id, time and status, and says where the order is', async () => {
    const { status, headers, body } = await api.call('POST', undefined, { body: { customer_id: 'cust1' } });

    expect(status).toBe(201);
    expect(body).toEqual({
      order_id: expect.stringMatching(UUID),
      created_at: expect.any(Number),
      customer_id: 'cust1',
      order_status: 'processing',
      version: 1,
    });
    expect(Math.abs(Number(body.created_at) - Date.now() / 1000)).toBeLessThan(60);
    expect(headers).toMatchObject({ location: `./orders/${body.order_id}`, etag: '"1"' });
  });

  it('takes a complete order as the source lab sends it, once', async () => {
    const first = await api.call('POST', undefined, { body: COMPLETE });
    const again = await api.call('POST', undefined, { body: COMPLETE });
    const later = await api.call('POST', undefined, { body: { ...COMPLETE, created_at: 1_700_000_000 } });

    expect(first).toMatchObject({ status: 201, body: { ...COMPLETE, version: 1 } });
    expect([again.status, later.status]).toEqual([409, 409]);
    expect((await api.call('GET', COMPLETE.order_id)).body).toEqual(first.body);
  });

  it('refuses the id of an order that was written past the API', async () => {
    await seed('seeded-1', 'processing');

    const { status } = await api.call('POST', undefined, {
      body: { order_id: 'seeded-1', customer_id: 'x' },
    });

    expect(status).toBe(409);
    expect(await api.isGuarded('seeded-1')).toBe(false);
  });

  it('gives one order to three who ask for the same id at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 3 }, (_, index) =>
        api.call('POST', undefined, {
          body: { order_id: 'wanted', created_at: 1000 + index, customer_id: `racer${index}` },
        }),
      ),
    );

    expect(statusesOf(answers)).toEqual([201, 409, 409]);
    const winner = answers.find(({ status }) => status === 201);
    expect((await api.call('GET', 'wanted')).body).toEqual(winner?.body);
  });

  it('reads bodies in base64, and characters of all kinds', async () => {
    const body = { customer_id: 'Zoë 🦊', details: { 'ключ "\\\u0000': ['\n', '漢字'] } };

    const answer = await api.call('POST', undefined, { body, base64: true });

    expect(answer.body).toMatchObject({ customer_id: 'Zoë 🦊', details: body.details });
    expect((await api.call('GET', undefined, { query: { customer_id: 'Zoë 🦊' } })).body.orders).toEqual([
      answer.body,
    ]);
  });

  it('keeps fields whose names mean something to JavaScript', async () => {
    const details = { constructor: { name: 'Set' }, toString: 1, length: 2, N: '3' };

    const { body } = await place({ details });

    expect((await api.call('GET', body.order_id)).body.details).toEqual(details);
  });
});

describe('an Idempotency-Key', () => {
  const send = (key: string, body: unknown) =>
    api.call('POST', undefined, { headers: { 'Idempotency-Key': key }, body });

  it('gets the first answer again, also when the order has changed since', async () => {
    const first = await send('key-1', { customer_id: 'a', details: { x: 1, y: 2 } });
    await api.call('PUT', idOf(first), { body: { order_status: 'completed' } });

    const again = await send('key-1', '{ "details": {"y": 2.0, "x": 1}, "customer_id": "a" }');

    expect(idOf(first)).toMatch(UUID_V5);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.location).toBe(first.headers.location);
    expect((await api.call('GET', undefined, { query: { customer_id: 'a' } })).body.orders).toHaveLength(1);
  });

  it('gets 422 with another body, and stands for the same order everywhere', async () => {
    await send('key-2', { customer_id: 'a' });

    const other = await send('key-2', { customer_id: 'b' });
    const elsewhere = await send('key-3', { customer_id: 'a', order_id: 'mine' });

    expect(other.status).toBe(422);
    expect(elsewhere).toMatchObject({ status: 400, body: { errors: [{ field: 'order_id' }] } });
  });

  it('makes one order of many requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => send('key-4', { customer_id: 'many' })),
    );

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
  });

  it('is forgotten with the order: a repeat that comes later places it anew', async () => {
    const first = await send('key-6', { customer_id: 'a' });
    await api.call('DELETE', idOf(first));

    const other = await send('key-6', { customer_id: 'b' });

    expect([other.status, idOf(other), other.body.customer_id]).toEqual([201, idOf(first), 'b']);
  });

  it('does not open an order that was placed without it', async () => {
    const probe = await send('key-5', { customer_id: 'a' });
    await api.call('DELETE', idOf(probe));
    await place({ order_id: idOf(probe) });

    expect((await send('key-5', { customer_id: 'cust1' })).status).toBe(409);
  });
});

describe('GET /orders', () => {
  const list = (query: Record<string, string>) => api.call('GET', undefined, { query });

  it('lists what a customer has ordered, by status, in pages', async () => {
    const customer_id = 'pages';
    for (const order_status of ['completed', 'processing', 'completed', 'cancelled', 'completed']) {
      await place({ customer_id, order_status });
    }

    const all = await list({ customer_id });
    const completed = await list({ customer_id, order_status: 'completed' });
    const first = await list({ customer_id, order_status: 'completed', limit: '2' });
    const cursor = first.body.cursor ?? '';
    const rest = await list({ customer_id, order_status: 'completed', limit: '2', cursor });

    expect(all.body.orders).toHaveLength(5);
    expect(all.body).not.toHaveProperty('cursor');
    expect(completed.body.orders).toHaveLength(3);
    expect([...(first.body.orders ?? []), ...(rest.body.orders ?? [])]).toEqual(completed.body.orders);
    expect(rest.body).not.toHaveProperty('cursor');
  });

  it('takes a cursor for its own query only', async () => {
    for (const order_status of ['completed', 'processing', 'processing']) {
      await place({ customer_id: 'mine', order_status });
      await place({ customer_id: 'theirs', order_status });
    }
    const { cursor = '' } = (await list({ customer_id: 'mine', limit: '1' })).body;

    const foreign = [
      { customer_id: 'theirs', cursor },
      { customer_id: 'mine', order_status: 'processing', cursor },
      { customer_id: 'mine', cursor: `${cursor.slice(0, -1)}_` },
      { customer_id: 'mine', cursor: ` ${cursor}` },
      { customer_id: 'mine', cursor: '' },
    ];

    for (const query of foreign) {
      expect(await list(query)).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
    }
    expect((await list({ customer_id: 'mine', cursor })).body.orders).toHaveLength(2);
  });

  it('shows nobody the guards', async () => {
    const { body } = await place({ customer_id: 'guarded' });

    expect(await api.isGuarded(body.order_id ?? '')).toBe(true);
    expect((await list({ customer_id: 'guarded' })).body.orders).toEqual([body]);
  });
});

describe('PUT /orders/{order_id}', () => {
  const put = (id: string, body: object, etag?: string) =>
    api.call('PUT', id, { body, headers: etag === undefined ? {} : { 'If-Match': etag } });

  it('changes status and details, one at a time or both', async () => {
    const id = idOf(await place());

    const one = await put(id, { details: { gift: true } });
    const two = await put(id, { order_status: 'completed', details: {} });

    expect(one).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { details: { gift: true } } });
    expect(two.body).toMatchObject({ order_status: 'completed', details: {}, version: 3 });
    expect((await api.call('GET', id)).text).toBe(two.text);
  });

  it.each([
    ['processing', 'completed', 200],
    ['processing', 'cancelled', 200],
    ['processing', 'shipped', 409],
    ['completed', 'completed', 200],
    ['completed', 'processing', 409],
    ['completed', 'cancelled', 409],
    ['cancelled', 'completed', 409],
    ['shipped', 'completed', 409],
    ['unheard-of', 'cancelled', 409],
  ])('of an order that is %s, to %s: %i', async (from, to, status) => {
    const id = `${from}-${to}`;
    await seed(id, from);

    expect((await put(id, { order_status: to })).status).toBe(status);
    expect((await api.call('GET', id)).body.order_status).toBe(status === 200 ? to : from);
  });

  it('lets one of three win who have seen the same version', async () => {
    const id = idOf(await place());

    const answers = await Promise.all(
      Array.from({ length: 3 }, (_, index) => put(id, { details: { index } }, '"1"')),
    );

    expect(statusesOf(answers)).toEqual([200, 409, 409]);
    expect((await api.call('GET', id)).text).toBe(answers.find(({ status }) => status === 200)?.text);
  });

  it('lets one of two win who end an order in different ways', async () => {
    const id = idOf(await place());

    const answers = await Promise.all([
      put(id, { order_status: 'completed' }),
      put(id, { order_status: 'cancelled' }),
    ]);

    expect(statusesOf(answers)).toEqual([200, 409]);
  });

  it('knows the tags of RFC 9110, and orders that have no version yet', async () => {
    await seed('unversioned', 'processing');

    expect((await api.call('GET', 'unversioned')).headers.etag).toBe('"0"');
    expect((await put('unversioned', { details: {} }, '"7", W/"0"')).status).toBe(409);
    expect((await put('unversioned', { details: {} }, '"other"')).status).toBe(409);
    expect(await put('unversioned', { details: {} }, '"7", "0"')).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
    });
    expect((await put('unversioned', { details: {} }, '"0"')).body.message).toContain('"1" now');
    expect((await put('unversioned', { details: {} }, '*')).status).toBe(200);
    expect((await put('nobody', { details: {} }, '*')).status).toBe(404);
  });
});

describe('DELETE /orders/{order_id}', () => {
  it('frees the id again', async () => {
    const id = idOf(await place());

    const deleted = await api.call('DELETE', id);

    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect((await api.call('GET', id)).status).toBe(404);
    expect((await api.call('DELETE', id)).status).toBe(404);
    expect(await api.isGuarded(id)).toBe(false);
    await place({ order_id: id });
  });

  it('asks for the version, if it was told one', async () => {
    const id = idOf(await place());
    await api.call('PUT', id, { body: { details: {} } });

    const stale = await api.call('DELETE', id, { headers: { 'If-Match': '"1"' } });
    const fresh = await api.call('DELETE', id, { headers: { 'If-Match': '"2"' } });

    expect([stale.status, fresh.status]).toEqual([409, 204]);
  });

  it('removes orders that were written past the API', async () => {
    await seed('seeded-2', 'completed');

    expect((await api.call('DELETE', 'seeded-2', { headers: { 'If-Match': '"0"' } })).status).toBe(204);
    expect((await api.call('GET', 'seeded-2')).status).toBe(404);
  });
});

it('tells numbers, sets and bytes that others wrote as they are', async () => {
  await api.put({
    order_id: { S: 'rich' },
    created_at: { N: '1625097600.5' },
    total: { N: '12345678901234567890123456789.012345678' },
    tiny: { N: '1E-130' },
    tags: { SS: ['a', 'b'] },
    sizes: { NS: ['1', '9007199254740993'] },
    photo: { B: Buffer.from('photo') },
    note: { NULL: true },
  });

  const { status, text } = await api.call('GET', 'rich');

  expect(status).toBe(200);
  expect(text).toContain('"created_at":1625097600.5');
  expect(text).toContain('"total":12345678901234567890123456789.012345678');
  expect(text).toMatch(/"sizes":\[(1,9007199254740993|9007199254740993,1)\]/);
  expect(JSON.parse(text)).toMatchObject({ tiny: 1e-130, tags: ['a', 'b'], photo: 'cGhvdG8=', note: null });
});
