import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cleanUp, planCleanup } from '../../src/lab/cleanup.js';
import type { Found, Resource } from '../../src/lab/resource.js';
import type { StepEntry } from '../../src/lab/step.js';
import { Problem } from '../../src/problem.js';
import { offlineLab } from '../support/lab.js';

/** A made-up account: what exists, and what was removed, in order. */
interface Account {
  readonly things: Map<string, Found>;
  readonly removed: string[];
}

function accountWith(things: Record<string, Found>): Account {
  return { things: new Map(Object.entries(things)), removed: [] };
}

/** A promise that another part of a test fulfils. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

const OURS: Found = { state: 'ours', arn: 'arn:thing', createdAt: 0 };
const FOREIGN: Found = { state: 'foreign', because: 'it has no tag' };

function resourceOf(account: Account, name: string, after: string[], remove?: Resource['remove']): Resource {
  return {
    kind: 'thing',
    name,
    after: after.map((other) => `thing/${other}`),
    find: async () => account.things.get(name) ?? { state: 'absent' },
    remove:
      remove ??
      (async () => {
        account.removed.push(name);
        account.things.delete(name);
      }),
  };
}

function entriesOf(...resources: Resource[]): StepEntry[] {
  return [
    {
      id: 'create-table',
      title: '',
      summary: '',
      requires: [],
      cost: () => ({ perHour: [], once: [] }),
      takes: () => ({ from: 1, to: 2, because: '' }),
      load: async () => ({ input: z.object({}), calls: [], resources: () => resources }),
    },
  ];
}

/** A table, a target on it, and a policy on that. */
function stackOf(account: Account): StepEntry[] {
  return entriesOf(
    resourceOf(account, 'table', []),
    resourceOf(account, 'target', ['table']),
    resourceOf(account, 'policy', ['target']),
  );
}

describe('planCleanup', () => {
  it('lists what exists, what was built last first, with its age', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ table: OURS, policy: OURS });
    await lab.clock.sleep(90_000);

    const plan = await planCleanup(lab, stackOf(account));

    expect(plan.items.map(({ resource, age }) => [resource.name, age])).toEqual([
      ['table', 90_000],
      ['policy', 90_000],
    ]);
  });

  it('puts whatever is built upon a thing before it', async () => {
    const { lab } = offlineLab();

    const plan = await planCleanup(lab, stackOf(accountWith({ table: OURS, target: OURS, policy: OURS })));

    expect(plan.items.map(({ resource }) => resource.name)).toEqual(['policy', 'target', 'table']);
  });
});

describe('cleanUp', () => {
  it('removes everything of ours in order and says so', async () => {
    const { lab, events } = offlineLab();
    const account = accountWith({ table: OURS, target: OURS, policy: OURS });

    const outcome = await cleanUp(lab, await planCleanup(lab, stackOf(account)));

    expect(outcome).toMatchObject({ result: 'clean', remaining: [] });
    expect(account.removed).toEqual(['policy', 'target', 'table']);
    expect(events.at(-1)).toMatchObject({ event: 'step', step: 'cleanup', state: 'done' });
  });

  it('leaves alone what is foreign', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ table: FOREIGN, target: OURS });

    const outcome = await cleanUp(lab, await planCleanup(lab, stackOf(account)));

    expect(outcome.result).toBe('clean');
    expect(account.removed).toEqual(['target']);
    expect(outcome.removals).toContainEqual({
      kind: 'thing',
      name: 'table',
      result: 'left-alone',
      because: 'it has no tag',
    });
  });

  it('leaves alone what has become foreign since the plan', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ table: OURS });
    const plan = await planCleanup(lab, stackOf(account));
    account.things.set('table', FOREIGN);

    const outcome = await cleanUp(lab, plan);

    expect(outcome.removals).toMatchObject([{ result: 'left-alone' }]);
    expect(account.removed).toEqual([]);
  });

  it('is content with what has gone meanwhile', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ table: OURS });
    const plan = await planCleanup(lab, stackOf(account));
    account.things.clear();

    const outcome = await cleanUp(lab, plan);

    expect(outcome).toMatchObject({ result: 'clean', removals: [{ result: 'already-gone' }] });
  });

  it('holds up nothing for what takes long, but what that stands on', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ api: OURS, handler: OURS, table: OURS, target: OURS });
    const { promise: othersGone, resolve } = signal();
    const entries = entriesOf(
      resourceOf(account, 'handler', []),
      resourceOf(account, 'api', ['handler'], async () => {
        await othersGone;
        account.removed.push('api');
        account.things.delete('api');
      }),
      resourceOf(account, 'target', ['table']),
      resourceOf(account, 'table', [], async () => {
        account.removed.push('table');
        account.things.delete('table');
        resolve();
      }),
    );

    const outcome = await cleanUp(lab, await planCleanup(lab, entries));

    expect(outcome.result).toBe('clean');
    expect(account.removed).toEqual(['target', 'table', 'api', 'handler']);
  });

  it('that is interrupted says what is left', async () => {
    const { lab, events, interrupt } = offlineLab();
    const account = accountWith({ api: OURS, handler: OURS, table: OURS });
    const entries = entriesOf(
      resourceOf(account, 'handler', []),
      resourceOf(account, 'api', ['handler'], async () => {
        interrupt();
        lab.signal.throwIfAborted();
      }),
      resourceOf(account, 'table', []),
    );

    const { result, remaining } = await cleanUp(lab, await planCleanup(lab, entries));

    expect(result).toBe('interrupted');
    expect(account.removed).toEqual(['table']);
    expect(remaining).toMatchObject([
      { name: 'api', because: 'interrupted' },
      { name: 'handler', because: 'api must go first, and did not' },
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ text: 'Could not delete thing api: interrupted' }),
    );
  });

  it('goes on after a failure, keeps what the failed one stands on, and reports both', async () => {
    const { lab, events } = offlineLab();
    const account = accountWith({ table: OURS, target: OURS, other: OURS });
    const entries = entriesOf(
      resourceOf(account, 'table', []),
      resourceOf(account, 'target', ['table'], () =>
        Promise.reject(new Problem('It is stuck.', { next: 'Pull.' })),
      ),
      resourceOf(account, 'other', []),
    );

    const outcome = await cleanUp(lab, await planCleanup(lab, entries));

    expect(outcome.result).toBe('leftovers');
    expect(account.removed).toEqual(['other']);
    expect(outcome.remaining.map(({ name }) => name).sort()).toEqual(['table', 'target']);
    expect(outcome.removals).toContainEqual(
      expect.objectContaining({ name: 'target', result: 'failed', because: 'It is stuck. Pull.' }),
    );
    expect(events.at(-1)).toMatchObject({ step: 'cleanup', state: 'failed' });
  });

  it('looks again, and does not believe a removal that has not happened', async () => {
    const { lab } = offlineLab();
    const account = accountWith({ table: OURS });
    const entries = entriesOf(resourceOf(account, 'table', [], async () => undefined));

    const outcome = await cleanUp(lab, await planCleanup(lab, entries));

    expect(outcome).toMatchObject({ result: 'leftovers', remaining: [{ name: 'table', arn: 'arn:thing' }] });
  });

  it('stops when interrupted', async () => {
    const { lab, interrupt } = offlineLab();
    const account = accountWith({ table: OURS, target: OURS });
    const entries = entriesOf(
      resourceOf(account, 'table', []),
      resourceOf(account, 'target', ['table'], async () => {
        interrupt();
        lab.signal.throwIfAborted();
      }),
    );

    const outcome = await cleanUp(lab, await planCleanup(lab, entries));

    expect(outcome.result).toBe('interrupted');
    expect(account.removed).toEqual([]);
  });
});
