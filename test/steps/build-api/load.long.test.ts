/** Two hundred clients at once, each of which knows its orders: no wrong answer, and no process left. */
import { readdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ApiClient,
  changesOfSharedOrder,
  placeSharedOrder,
  type Send,
  sender,
} from '../../../bench/api-client.mjs';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';
import { deployApi } from './deployed-api.js';

const CLIENTS = 200;
const ACTS_EACH = 8;
const agent = new Agent({ keepAlive: true });

let sandbox: TestSandbox;
let send: Send;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  send = sender((await deployApi(sandbox)).url, agent);
});
afterAll(async () => {
  agent.destroy();
  await sandbox.close();
});

it('each of them gets the right answers, and of those who race for an order one wins', async () => {
  await placeSharedOrder(send);
  const clients = Array.from({ length: CLIENTS }, (_, number) => new ApiClient(send, number));

  await Promise.all(
    clients.map(async (client) => {
      for (let act = 0; act < ACTS_EACH; act += 1) await client.act();
    }),
  );

  expect(clients.flatMap(({ wrong }) => wrong)).toEqual([]);
  const won = clients.reduce((sum, { races }) => sum + races, 0);
  expect(won).toBeGreaterThan(0);
  expect(await changesOfSharedOrder(send)).toBe(won);
  expect(sandbox.log).toEqual([]);
});

it('nobody is left once the sandbox has stopped', async () => {
  await sandbox.server.stop();

  expect(readdirSync(join(sandbox.folder, 'functions', 'processes'))).toEqual([]);
});
