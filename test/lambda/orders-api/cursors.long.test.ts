/** Whatever is sent as a cursor, a customer sees the orders of that customer. */

import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cursorAt } from '../../../assets/lambda/orders-api/cursor.js';
import { type OrdersApi, startOrdersApi } from './api.js';

const CUSTOMERS = ['anna', 'anna2', 'bert'] as const;
const STATUSES = ['completed', 'processing'] as const;

let api: OrdersApi;
/** Cursors that were given, with the customer they were given to. */
const given: { readonly customer: string; readonly status: string | undefined; readonly cursor: string }[] =
  [];

beforeAll(async () => {
  api = await startOrdersApi();
  for (const customer of CUSTOMERS) {
    for (const status of [...STATUSES, ...STATUSES]) {
      await api.call('POST', undefined, { body: { customer_id: customer, order_status: status } });
    }
    for (const status of [undefined, ...STATUSES]) {
      const { body } = await list(customer, status, undefined);
      if (body.cursor !== undefined) given.push({ customer, status, cursor: body.cursor });
    }
  }
});
afterAll(() => api.close());

function list(customer: string, status: string | undefined, cursor: string | undefined) {
  return api.call('GET', undefined, {
    query: {
      customer_id: customer,
      limit: '1',
      ...(status === undefined ? {} : { order_status: status }),
      ...(cursor === undefined ? {} : { cursor }),
    },
  });
}

const decode = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
const encode = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

const MUTATIONS = fc.oneof(
  fc.record({
    kind: fc.constant('character' as const),
    at: fc.nat(),
    with: fc.integer({ min: 33, max: 126 }),
  }),
  fc.record({
    kind: fc.constant('part' as const),
    at: fc.nat(3),
    with: fc.oneof(fc.string(), fc.double(), fc.constant(null)),
  }),
  fc.record({ kind: fc.constant('more' as const), with: fc.jsonValue() }),
  fc.record({ kind: fc.constant('none' as const) }),
);

function mutate(
  cursor: string,
  mutation: typeof MUTATIONS extends fc.Arbitrary<infer T> ? T : never,
): string {
  switch (mutation.kind) {
    case 'none':
      return cursor;
    case 'more':
      return encode([...decode(cursor), mutation.with]);
    case 'part':
      return encode(decode(cursor).map((part, index) => (index === mutation.at ? mutation.with : part)));
    case 'character': {
      const at = mutation.at % cursor.length;
      return `${cursor.slice(0, at)}${String.fromCharCode(mutation.with)}${cursor.slice(at + 1)}`;
    }
  }
}

it('gives a page of the customer who was asked for, or 400', async () => {
  expect(given).toHaveLength(9);

  await fc.assert(
    fc.asyncProperty(
      fc.nat(8),
      fc.constantFrom(...CUSTOMERS),
      fc.constantFrom(undefined, ...STATUSES),
      MUTATIONS,
      async (index, customer, status, mutation) => {
        const from = given[index];
        if (from === undefined) throw new Error('There are nine.');
        const cursor = mutate(from.cursor, mutation);
        const isItsOwn = cursor === from.cursor && customer === from.customer && status === from.status;

        const answer = await list(customer, status, cursor);

        expect(answer.status).toBe(isItsOwn ? 200 : 400);
        for (const order of answer.body.orders ?? []) {
          expect(order).toMatchObject({ customer_id: customer, ...(status && { order_status: status }) });
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('cannot be made to name another customer', async () => {
  const { cursor } = given.find(({ customer }) => customer === 'anna') ?? { cursor: '' };
  const bert = (await api.call('GET', undefined, { query: { customer_id: 'bert' } })).body.orders?.[0];
  const [hash] = decode(cursor);

  const forged = [
    encode([hash, bert?.order_status, bert?.order_id, String(bert?.created_at)]),
    encode({ customer_id: 'bert', order_status: 'completed', order_id: bert?.order_id, created_at: 1 }),
    given.find(({ customer }) => customer === 'bert')?.cursor,
  ];

  for (const one of forged) expect((await list('anna', undefined, one)).status).toBe(400);
});

it('shows those who know how cursors are made nothing but their own orders', async () => {
  const places = fc.record({
    customer_id: fc.constantFrom('bert', 'anna', ''),
    order_status: fc.oneof(fc.constantFrom(...STATUSES), fc.string({ unit: 'grapheme', maxLength: 1100 })),
    order_id: fc.string({ unit: 'grapheme', maxLength: 2100 }),
    created_at: fc
      .oneof(fc.double().map(String), fc.bigInt().map(String), fc.string())
      .map((text) => new NumberValue(text)),
  });

  await fc.assert(
    fc.asyncProperty(places, fc.constantFrom(undefined, ...STATUSES), async (place, status) => {
      const query = { customer_id: 'anna', order_status: status };

      const answer = await list('anna', status, cursorAt(place, query));

      expect([200, 400]).toContain(answer.status);
      for (const order of answer.body.orders ?? []) expect(order).toMatchObject({ customer_id: 'anna' });
    }),
    { numRuns: 100 },
  );
});
