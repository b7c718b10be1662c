import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import type { LabEvent, ProgressEvent } from '../../../src/lab/events.js';
import { Problem } from '../../../src/problem.js';
import { type ApiRequest, openApi } from '../../../src/steps/build-api/exchange.js';
import { offlineLab, type TestLab } from '../../support/lab.js';

/** No name has a part of more than 63 characters: there is nobody to be asked about it. */
const NAMELESS = `http://${'a'.repeat(64)}.example`;

function isProgress(event: LabEvent): event is ProgressEvent {
  return event.event === 'progress';
}

it('an API whose name is not known everywhere yet is asked again for two minutes', async () => {
  const { lab, events } = offlineLab();

  const failed = await openApi(lab, NAMELESS)
    .sendUntilGood({ method: 'GET', path: '/orders' })
    .catch((error: unknown) => error);

  expect(failed).toBeInstanceOf(Problem);
  expect(failed).toMatchObject({ message: 'Waited 180 s in vain for a good answer to GET /orders.' });
  expect(new Set(events.filter(isProgress).map(({ reason }) => reason))).toEqual(
    new Set(['the name of the API is not known everywhere yet']),
  );
});

/** One that hangs up so many times before it answers. */
async function hangUp(times: number): Promise<{ url: string; asked: () => number; close: () => void }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked <= times) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: () => asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Where an outage may last a minute. */
function onAws(): TestLab {
  const opened = offlineLab();
  const { region, account } = opened.lab.target;
  return { ...opened, lab: { ...opened.lab, target: { kind: 'aws', region, account } } };
}

const CHANGE: ApiRequest = { method: 'PUT', path: '/orders/1', body: '{}' };
const REPEATED: readonly ApiRequest[] = [
  { method: 'GET', path: '/orders' },
  { method: 'OPTIONS', path: '/orders' },
  { method: 'POST', path: '/orders', headers: { 'Idempotency-Key': 'one' }, body: '{}' },
  { ...CHANGE, repeatable: true },
];

it.each(REPEATED)('$method is sent again to one that hangs up, as it may be sent twice', async (request) => {
  const { lab, events } = onAws();
  const server = await hangUp(2);

  const { answer } = await openApi(lab, server.url).send(request);
  server.close();

  expect([answer.status, server.asked()]).toEqual([200, 3]);
  expect(events.filter(isProgress).map(({ reason }) => reason)).toEqual(
    Array(2).fill('the API cannot be reached'),
  );
});

it.each<ApiRequest>([CHANGE, { method: 'DELETE', path: '/orders/1' }, { ...CHANGE, method: 'POST' }])(
  '$method is not: what was sent may have been done',
  async (request) => {
    const { lab, events } = onAws();
    const server = await hangUp(1);

    const failed = await openApi(lab, server.url)
      .send(request)
      .catch((error: unknown) => error);
    server.close();

    expect(failed).toBeInstanceOf(Problem);
    expect(failed).toMatchObject({ message: `${request.method} ${server.url}/orders/1 was not answered.` });
    expect([server.asked(), events.filter(isProgress)]).toEqual([1, []]);
  },
);

it('where nobody listens anything is sent again, as nothing was sent; for a minute', async () => {
  const { lab } = onAws();
  const { url, close } = await hangUp(0);
  close();

  const failed = await openApi(lab, url)
    .send(CHANGE)
    .catch((error: unknown) => error);

  expect(failed).toMatchObject({ message: `PUT ${url}/orders/1 was not answered.` });
  expect(lab.clock.now()).toBeGreaterThanOrEqual(60_000);
  expect(lab.clock.now()).toBeLessThan(80_000);
});

it('a sandbox that hangs up was stopped, and is not asked again', async () => {
  const { lab, events } = offlineLab();
  const server = await hangUp(1);

  const failed = await openApi(lab, server.url)
    .send({ method: 'GET', path: '/orders' })
    .catch((error: unknown) => error);
  server.close();

  expect(failed).toMatchObject({ message: `GET ${server.url}/orders was not answered.` });
  expect([server.asked(), events.filter(isProgress)]).toEqual([1, []]);
});
