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
    expect(statesOf(before)).toEqual(['todo', 'todo', 'todo', 'todo', 'todo', 'todo']);
    expect(before.remaining).toEqual([]);

    await runTo(lab, 'create-table');
    await (await entryOf('add-gsi').load()).build?.(lab, {});
    const during = await read();
    expect(statesOf(during).slice(1)).toEqual(['settling', 'todo', 'todo', 'todo', 'todo']);
    expect(during.remaining.map(({ kind }) => kind)).toEqual([
      'dynamodb-table',
      'scalable-target',
      'scalable-target',
    ]);

    await runTo(lab);
    expect(statesOf(await read())).toEqual(['done', 'done', 'done', 'todo', 'todo', 'done']);
    expect(statesOf(await read(['query']))).toEqual(['done', 'done', 'done', 'done', 'todo', 'done']);

    await cleanAll(lab);
    const after = await read(['query']);
    expect(statesOf(after)).toEqual(['todo', 'todo', 'todo', 'todo', 'todo', 'todo']);
    expect(after.remaining).toEqual([]);
  });
});
