import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  abortableClock,
  correctedClock,
  type RemoteClock,
  realClock,
  sandboxClock,
} from '../../src/aws/clock.js';
import { connectSandboxClock } from '../../src/sandbox/client.js';

function remoteClock(): RemoteClock & { time: number } {
  return {
    time: 1_000,
    now() {
      return this.time;
    },
    async advanceTo(time) {
      // As over a network: both sleepers have asked before either is answered.
      await Promise.resolve();
      this.time = Math.max(this.time, time);
    },
  };
}

describe('sandboxClock', () => {
  it('sleeps by moving the sandbox on', async () => {
    const remote = remoteClock();

    await sandboxClock(remote).sleep(60_000);

    expect(remote.time).toBe(61_000);
  });

  it('does not add up what two sleepers ask for at the same time', async () => {
    const remote = remoteClock();
    const clock = sandboxClock(remote);

    await Promise.all([clock.sleep(5_000), clock.sleep(5_000)]);

    expect(remote.time).toBe(6_000);
  });

  it('does not move for one who has been interrupted', async () => {
    const remote = remoteClock();
    const signal = AbortSignal.abort(new Error('interrupted'));

    await expect(sandboxClock(remote).sleep(5_000, signal)).rejects.toThrow('interrupted');
    expect(remote.time).toBe(1_000);
  });
});

describe('an advance of the sandbox', () => {
  it('ends with the reason of the interruption, and leaves no request behind', async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      request.resume();
      requests += 1;
      if (request.url?.endsWith('/now')) response.end(JSON.stringify({ now: 5_000 }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const endpoint = `http://127.0.0.1:${port}`;
    const keys = { accessKeyId: 'AKIASANDBOXAAAAAAAAA', secretAccessKey: 'secret' };
    const place = { endpoint, port, pid: 1, region: 'us-east-1', account: '111122223333' };
    const clock = sandboxClock(
      await connectSandboxClock({ ...place, ...keys, version: '0', startedAt: '2026-11-01T12:00:00.000Z' }),
    );
    const controller = new AbortController();

    const sleeping = clock.sleep(60_000, controller.signal);
    while (requests < 2) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('interrupted'));

    await expect(sleeping).rejects.toThrow('interrupted');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('realClock', () => {
  it('ends a sleep with the reason of the interruption', async () => {
    const controller = new AbortController();

    const sleeping = realClock.sleep(60_000, controller.signal);
    controller.abort(new Error('interrupted'));

    await expect(sleeping).rejects.toThrow('interrupted');
  });

  it('does not wait for what is over', async () => {
    await expect(realClock.until(Date.now() - 1)).resolves.toBeUndefined();
  });
});

describe('abortableClock', () => {
  it('obeys its signal where the caller passes none', async () => {
    const controller = new AbortController();

    const sleeping = abortableClock(realClock, controller.signal).sleep(60_000);
    controller.abort(new Error('interrupted'));

    await expect(sleeping).rejects.toThrow('interrupted');
  });
});

describe('correctedClock', () => {
  it('tells a time that is put right, and sleeps as long as before', async () => {
    const remote = remoteClock();
    const clock = correctedClock(sandboxClock(remote), -400);

    const before = clock.now();
    await clock.sleep(5_000);

    expect(before).toBe(600);
    expect(clock.now()).toBe(5_600);
    expect(remote.time).toBe(6_000);
  });

  it('waits until a moment of the time that is put right', async () => {
    const remote = remoteClock();
    const clock = correctedClock(sandboxClock(remote), 60_000);

    await clock.until(90_000);

    expect(remote.time).toBe(30_000);
  });
});
