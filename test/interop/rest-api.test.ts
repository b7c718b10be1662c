/** The lab's API, its description and its collection, held against each other by programs that we did not write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProxiedRequest, startProxy } from './prism.js';
import { type BuiltSandbox, finish, openSandbox } from './referees.js';

const NEWMAN = fileURLToPath(new URL('./node_modules/.bin/newman', import.meta.url));
const VALIDATOR = fileURLToPath(new URL('./validate-openapi.mjs', import.meta.url));

interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly required?: readonly string[] }>>;
  };
}

let sandbox: BuiltSandbox;
let description: Description;
let url: string;
let restApiId: string;

beforeAll(async () => {
  sandbox = await openSandbox();
  expect(await sandbox.lab('run', '--yes', '--to', 'build-api', '--count', '10')).toMatchObject({ code: 0 });
  description = JSON.parse((await sandbox.lab('export', 'openapi')).stdout);
  const collection = JSON.parse((await sandbox.lab('export', 'postman')).stdout);
  url = collection.variable.find(({ key }: { readonly key: string }) => key === 'baseUrl').value;
  restApiId = new URL(url).pathname.split('/')[2] ?? '';
  // Their number is not what is tried here.
  const operation = (path: string): string => `op=replace,path=/*/*/throttling/${path},value=5000`;
  await sandbox.aws(
    ...['apigateway', 'update-stage', '--rest-api-id', restApiId, '--stage-name', 'dev'],
    ...['--patch-operations', operation('rateLimit'), operation('burstLimit')],
  );
});
afterAll(() => sandbox.close());

async function validated(file: string): Promise<string> {
  return (await finish(process.execPath, [VALIDATOR, file], sandbox.env)).stdout;
}

describe('the description', () => {
  it('is valid OpenAPI, and valid Swagger, and the same that the AWS CLI gets', async () => {
    const exported = join(sandbox.home, 'lab.json');
    writeFileSync(exported, JSON.stringify(description));
    const [openApi, swagger] = [join(sandbox.home, 'oas30.json'), join(sandbox.home, 'swagger.json')];
    const get = (type: string, file: string): Promise<unknown> =>
      sandbox.aws(
        ...['apigateway', 'get-export', '--rest-api-id', restApiId, '--stage-name', 'dev'],
        ...['--export-type', type, '--accepts', 'application/json', file],
      );

    await get('oas30', openApi);
    await get('swagger', swagger);

    expect(JSON.parse(readFileSync(openApi, 'utf8'))).toEqual(description);
    expect(await validated(exported)).toBe('valid');
    expect(await validated(swagger)).toBe('valid');
  });

  it('is refused where it is none, so that the validator is known to look', async () => {
    const file = join(sandbox.home, 'none.json');
    writeFileSync(file, JSON.stringify({ ...description, paths: { '/orders/{order_id}': { get: {} } } }));

    expect(await validated(file)).toContain('none.json');
  });
});

it('the Postman collection passes as a whole in newman', async () => {
  const [collection, report] = [join(sandbox.home, 'postman.json'), join(sandbox.home, 'newman.json')];
  await sandbox.lab('export', 'postman', '--output', collection);

  const ran = await finish(
    process.execPath,
    [NEWMAN, 'run', collection, '--reporters', 'json', '--reporter-json-export', report],
    sandbox.env,
  );

  const { stats, failures } = JSON.parse(readFileSync(report, 'utf8')).run;
  expect(failures).toEqual([]);
  expect(ran.code).toBe(0);
  expect(stats).toMatchObject({ requests: { total: 11 }, assertions: { total: 11, failed: 0 } });
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const NEW = JSON.stringify({ order_id: 'contract-1', customer_id: 'contract', details: { item: 'Laptop' } });
const TOO_LARGE = JSON.stringify({ customer_id: 'contract', details: { note: 'x'.repeat(450_000) } });
const COMPLETED = JSON.stringify({ order_status: 'completed' });
const ONE = '/orders/contract-1';
const NONE = '/orders/contract-none';
const KEY = { ...JSON_TYPE, 'Idempotency-Key': 'contract' };

function post(body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): ProxiedRequest {
  return { method: 'POST', path: '/orders', headers, body };
}

function put(path: string, body: string, headers: Readonly<Record<string, string>> = {}): ProxiedRequest {
  return { method: 'PUT', path, headers: { ...JSON_TYPE, ...headers }, body };
}

/** One after the other, with the status that each must get. */
const REQUESTS: readonly (readonly [status: number, request: ProxiedRequest])[] = [
  [201, post(NEW)],
  [409, post(NEW)],
  [201, post('{"customer_id":"contract"}', KEY)],
  [422, post('{"customer_id":"other"}', KEY)],
  [400, post('{"total":1}')],
  // Refused by API Gateway, in its words.
  [400, post('{"customer_id":')],
  [413, post(TOO_LARGE)],
  [415, post(NEW, { 'Content-Type': 'text/plain' })],
  [200, { method: 'GET', path: '/orders?customer_id=contract' }],
  [200, { method: 'GET', path: '/orders?customer_id=contract&order_status=processing&limit=1' }],
  [200, { method: 'GET', path: '/orders?customer_id=nobody' }],
  [400, { method: 'GET', path: '/orders' }],
  [400, { method: 'GET', path: '/orders?customer_id=contract&limit=0&cursor=stolen' }],
  [200, { method: 'GET', path: ONE }],
  [404, { method: 'GET', path: NONE }],
  [400, { method: 'GET', path: `${ONE}?colour=blue` }],
  [400, put(ONE, '{"colour":"blue"}')],
  [200, put(ONE, COMPLETED, { 'If-Match': '"1"' })],
  [409, put(ONE, COMPLETED, { 'If-Match': '"1"' })],
  [404, put(NONE, COMPLETED)],
  [413, put(ONE, TOO_LARGE)],
  [415, put(ONE, COMPLETED, { 'Content-Type': 'text/plain' })],
  [409, { method: 'DELETE', path: ONE, headers: { 'If-Match': '"1"' } }],
  [400, { method: 'DELETE', path: ONE, headers: { 'If-Match': 'one' } }],
  [204, { method: 'DELETE', path: ONE }],
  [404, { method: 'DELETE', path: ONE }],
  [204, { method: 'OPTIONS', path: '/orders' }],
  [204, { method: 'OPTIONS', path: ONE }],
];

describe('through Prism', () => {
  it('every answer is one that the description promises, and every promised one is given', async () => {
    const proxy = await startProxy(sandbox.home, description, url, sandbox.env);
    const seen: unknown[] = [];
    for (const [, request] of REQUESTS) {
      const { status, violations } = await proxy.send(request);
      seen.push([status, request.method, request.path, violations]);
    }
    await proxy.close();

    expect(seen).toEqual(REQUESTS.map(([status, { method, path }]) => [status, method, path, []]));
    const given = REQUESTS.map(([status, { method, path }]) => `${method} ${routeOf(path)} ${status}`);
    expect([...new Set(given)].sort()).toEqual(promised());
  });

  it('an answer that is otherwise is seen, so that none was overlooked', async () => {
    const { schemas } = description.components;
    const Orders = { ...schemas.Orders, required: ['orders', 'colour'] };
    const other = { ...description, components: { schemas: { ...schemas, Orders } } };
    const proxy = await startProxy(sandbox.home, other, url, sandbox.env);

    const { status, violations } = await proxy.send({ method: 'GET', path: '/orders?customer_id=contract' });
    await proxy.close();

    expect(status).toBe(200);
    expect(violations).toMatchObject([{ location: ['response', 'body'] }]);
  });
});

/** The answers that the description promises: `GET /orders 200`. */
function promised(): string[] {
  return Object.entries(description.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([verb, { responses }]) =>
        Object.keys(responses).map((status) => `${verb.toUpperCase()} ${path} ${status}`),
      ),
    )
    .sort();
}

function routeOf(path: string): string {
  return path.startsWith('/orders/') ? '/orders/{order_id}' : '/orders';
}
