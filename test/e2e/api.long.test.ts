/** `call` and `export`, against an API that `build-api` has made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, type CliResult } from '../support/cli.js';

const home = new CliHome();

beforeAll(async () => {
  const built = await home.run(['run', '--yes', '--to', 'build-api', '--count', '10']);
  expect(built).toMatchObject({ code: 0 });
});
afterAll(() => home.remove());

/** `call --json`, and what it answers. */
async function call(...words: string[]): Promise<Record<string, unknown> & { readonly body: string }> {
  const { code, stdout, stderr } = await home.run(['call', ...words, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('call', () => {
  it('shows a person the status, the headers, how long it took, and the body with every number as it is', async () => {
    const body = '{"customer_id":"ada","details":{"item":"Laptop","weight":1234567890123456789.125}}';

    const { code, stdout, stderr } = await home.run(['call', 'POST', '/orders', '--data', body]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^201 Created {2}\d+(\.\d)? m?s\n/);
    expect(stdout).toMatch(/^location: .+\/orders\/[0-9a-f-]{36}$/m);
    expect(stdout).toContain('\n\n{\n  "order_id": "');
    expect(stdout).toContain('"weight": 1234567890123456789.125');
  });

  it('answers a script with one object, whose body is the text that came', async () => {
    const created = await call('POST', '/orders', '--data', '{"customer_id":"bob"}');
    const { order_id } = JSON.parse(created.body);
    const changed = await call(
      ...['PUT', `/orders/${order_id}`, '--data', '{"order_status":"completed"}'],
      ...['--header', 'If-Match: "1"'],
    );
    const lost = await call(
      ...['PUT', `/orders/${order_id}`, '--data', '{"details":{"item":"Mouse"}}'],
      ...['--header', 'If-Match: "1"'],
    );

    expect(created).toMatchObject({ v: 1, method: 'POST', status: 201, ms: expect.any(Number) });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(lost.status).toBe(409);
  });

  it('takes no answer but a fault of the server for a failure', async () => {
    const unknown = await home.run(['call', 'GET', '/nowhere']);
    expect(unknown.code).toBe(0);
    expect(unknown.stdout).toMatch(/^403 Forbidden/);
    expect(unknown.stdout).toContain('\n→ The API has no such path with that method');
  });

  it.each<[string, string[], number, RegExp]>([
    ['no path', ['call', 'GET'], 2, /The argument path is missing/],
    ['a body of a GET', ['call', 'GET', '/orders', '--data', '{}'], 2, /A GET request has no body/],
    [
      'a lab without an API',
      ['call', 'GET', '/orders', '--prefix', 'none-'],
      1,
      /There is no API none-OrdersAPI/,
    ],
    ['an export of a lab without an API', ['export', 'openapi', '--prefix', 'none-'], 1, /build-api/],
    ['an unknown format', ['export', 'yaml'], 2, /There is no command "yaml"/],
    [
      'a file nobody can write',
      ['export', 'postman', '--output', '/no/such/folder/x'],
      2,
      /cannot be written/,
    ],
  ])('refuses %s in words', async (_, words, code, message) => {
    const refused: CliResult = await home.run(words);

    expect(refused).toMatchObject({ code, stderr: expect.stringMatching(message) });
    expect(refused.stderr).not.toContain('    at ');
  });
});

describe('export', () => {
  it('prints what is deployed as OpenAPI 3.0.1', async () => {
    const { code, stdout } = await home.run(['export', 'openapi']);
    const document = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(document).toMatchObject({ openapi: '3.0.1', info: { title: 'OrdersAPI' } });
    expect(Object.keys(document.paths)).toEqual(['/orders', '/orders/{order_id}']);
  });

  it('writes a Postman collection with the URL filled in', async () => {
    const { code, stdout } = await home.run(['export', 'postman', '--output', 'orders.json']);
    const collection = JSON.parse(readFileSync(join(home.path, 'orders.json'), 'utf8'));

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Written to orders.json\n' });
    expect(collection.variable).toContainEqual({
      key: 'baseUrl',
      value: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/execute-api\/[a-z0-9]{10}\/dev$/),
    });
  });
});
