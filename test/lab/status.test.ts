import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatus, type Status } from '../../src/lab/status.js';
import type { StepId } from '../../src/lab/step.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

function statesOf({ steps }: Status): string[] {
  return steps.map(({ state }) => state);
}

describe('readStatus', () => {
  it('tells before, during and after what there is', async () => {
    const { lab } = await openTestLab(sandbox);
    const read = (proven: StepId[] = []): Promise<Status> => readStatus(lab, STEPS, new Set(proven));

    const before = await read();
    expect(new Set(statesOf(before))).toEqual(new Set(['todo']));
    expect(before.remaining).toEqual([]);

    await runTo(lab, 'create-table');
    await (await entryOf('add-gsi').load()).build?.(lab, {});
    const during = await read();
    expect(new Set(statesOf(during).slice(2))).toEqual(new Set(['todo']));
    expect(statesOf(during)[1]).toBe('settling');
    expect(during.remaining.map(({ kind }) => kind)).toEqual([
      'dynamodb-table',
      'scalable-target',
      'scalable-target',
    ]);

    await runTo(lab, 'transact');
    expect(statesOf(await read()).slice(0, 5)).toEqual(['done', 'done', 'done', 'todo', 'todo']);
    expect(statesOf(await read(['query'])).slice(0, 5)).toEqual(['done', 'done', 'done', 'done', 'todo']);

    await cleanAll(lab);
    const after = await read(['query']);
    expect(new Set(statesOf(after))).toEqual(new Set(['todo']));
    expect(after.remaining).toEqual([]);
  });
});
