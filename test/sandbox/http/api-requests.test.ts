/** What comes for deployed APIs is not signed: how far that door is open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, type RawAnswer } from '../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';

const API = '/execute-api/abcdef1234/dev/orders';

let sandbox: TestSandbox;
let port: number;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  port = sandbox.connection.port;
});
afterAll(() => sandbox.close());

/** PORT stands for the sandbox's. */
async function send(
  path: string,
  headers: readonly string[],
  body = '',
  method = 'POST',
): Promise<RawAnswer> {
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map((line) => line.replace('PORT', String(port)))];
  return await exchange(port, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
}

const HOST = 'Host: 127.0.0.1:PORT';

it('is open to who signs nothing', async () => {
  const answer = await send(API, [HOST, 'Content-Length: 0']);

  expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}']);
});

describe('it is closed', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    'abcdef1234.execute-api.us-east-1.amazonaws.com',
    '[::1]:PORT',
  ])('to a page under another name: %s', async (host) => {
    const answer = await send(API, [`Host: ${host}`, 'Content-Length: 0']);

    expect(answer.status).toBe(403);
    expect(answer.body).toContain('This sandbox answers on');
  });

  it.each([
    ['two hosts', [HOST, 'Host: evil.example', 'Content-Length: 0'], ''],
    ['two lengths', [HOST, 'Content-Length: 1', 'Content-Length: 2'], 'ab'],
    ['a length beside chunks', [HOST, 'Content-Length: 3', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['another coding', [HOST, 'Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'],
    ['chunks that are none', [HOST, 'Transfer-Encoding: chunked'], 'zz\r\n'],
  ])('to a body whose end is in doubt: %s', async (_, headers, body) => {
    const answer = await send(API, headers, body);

    expect([400, 501]).toContain(answer.status);
  });

  it.each(['/execute-api', '/Execute-Api/a/b', '//execute-api/a/b', '/_sandbox/stop', '/execute-api%2fa/b'])(
    'beside it: %s',
    async (path) => {
      const answer = await send(path, [HOST, 'Content-Length: 0']);

      expect([400, 403]).toContain(answer.status);
      expect(answer.body).not.toBe('{"message":"Forbidden"}');
    },
  );

  it('to ways out of it', async () => {
    for (const path of [
      '/execute-api/../_sandbox/stop',
      '/execute-api/a/../../_sandbox/stop',
      '/execute-api/%2e%2e/',
    ]) {
      expect((await send(path, [HOST, 'Content-Length: 0'])).body).toBe('{"message":"Forbidden"}');
    }
    expect((await send(API, [HOST, 'Content-Length: 0'])).status).toBe(403);
  });
});

it('logs nothing for all this', () => {
  expect(sandbox.log).toEqual([]);
});
