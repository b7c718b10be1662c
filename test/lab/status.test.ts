import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runnerPolicy } from '../../src/doctor/runner-policy.js';
import { readStatus, type Status } from '../../src/lab/status.js';
import type { StepId } from '../../src/lab/step.js';
import { sweepByTags } from '../../src/resources/sweep.js';
import { setLearnerPolicy } from '../../src/sandbox/client.js';
import { STEPS } from '../../src/steps/index.js';
import { statusLines } from '../../src/ui/status-view.js';
import { createTheme } from '../../src/ui/theme.js';
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

  it('tells what was not searched, and a person reads it', async () => {
    const { lab } = await openTestLab(sandbox);
    const place = { ...sandbox.connection, partition: 'aws' };
    const { Version, Statement } = runnerPolicy(lab.names, place);
    const seeing = Statement.map((each) => ({
      ...each,
      Action: each.Action.filter((action) => action !== 'tag:GetResources'),
    }));
    await setLearnerPolicy(sandbox.connection, { Version, Statement: seeing });

    const status = await readStatus(lab, STEPS, new Set(), sweepByTags);

    expect(status.incomplete).toContain('You are not allowed to perform tag:GetResources.');
    const theme = createTheme({ color: false, unicode: true });
    expect(statusLines(status, 'Go on.', 80, theme).join(' ')).toContain('There may be more.');
  });
});
