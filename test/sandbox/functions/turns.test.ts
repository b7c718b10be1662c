import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type TurnLimits, Turns } from '../../../src/sandbox/functions/turns.js';

/** Nobody loses patience. */
const NEVER = 2 ** 31 - 1;

const made: Turns[] = [];
afterEach(() => {
  for (const turns of made.splice(0)) turns.close(new Error('over'));
  vi.useRealTimers();
});

interface Line {
  readonly turns: Turns;
  /** What has its turn, in the order in which it came to it. */
  readonly begun: string[];
  /** Asks for a turn: `a1` is of the deployment `a`. */
  ask(name: string): Promise<void>;
  /** Whoever has their turn lately has come to it. */
  settled(): Promise<void>;
}

function line(limits: Partial<TurnLimits>): Line {
  const turns = new Turns({ usual: 2, most: 4, patience: NEVER, ...limits });
  made.push(turns);
  const begun: string[] = [];
  return {
    turns,
    begun,
    ask: (name) => {
      const begins = turns.begin(name.slice(0, 1)).then(() => void begun.push(name));
      // Those that still wait at the end of a test are refused.
      begins.catch(() => undefined);
      return begins;
    },
    settled: async () => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
  };
}

describe('turns', () => {
  it('are for so many at once, and then go in order', async () => {
    const { turns, begun, ask, settled } = line({});
    for (const name of ['a1', 'a2', 'a3', 'a4']) void ask(name);
    await settled();
    expect(begun).toEqual(['a1', 'a2']);

    turns.end('a');
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'a3']);
  });

  it('stay with a deployment that has work, though not for ever', async () => {
    const { turns, begun, ask, settled } = line({ usual: 1 });
    for (const name of ['a1', 'b1', 'a2', 'a3']) void ask(name);
    await settled();
    for (const deployment of ['a', 'a', 'b']) {
      turns.end(deployment);
      await settled();
    }

    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('become more where nobody is done for a while, up to what the machine bears', async () => {
    vi.useFakeTimers();
    const { begun, ask, settled } = line({ patience: 100 });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void ask(name);

    await vi.advanceTimersByTimeAsync(100);
    const soon = [...begun];
    await vi.advanceTimersByTimeAsync(1000);
    await settled();

    expect(soon).toEqual(['a1', 'a2', 'a3']);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('are refused once it is over', async () => {
    const { turns, ask } = line({ usual: 1 });
    await ask('a1');
    const waiting = ask('a2');

    turns.close(new Error('over'));

    await expect(waiting).rejects.toThrow('over');
    await expect(ask('a3')).rejects.toThrow('over');
  });

  it('come to everybody, and never to more than may run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (deployments, usual) => {
          const turns = new Turns({ usual, most: usual, patience: NEVER });
          let running = 0;
          let most = 0;
          await Promise.all(
            deployments.map(async (deployment) => {
              await turns.begin(deployment);
              running += 1;
              most = Math.max(most, running);
              await Promise.resolve();
              running -= 1;
              turns.end(deployment);
            }),
          );
          expect(most).toBeLessThanOrEqual(usual);
          expect(running).toBe(0);
        },
      ),
    );
  });
});
