import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRuntimeApi,
  type RuntimeApi,
  type RuntimeUser,
} from '../../../src/sandbox/functions/runtime-api.js';

let api: RuntimeApi;
let told: unknown[];

beforeEach(() => {
  api = createRuntimeApi();
  told = [];
});
afterEach(() => api.close());

const user: RuntimeUser = {
  next: async () => ({ headers: { 'lambda-runtime-aws-request-id': 'r1' }, payload: Buffer.from('{"a":1}') }),
  respond: (requestId, body, size) => {
    told.push(['respond', requestId, body?.toString(), size]);
    return requestId === 'r1';
  },
  fail: (requestId, body) => {
    told.push(['fail', requestId, body.toString()]);
    return true;
  },
};

function call(
  method: string,
  address: string,
  path: string,
  body?: string,
): Promise<{ status: number | undefined; text: string; headers: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(`http://${address}/2018-06-01/runtime${path}`, { method }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, text, headers: answer.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the Runtime API', () => {
  it('hands out work and takes answers and errors', async () => {
    const { address } = await api.enter(user);

    const next = await call('GET', address, '/invocation/next');
    const answers = [
      await call('POST', address, '/invocation/r1/response', '"done"'),
      await call('POST', address, '/invocation/r1/error', '{}'),
      await call('POST', address, '/init/error', '{}'),
      await call('POST', address, '/invocation/unknown/response', '1'),
    ];

    expect(next).toMatchObject({
      status: 200,
      text: '{"a":1}',
      headers: { 'lambda-runtime-aws-request-id': 'r1' },
    });
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400]);
    expect(told).toEqual([
      ['respond', 'r1', '"done"', 6],
      ['fail', 'r1', '{}'],
      ['fail', undefined, '{}'],
      ['respond', 'unknown', '1', 1],
    ]);
  });

  it('counts an answer that is too large without keeping it', async () => {
    const { address } = await api.enter(user);

    const { status, text } = await call('POST', address, '/invocation/r1/response', 'x'.repeat(6_291_557));

    expect(status).toBe(413);
    expect(text).toContain('(6291556 bytes)');
    expect(told).toEqual([['respond', 'r1', undefined, 6_291_557]]);
  });

  it('has nothing for who does not know the path, or knows it no more', async () => {
    const { address, leave } = await api.enter(user);
    const other = await api.enter(user);
    const [host] = address.split('/');
    expect(other.address).not.toBe(address);

    leave();
    const answers = [
      await call('GET', address, '/invocation/next'),
      await call('GET', `${host}/guessed`, '/invocation/next'),
      await call('GET', String(host), '/invocation/next'),
      await call('POST', `${host}/guessed`, '/invocation/r1/response', '1'),
      await call('DELETE', other.address, '/invocation/next'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(told).toEqual([]);
  });
});
