/** Requests of all kinds over HTTP, as bytes: whatever is sent, nothing breaks, and no order is lost. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange, type RawAnswer } from '../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';
import { type DeployedApi, deployApi } from './deployed-api.js';

const RUNS = process.env.ORDERS_LAB_NIGHTLY === undefined ? 1_000 : 10_000;
/** Real milliseconds: at night there are many. */
const LONG_ENOUGH = 30 * 60_000;
/** 431 is Node's, for headers that are too large. */
const ANSWERS = [200, 201, 204, 400, 403, 404, 405, 409, 413, 415, 422, 431];
/** What a program tells of itself when it breaks. */
const INSIDES = /\n\s+at |\.[cm]?[jt]s:\d|node:internal|\/var\/task|Exception/;

let sandbox: TestSandbox;
let api: DeployedApi;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  api = await deployApi(sandbox);
});
afterAll(() => sandbox.close());

interface FuzzedRequest {
  readonly method: string;
  /** Below the stage. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly isChunked: boolean;
}

/** Bytes as latin1, so that none of them is changed on the way. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const withoutBreaks = (text: string): string => text.replaceAll(/[\r\n\0 ]/g, '_');
const ids = fc.constantFrom('order-1', 'order-2', 'order-3');
const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const encoded = fc.oneof(
  ids,
  anyText.map((text) => encodeURIComponent(text)),
  // As it is typed: the server may refuse it, and must not break.
  anyText.map((text) => withoutBreaks(asBytes(text))),
  fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '%2F',
    '%2e%2e',
    '..',
    '%C3%28',
    '%F0%9F%98%80',
    '+',
    '%6Frder-1',
    '~',
    '',
  ),
);
const path = fc.oneof(
  { weight: 4, arbitrary: fc.constant('/orders') },
  { weight: 6, arbitrary: encoded.map((id) => `/orders/${id}`) },
  { weight: 1, arbitrary: fc.array(encoded, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`) },
);
const parameter = fc.tuple(fc.constantFrom('customer_id', 'order_status', 'limit', 'cursor', 'x'), encoded);
const query = fc
  .array(parameter, { maxLength: 3 })
  .map((all) => (all.length === 0 ? '' : `?${all.map(([name, value]) => `${name}=${value}`).join('&')}`));
const header = fc.oneof(
  fc.tuple(fc.constantFrom('If-Match', 'Idempotency-Key'), fc.constantFrom('"1"', '"2"', 'key-1', '*', '')),
  fc.tuple(
    fc.constantFrom('If-Match', 'Idempotency-Key', 'Content-Encoding', 'Accept', 'X-Forwarded-For', 'Cookie'),
    anyText.map((text) => withoutBreaks(asBytes(text))),
  ),
  fc.tuple(
    fc.constant('Content-Type'),
    fc.constantFrom('text/plain', 'application/json; charset=latin1', ';'),
  ),
);
const details = fc.dictionary(anyText, fc.jsonValue({ stringUnit: 'binary' }), { maxKeys: 5 });
const order = fc.record(
  {
    order_id: fc.oneof({ weight: 3, arbitrary: ids }, anyText),
    created_at: fc.oneof(fc.nat(), fc.double()),
    customer_id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('anna', 'bert') }, anyText),
    order_status: fc.oneof(fc.constantFrom('processing', 'completed', 'cancelled'), anyText),
    details,
  },
  { requiredKeys: ['customer_id'] },
);
const change = fc.record(
  {
    order_status: fc.constantFrom('processing', 'completed', 'cancelled', 'lost'),
    details,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 5, arbitrary: order.map((value) => asBytes(JSON.stringify(value))) },
  { weight: 4, arbitrary: change.map((value) => asBytes(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.json({ stringUnit: 'binary' }).map(asBytes) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  },
  { weight: 1, arbitrary: fc.constant('') },
);
const anyRequest: fc.Arbitrary<FuzzedRequest> = fc.record({
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'PUT', 'DELETE') },
    { weight: 1, arbitrary: fc.constantFrom('OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'get', 'BREW', 'PROPFIND') },
  ),
  path: fc.tuple(path, query).map((parts) => parts.join('')),
  headers: fc.array(header, { maxLength: 2 }),
  body,
  isChunked: fc.boolean(),
});
const plainDetails = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)),
);
/** Those that may well be answered well, so that there is something to lose. */
const rightRequest: fc.Arbitrary<FuzzedRequest> = fc
  .tuple(fc.constantFrom('POST', 'POST', 'PUT', 'DELETE'), ids, fc.boolean(), plainDetails)
  .map(([method, order_id, isNamed, details]) => ({
    method,
    path: method === 'POST' ? '/orders' : `/orders/${order_id}`,
    headers: [],
    body: asBytes(
      JSON.stringify(
        method === 'POST' ? { ...(isNamed && { order_id }), customer_id: 'anna', details } : { details },
      ),
    ),
    isChunked: false,
  }));
const request = fc.oneof({ weight: 3, arbitrary: anyRequest }, { weight: 1, arbitrary: rightRequest });

function send({ method, path, headers, body, isChunked }: FuzzedRequest): Promise<RawAnswer> {
  const { host, port, pathname } = new URL(api.url);
  const size = body.length.toString(16);
  const lines = [
    `${method} ${pathname}${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const chunked = body === '' ? '0\r\n\r\n' : `${size}\r\n${body}\r\n0\r\n\r\n`;
  const text = `${lines.join('\r\n')}\r\n\r\n${isChunked ? chunked : body}`;
  return exchange(Number(port), Buffer.from(text, 'latin1'));
}

/** A request that nothing is wrong with. */
function sendPlain(method: string, path: string, body = ''): Promise<RawAnswer> {
  const headers = [['Content-Type', 'application/json']] as const;
  return send({ method, path, headers, body, isChunked: false });
}

/** What a client knows of the orders it has placed: the text of the last answer about each. */
class Known {
  readonly #orders = new Map<string, string>();

  get ids(): readonly string[] {
    return [...this.#orders.keys()];
  }

  textOf(id: string): string | undefined {
    return this.#orders.get(id);
  }

  learn({ method, path }: FuzzedRequest, { status, body }: RawAnswer): void {
    // An answer to a repeated Idempotency-Key tells of the order as it was placed, not as it is.
    if (status === 201 && !this.#orders.has(idIn(body))) this.#orders.set(idIn(body), body);
    if (status === 200 && method === 'PUT') this.#orders.set(idIn(body), body);
    if (status === 204 && method === 'DELETE') this.#orders.delete(idOf(path));
  }
}

function idIn(body: string): string {
  const { order_id } = JSON.parse(body);
  return order_id;
}

/** Of the path of an order that is there. */
function idOf(path: string): string {
  const [plain = ''] = path.split('?');
  return decodeURIComponent(
    plain
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '',
  );
}

it(
  'gets an answer of the API or of API Gateway, and what was answered 201 can be read',
  async () => {
    const known = new Known();
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(request, async (fuzzed) => {
        const answer = await send(fuzzed);
        known.learn(fuzzed, answer);
        statuses.add(answer.status);

        expect(ANSWERS, answer.body).toContain(answer.status);
        expect(answer.body).not.toMatch(INSIDES);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );

    for (const id of known.ids) {
      const { status, body } = await sendPlain('GET', `/orders/${id}`);
      expect({ id, status, body }).toEqual({ id, status: 200, body: known.textOf(id) });
    }
    expect(known.ids.length).toBeGreaterThan(10);
    // Not all of it was refused at the door.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 204, 400, 403, 404, 409, 415]));
    expect(sandbox.log).toEqual([]);
  },
  LONG_ENOUGH,
);

it.each([
  ['more than DynamoDB keeps', 450_000],
  ['more than Lambda takes', 7 * 1024 * 1024],
  ['more than API Gateway takes', 11 * 1024 * 1024],
])('refuses a body of %s with 413', async (_, size) => {
  const body = JSON.stringify({ customer_id: 'anna', details: { note: 'x'.repeat(size) } });

  const { status } = await sendPlain('POST', '/orders', body);
  const after = await sendPlain('GET', '/orders?customer_id=anna&limit=1');

  expect(status).toBe(413);
  expect(after.status).toBe(200);
  expect(sandbox.log).toEqual([]);
});
