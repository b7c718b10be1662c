/** Two learners in one account, at the same time and in bad weather. */
import { expect, inject, it } from 'vitest';
import { openTestLab, type TestLab } from '../support/lab.js';
import { failed, inspect } from '../support/steps.js';
import { inventoryOf } from './inventory.js';
import { tenthOfAllCalls, untilDone } from './soak.js';
import { attempt, attemptAll, type Ending, stepsUpTo } from './stages.js';
import { onCopy, templateOf } from './templates.js';

/** What comes after it measures units per minute, and labs of one sandbox move on the same clock. */
const LAST = 'build-api';

it('two labs are built at once, and the cleanup of one leaves the other whole', async () => {
  const { folder } = templateOf(inject('templates'), 'create-table');

  await onCopy(folder, async (sandbox) => {
    sandbox.server.faults.set(tenthOfAllCalls(1));
    const build = (testLab: TestLab): Promise<Ending> => attemptAll(testLab, LAST);
    await Promise.all([untilDone(sandbox, 'ada-', build), untilDone(sandbox, 'bob-', build)]);
    await untilDone(sandbox, 'ada-', (testLab) => attempt(testLab, 'cleanup'));

    const left = await onCopy(sandbox.folder, inventoryOf);
    expect(left.filter((line) => line.includes('ada-'))).toEqual([]);
    sandbox.server.faults.set([]);
    const { lab } = await openTestLab(sandbox, { prefix: 'bob-' });
    for (const id of stepsUpTo(LAST)) expect(failed(await inspect(lab, id))).toEqual([]);

    await untilDone(sandbox, 'bob-', (testLab) => attempt(testLab, 'cleanup'));
    expect(await inventoryOf(sandbox)).toEqual([]);
  });
});
