import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/aws/clock.js';
import { type PollOptions, poll } from '../../src/aws/polling.js';
import { Problem } from '../../src/problem.js';

const UNREACHABLE = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A clock whose sleeps take no time and are kept. */
function instantClock(): Clock & { readonly sleeps: number[] } {
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => sleeps.reduce((sum, slept) => sum + slept, 0),
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
    },
    until: async () => undefined,
  };
}

function options(overrides: Partial<PollOptions<string>>): PollOptions<string> {
  return {
    what: 'the thing',
    clock: instantClock(),
    every: 10,
    deadline: 100,
    ask: async () => 'answer',
    onWait: () => {},
    ...overrides,
  };
}

describe('poll', () => {
  it('answers at once when there is an answer', async () => {
    const clock = instantClock();

    const answer = await poll(options({ clock }));

    expect(answer).toBe('answer');
    expect(clock.sleeps).toEqual([]);
  });

  it('asks again until there is one', async () => {
    let asked = 0;
    const waits: number[] = [];

    const answer = await poll(
      options({
        ask: async () => (++asked === 4 ? 'at last' : undefined),
        onWait: (elapsed) => waits.push(elapsed),
      }),
    );

    expect(answer).toBe('at last');
    expect(waits).toEqual([0, 10, 20]);
  });

  it('ends at once with an error that is not tolerated', async () => {
    const clock = instantClock();
    const failure = new Error('denied');

    const polling = poll(options({ clock, ask: () => Promise.reject(failure) }));

    await expect(polling).rejects.toBe(failure);
    expect(clock.sleeps).toEqual([]);
  });

  it('waits through errors that are tolerated', async () => {
    let asked = 0;
    const ask = async (): Promise<string> => {
      asked += 1;
      if (asked < 3) throw new Error('busy');
      return 'free';
    };

    const answer = await poll(options({ ask, tolerate: () => true }));

    expect(answer).toBe('free');
  });

  it('asks a last time when the deadline has passed, then says what it waited for and why', async () => {
    const clock = instantClock();
    let asked = 0;

    const polling = poll(
      options({
        clock,
        every: 40,
        tolerate: () => true,
        ask: async () => {
          asked += 1;
          throw new Error('still busy');
        },
        next: 'Do this.',
      }),
    );

    await expect(polling).rejects.toMatchObject({
      message: expect.stringContaining('the thing'),
      because: 'still busy',
      next: 'Do this.',
    });
    await expect(polling).rejects.toBeInstanceOf(Problem);
    expect(clock.sleeps).toEqual([40, 40, 20]);
    expect(asked).toBe(4);
  });

  it('outlives an outage that is shorter than it may be, as often as it comes', async () => {
    const clock = instantClock();
    let asked = 0;
    const ask = async (): Promise<string | undefined> => {
      asked += 1;
      if (asked === 10) return 'answer';
      if (asked % 3 !== 0) throw UNREACHABLE;
      return undefined;
    };

    expect(await poll(options({ clock, ask, outage: 25 }))).toBe('answer');
  });

  it('ends with an outage that lasts too long', async () => {
    const clock = instantClock();

    const polling = poll(options({ clock, ask: () => Promise.reject(UNREACHABLE), outage: 25 }));

    await expect(polling).rejects.toBe(UNREACHABLE);
    expect(clock.sleeps).toEqual([10, 10, 10]);
  });

  it('ends at once with an outage where none may be', async () => {
    const clock = instantClock();

    await expect(poll(options({ clock, ask: () => Promise.reject(UNREACHABLE) }))).rejects.toBe(UNREACHABLE);
    expect(clock.sleeps).toEqual([]);
  });

  it('backs off as told', async () => {
    const clock = instantClock();

    const polling = poll(options({ clock, every: (round) => 2 ** round, ask: async () => undefined }));

    await expect(polling).rejects.toBeInstanceOf(Problem);
    expect(clock.sleeps).toEqual([2, 4, 8, 16, 32, 38]);
  });
});
