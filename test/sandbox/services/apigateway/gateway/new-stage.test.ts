/** The hazard `new-stage`: what was just deployed is not known everywhere at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTestFunction, createTestRole } from '../../lambda/functions.js';
import { allowApi, ask, deployApi, mock, proxyTo } from './apis.js';

const SECOND = 1000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  sandbox.server.hazards.set(['new-stage']);
});
afterAll(() => sandbox.close());

it('a new stage is not there at first, then has no methods, then answers', async () => {
  const api = await deployApi(sandbox, { routes: { '/orders': { GET: mock() } } });

  const first = await ask(`${api.url}/orders`);
  await sandbox.advance(5 * SECOND);
  const second = await ask(`${api.url}/orders`);
  await sandbox.advance(5 * SECOND);
  const third = await ask(`${api.url}/orders`);

  expect(first.text).toBe('{"message":"Forbidden"}');
  expect(second.text).toBe('{"message":"Missing Authentication Token"}');
  expect(third.status).toBe(200);
});

it('a stage that is deployed to answers as before for a while', async () => {
  const api = await deployApi(sandbox, { routes: { '/old': { GET: mock() } } });
  await sandbox.advance(60 * SECOND);
  await api.deploy({ '/new': { GET: mock() } });

  const before = [await ask(`${api.url}/old`), await ask(`${api.url}/new`)];
  await sandbox.advance(7 * SECOND);
  const after = [await ask(`${api.url}/old`), await ask(`${api.url}/new`)];

  expect(before.map(({ status }) => status)).toEqual([200, 403]);
  expect(after.map(({ status }) => status)).toEqual([200, 200]);
});

it('a permission does not count at once', async () => {
  const Role = await createTestRole(sandbox, 'hello', []);
  const source = 'export const handler = async () => ({ statusCode: 200 });';
  const { FunctionArn = '' } = await createTestFunction(sandbox, source, { FunctionName: 'hello', Role });
  const api = await deployApi(sandbox, { routes: { '/': { GET: proxyTo(FunctionArn) } } });
  await sandbox.advance(60 * SECOND);
  await allowApi(sandbox, 'hello', api);

  const before = await ask(api.url);
  await sandbox.advance(5 * SECOND);
  const after = await ask(api.url);

  expect([before.status, after.status]).toEqual([500, 200]);
});
