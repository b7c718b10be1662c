import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClockOptions, createClock, type VirtualClock } from '../../src/sandbox/clock.js';
import { openTestStore, type TestStore } from '../support/store.js';

const START = Date.UTC(2026, 10, 1);

let test: TestStore;
let real: number;
const clocks: VirtualClock[] = [];

beforeEach(() => {
  test = openTestStore();
  real = START;
});
afterEach(async () => {
  for (const clock of clocks.splice(0)) clock.close();
  await test.close();
});

function startClock(options: ClockOptions = {}): VirtualClock {
  const clock = createClock(test.store, { realNow: () => real, ...options });
  clocks.push(clock);
  return clock;
}

describe('now', () => {
  it('is real time until somebody advances it, and never goes back', async () => {
    const clock = startClock();
    expect(clock.now()).toBe(START);
    await clock.advanceTo(START + 60_000);
    expect(clock.now()).toBe(START + 60_000);
    real -= 5_000;
    expect(clock.now()).toBe(START + 60_000);
    real += 6_000;
    expect(clock.now()).toBe(START + 61_000);
  });

  it('survives a restart', async () => {
    const first = startClock();
    await first.advanceTo(START + 60_000);
    first.close();
    expect(startClock().now()).toBe(START + 60_000);
  });
});

describe('advanceTo', () => {
  it('does not add up', async () => {
    const clock = startClock();
    await Promise.all([clock.advanceTo(START + 60_000), clock.advanceTo(START + 60_000)]);
    await clock.advanceTo(START + 10_000);
    expect(clock.now()).toBe(START + 60_000);
  });

  it('skips nothing and adds nothing up, however many ask at once', async () => {
    const minutes = fc.integer({ min: 1, max: 300 });
    const chain = fc.record({ first: minutes, gap: minutes, links: fc.integer({ min: 0, max: 5 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(chain, { maxLength: 8 }),
        fc.array(minutes, { minLength: 1 }),
        async (chains, asked) => {
          // Prepare: timers that set further timers, each noting when it was due and what time it was then.
          const ran: { readonly due: number; readonly at: number }[] = [];
          const clock = startClock();
          const begin = clock.now();
          clock.onTimer('chain', async (payload) => {
            const { due, gap, links, id } = payload as {
              due: number;
              gap: number;
              links: number;
              id: number;
            };
            await delay(0);
            ran.push({ due, at: clock.now() });
            const next = due + gap * 60_000;
            if (links > 0) clock.setTimer('chain', `${id}`, next, { due: next, gap, links: links - 1, id });
          });
          for (const [id, { first, gap, links }] of chains.entries()) {
            const due = begin + first * 60_000;
            clock.setTimer('chain', `${id}`, due, { due, gap, links, id });
          }
          // Act
          const targets = asked.map((minute) => begin + minute * 60_000);
          await Promise.all(targets.map((time) => clock.advanceTo(time)));
          // Assess
          const end = Math.max(...targets);
          const expected = chains.flatMap(({ first, gap, links }) =>
            Array.from({ length: links + 1 }, (_, link) => begin + (first + link * gap) * 60_000),
          );
          expect(clock.now()).toBe(end);
          expect(ran.map(({ due }) => due)).toEqual(
            expected.filter((due) => due <= end).sort((a, b) => a - b),
          );
          expect(ran.every(({ due, at }) => due === at)).toBe(true);
          // The next round begins with no timers left.
          await clock.advanceTo(Math.max(end, ...expected));
          clock.close();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses what is not a time', async () => {
    const clock = startClock();
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1, 9e15]) {
      await expect(clock.advanceTo(time)).rejects.toThrow(RangeError);
    }
  });

  it('runs timers in the order of their times, each at its time, whatever order they were set in', async () => {
    const delays = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 0, max: 100_000 }), async (after, until) => {
        // Prepare
        const clock = startClock();
        const start = clock.now();
        const ran: number[][] = [];
        clock.onTimer('note', (payload) => {
          ran.push([Number(payload), clock.now() - start]);
        });
        for (const each of after) clock.setTimer('note', String(each), start + each, each);
        // Act
        await clock.advanceTo(start + until);
        // Assess
        const due = after.filter((each) => each <= until).sort((a, b) => a - b);
        expect(ran).toEqual(due.map((each) => [each, each]));
        for (const each of after) clock.cancelTimer('note', String(each));
        clock.close();
      }),
      { numRuns: 20 },
    );
  });

  it('runs timers that timers set, when they fall due on the way', async () => {
    // Prepare
    const clock = startClock();
    const ran: number[] = [];
    clock.onTimer('chain', async (payload) => {
      const step = Number(payload);
      await delay(1);
      ran.push(clock.now() - START);
      clock.setTimer('chain', 'only', clock.now() + 10_000, step + 1);
    });
    clock.setTimer('chain', 'only', START + 10_000, 1);
    // Act
    await clock.advanceTo(START + 35_000);
    // Assess
    expect(ran).toEqual([10_000, 20_000, 30_000]);
    await clock.advanceTo(START + 40_000);
    expect(ran).toEqual([10_000, 20_000, 30_000, 40_000]);
  });

  it('lets others have their turn between timers that keep the processor busy', async () => {
    const clock = startClock();
    const happened: string[] = [];
    clock.onTimer('busy', (payload) => {
      const end = performance.now() + 30;
      while (performance.now() < end);
      happened.push(String(payload));
    });
    for (const id of [1, 2, 3, 4, 5, 6]) clock.setTimer('busy', `${id}`, START + id, id);

    setImmediate(() => happened.push('request'));
    await clock.advanceTo(START + 1000);

    expect(happened.at(-1)).toBe('6');
    expect(happened).toContain('request');
  });

  it('waits for work in hand, and goes on when work fails', async () => {
    // Prepare
    const failures: string[] = [];
    const clock = startClock({ onError: (kind, error) => failures.push(`${kind}: ${error}`) });
    const ran: string[] = [];
    clock.onTimer('fails', () => {
      throw new Error('broken');
    });
    clock.onTimer('slow', async () => {
      await delay(5);
      ran.push('slow');
    });
    clock.setTimer('fails', 'a', START + 1);
    clock.setTimer('slow', 'a', START + 2);
    // Act
    await clock.advanceTo(START + 2);
    // Assess
    expect(ran).toEqual(['slow']);
    expect(failures).toEqual(['fails: Error: broken']);
    await clock.advanceTo(START + 10);
    expect(failures).toHaveLength(1);
  });
});

describe('work in hand', () => {
  it('stops time while it is advanced, and may set timers that fall due on the way', async () => {
    // Prepare
    const clock = startClock();
    const told: string[] = [];
    const tell = (what: string): unknown => told.push(`${what} at ${clock.now() - START}`);
    clock.onTimer('begin', () => {
      clock.during(
        delay(20).then(() => {
          tell('ended');
          clock.setTimer('then', 'only', clock.now() + 1_000);
        }),
      );
    });
    clock.onTimer('then', () => void tell('then'));
    clock.onTimer('later', () => void tell('later'));
    clock.setTimer('begin', 'only', START + 10_000);
    clock.setTimer('later', 'only', START + 12_000);
    // Act
    await clock.advanceTo(START + 20_000);
    // Assess
    expect(told).toEqual(['ended at 10000', 'then at 11000', 'later at 12000']);
  });

  it('that fails is over, too', async () => {
    const clock = startClock();
    clock.during(Promise.reject(new Error('broken')));

    await clock.advanceTo(START + 1_000);

    expect(clock.now()).toBe(START + 1_000);
  });

  it('holds up no other timer in real time', async () => {
    const clock = startClock();
    let finish: (() => void) | undefined;
    clock.during(
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
    );
    const fired = new Promise<void>((resolve) => clock.onTimer('note', () => resolve()));
    clock.setTimer('note', 'only', clock.now());

    await fired;

    expect(clock.hasTimer('note', 'only')).toBe(true);
    finish?.();
    await clock.advanceTo(START + 1);
    expect(clock.hasTimer('note', 'only')).toBe(false);
  });
});

describe('timers', () => {
  it('are moved by setting them again, and gone when cancelled', async () => {
    // Prepare
    const clock = startClock();
    const ran: unknown[] = [];
    clock.onTimer('note', (payload) => {
      ran.push(payload);
    });
    clock.setTimer('note', 'moved', START + 10, 'early');
    clock.setTimer('note', 'moved', START + 30, 'late');
    clock.setTimer('note', 'cancelled', START + 10, 'never');
    clock.cancelTimer('note', 'cancelled');
    // Act and assess
    await clock.advanceTo(START + 20);
    expect(ran).toEqual([]);
    await clock.advanceTo(START + 30);
    expect(ran).toEqual(['late']);
  });

  it('are part of the transaction that sets them', async () => {
    // Prepare
    const clock = startClock();
    const ran: unknown[] = [];
    clock.onTimer('note', (payload) => {
      ran.push(payload);
    });
    // Act
    expect(() =>
      test.store.write(() => {
        clock.setTimer('note', 'a', START + 10, 'undone');
        throw new Error('no');
      }),
    ).toThrow('no');
    await clock.advanceTo(START + 20);
    // Assess
    expect(ran).toEqual([]);
  });

  it('fire by themselves when real time comes', async () => {
    // Prepare
    const clock = startClock({ realNow: Date.now });
    const fired = new Promise<number>((resolve) => {
      clock.onTimer('note', () => resolve(clock.now()));
    });
    const due = clock.now() + 20;
    // Act
    clock.setTimer('note', 'a', due);
    // Assess
    expect(await fired).toBeGreaterThanOrEqual(due);
  });

  it('survive a restart, and wait for the service that owns them', async () => {
    // Prepare
    const before = startClock();
    before.setTimer('service:work', 'a', START + 10, { table: 'Orders' });
    before.close();
    const after = startClock();
    await after.advanceTo(START + 60);
    // Act
    const payload = await new Promise((resolve) => after.onTimer('service:work', resolve));
    // Assess
    expect(payload).toEqual({ table: 'Orders' });
  });

  it('ask for the service that owns them when they fall due', async () => {
    // Prepare
    const ran: string[] = [];
    const before = startClock();
    before.setTimer('service:work', 'a', START + 10);
    before.setTimer('nobody:work', 'a', START + 5);
    before.close();
    const asked: string[] = [];
    const after = startClock({
      loadKind: async (kind) => {
        asked.push(kind);
        if (kind === 'service:work') {
          after.onTimer(kind, () => {
            ran.push(`at ${after.now() - START}`);
          });
        }
      },
    });
    // Act
    await after.advanceTo(START + 60);
    // Assess
    expect(asked).toEqual(['nobody:work', 'service:work']);
    expect(ran).toEqual(['at 10']);
  });
});
