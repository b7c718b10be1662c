/** Requests of all kinds: the answer is always one of the page's, and no order is lost. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrdersApi, startOrdersApi } from './api.js';

let api: OrdersApi;
beforeAll(async () => {
  api = await startOrdersApi();
});
afterAll(() => api.close());

/** Those that a right request may get, and those for what is wrong with others. */
const ANSWERS = [200, 201, 204, 400, 404, 405, 409, 413, 415, 422];

const text = fc.string({ unit: 'binary', maxLength: 20 });
/** Half characters, too, which a unit of `binary` never gives. */
const anyText = fc.oneof(
  text,
  fc.constantFrom('\ud800', '__proto__', 'constructor', '', '0', '"1"', '*', 'order-1'),
);
const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('order-1', 'order-2') }, anyText);
const body = fc.oneof(
  fc.constantFrom('', '{', 'null', '[]', '{}'),
  fc.json({ stringUnit: 'binary' }),
  fc
    .record(
      {
        order_id: id,
        created_at: fc.oneof(fc.nat(), fc.double(), anyText),
        customer_id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('cust123', 'cust456') }, anyText),
        order_status: fc.oneof(fc.constantFrom('processing', 'completed', 'cancelled', 'shipped'), anyText),
        details: fc.dictionary(anyText, fc.jsonValue({ stringUnit: 'binary' })),
      },
      { requiredKeys: [] },
    )
    .map((order) => JSON.stringify(order)),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD', 'get'),
  orderId: fc.option(id, { nil: undefined }),
  query: fc.dictionary(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('customer_id', 'order_status', 'limit', 'cursor') },
      anyText,
    ),
    fc.oneof(anyText, fc.array(anyText, { maxLength: 3 })),
    { maxKeys: 3 },
  ),
  headers: fc.dictionary(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('If-Match', 'Idempotency-Key', 'content-type', 'Host') },
      anyText,
    ),
    anyText,
    { maxKeys: 2 },
  ),
  body: fc.option(body, { nil: undefined }),
  base64: fc.boolean(),
});

it('gets an answer of the page, and never a fault', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ method, orderId, ...call }) => {
      const answer = await api.call(method, orderId, call);

      expect(ANSWERS, answer.text).toContain(answer.status);
      expect(answer.text).not.toMatch(/\.m?js:|Exception/);
      if (answer.status >= 400) expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    }),
    { numRuns: 500 },
  );
});

it('reads back every order that it has accepted, to the letter', async () => {
  const order = fc.record({
    customer_id: fc.string({ unit: 'binary', minLength: 1 }),
    details: fc.dictionary(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.jsonValue({ stringUnit: 'binary' }),
    ),
  });

  await fc.assert(
    fc.asyncProperty(order, async (given) => {
      const created = await api.call('POST', undefined, { body: given });
      fc.pre(created.status !== 400);

      const read = await api.call('GET', created.body.order_id);
      const { body } = await api.call('GET', undefined, { query: { customer_id: given.customer_id } });

      expect(created.status, created.text).toBe(201);
      expect(created.body).toMatchObject(JSON.parse(JSON.stringify(given)));
      expect(read.body).toEqual(created.body);
      expect(body.orders).toContainEqual(created.body);
    }),
    { numRuns: 60 },
  );
});

it('lists orders that are longer in JSON than Lambda can hand on at once', async () => {
  const note = '\u0001'.repeat(68_000); // 400 KB as JSON
  for (let count = 0; count < 12; count += 1) {
    const { status } = await api.call('POST', undefined, {
      body: { customer_id: 'control', details: { note } },
    });
    expect(status).toBe(201);
  }
  const seen = new Set<unknown>();

  let cursor: string | undefined;
  do {
    const query = { customer_id: 'control', ...(cursor === undefined ? {} : { cursor }) };
    const { status, body: page } = await api.call('GET', undefined, { query });
    expect(status).toBe(200);
    for (const { order_id } of page.orders ?? []) seen.add(order_id);
    cursor = page.cursor;
  } while (cursor !== undefined);

  expect(seen.size).toBe(12);
});
