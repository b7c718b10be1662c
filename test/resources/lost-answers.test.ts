/** A call that was done and whose answer was lost is sent again by the SDK: its own doing is not somebody else's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const BUILDING = ['CreateTable', 'UpdateTable', 'RegisterScalableTarget', 'PutScalingPolicy'];
const REMOVING = ['DeregisterScalableTarget', 'DeleteTable'];

it.each([...BUILDING, ...REMOVING])('%s, done twice, is seen to be done', async (operation) => {
  const { lab } = await openTestLab(sandbox);
  const lost: string[] = [];
  sandbox.server.faults.set([{ effect: 'error', when: 'after', operation }], (call) =>
    lost.push(call.operation),
  );

  expect(await runTo(lab, 'add-gsi')).toMatchObject({ result: 'done' });
  expect(await cleanAll(lab)).toMatchObject({ result: 'clean' });

  expect(lost).toEqual([operation]);
});
