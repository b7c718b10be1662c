import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import type { LabEvent, ProgressEvent } from '../../../src/lab/events.js';
import { Problem } from '../../../src/problem.js';
import { openApi } from '../../../src/steps/build-api/exchange.js';
import { offlineLab } from '../../support/lab.js';

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
  expect(failed).toMatchObject({ message: 'Waited 120 s in vain for a good answer to GET /orders.' });
  expect(new Set(events.filter(isProgress).map(({ reason }) => reason))).toEqual(
    new Set(['the name of the API is not known everywhere yet']),
  );
});

it('one that hangs up is not: what was sent may have been done', async () => {
  const { lab, events } = offlineLab();
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const failed = await openApi(lab, `http://127.0.0.1:${port}`)
    .send({ method: 'POST', path: '/orders', body: '{}' })
    .catch((error: unknown) => error);
  server.close();

  expect(failed).toBeInstanceOf(Problem);
  expect(failed).toMatchObject({ message: `POST http://127.0.0.1:${port}/orders was not answered.` });
  expect(events.filter(isProgress)).toEqual([]);
});
