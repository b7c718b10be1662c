/** Many clients at once: every answer is the right one, and no process is left. */
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTestFunction, createTestRole } from '../../lambda/functions.js';
import { allowApi, deployApi, proxyTo, type TestApi } from './apis.js';

const CLIENTS = 200;
const REQUESTS_EACH = 5;
/** Real milliseconds. */
const LONG_ENOUGH = 60_000;

let sandbox: TestSandbox;
let api: TestApi;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const Role = await createTestRole(sandbox, 'functions', []);
  const echo = await createTestFunction(
    sandbox,
    'export const handler = async (event) => ({ statusCode: 200, body: event.pathParameters.id });',
    { FunctionName: 'echo', Role },
  );
  const upper = await createTestFunction(
    sandbox,
    'export const handler = async (event) => ({ statusCode: 201, body: event.body.toUpperCase() });',
    { FunctionName: 'upper', Role },
  );
  api = await deployApi(sandbox, {
    routes: {
      '/{id}': { GET: proxyTo(echo.FunctionArn ?? ''), POST: proxyTo(upper.FunctionArn ?? '') },
    },
  });
  await allowApi(sandbox, 'echo', api);
  await allowApi(sandbox, 'upper', api);
});
afterAll(async () => {
  agent.destroy();
  await sandbox.close();
});

function send(
  method: string,
  path: string,
  body = '',
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}${path}`, { method, agent }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

it(
  'two functions answer all of them, each what it was asked',
  async () => {
    const wrong: unknown[] = [];
    const client = async (index: number): Promise<void> => {
      for (let round = 0; round < REQUESTS_EACH; round += 1) {
        const name = `client-${index}-${round}`;
        const isPost = index % 4 === 0;
        const answer = isPost ? await send('POST', '/x', name) : await send('GET', `/${name}`);
        const expected = isPost ? { status: 201, text: name.toUpperCase() } : { status: 200, text: name };
        if (answer.status !== expected.status || answer.text !== expected.text) wrong.push(answer);
      }
    };

    await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));

    expect(wrong).toEqual([]);
    expect(sandbox.log).toEqual([]);
    const processes = readdirSync(join(sandbox.folder, 'functions', 'processes'));
    expect(processes.length).toBeLessThanOrEqual(50);
  },
  LONG_ENOUGH,
);

it(
  'clients that go away do no harm',
  async () => {
    const leaving = Array.from(
      { length: CLIENTS },
      () =>
        new Promise<void>((resolve) => {
          const sent = request(`${api.url}/gone`, { agent });
          sent.on('error', () => undefined);
          sent.on('close', () => resolve());
          sent.end(() => sent.destroy());
        }),
    );
    await Promise.all(leaving);

    expect(await send('GET', '/here')).toEqual({ status: 200, text: 'here' });
    await expect.poll(() => sandbox.server.active).toBe(0);
  },
  LONG_ENOUGH,
);

it('nobody is left once the sandbox has stopped', async () => {
  await sandbox.server.stop();

  expect(readdirSync(join(sandbox.folder, 'functions', 'processes'))).toEqual([]);
});
