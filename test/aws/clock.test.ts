import { describe, expect, it } from 'vitest';
import { abortableClock, type RemoteClock, realClock, sandboxClock } from '../../src/aws/clock.js';

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
