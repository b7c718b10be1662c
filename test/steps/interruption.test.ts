/** Stopped after any call that builds something, a lab converges when run again, and cleanup empties it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/lab/events.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const READS = /^(Describe|List|Get|Query|Scan)/;

/** Runs every step that builds and stops it when the k-th changing call begins or ends; false: there were fewer. */
async function runAndStop(k: number, when: LabEvent['event']): Promise<boolean> {
  let seen = 0;
  const opened = await openTestLab(sandbox, {
    onEvent: (event) => {
      if (event.event !== 'call' && event.event !== 'call-started') return;
      if (event.event !== when || READS.test(event.operation)) return;
      seen += 1;
      if (seen === k) opened.interrupt();
    },
  });
  const outcome = await runTo(opened.lab, 'query');
  opened.lab.close();
  expect(outcome.result).toBe(seen >= k ? 'interrupted' : 'done');
  return seen >= k;
}

describe('a lab that is stopped', () => {
  it('after any changing call converges when run again', async () => {
    const { lab } = await openTestLab(sandbox);
    let stopped = 0;
    while (await runAndStop(stopped + 1, 'call')) {
      stopped += 1;
      expect(await runTo(lab, 'query')).toMatchObject({ result: 'done' });
      expect(await cleanAll(lab)).toMatchObject({ result: 'clean', remaining: [] });
    }
    await cleanAll(lab);

    // CreateTable, UpdateTable for the index, four targets with their policies, three puts, one batch.
    expect(stopped).toBe(14);
  });

  it('in the middle of any changing call is emptied by cleanup', async () => {
    const { lab } = await openTestLab(sandbox);
    let stopped = 0;
    while (await runAndStop(stopped + 1, 'call-started')) {
      stopped += 1;
      expect(await cleanAll(lab)).toMatchObject({ result: 'clean', remaining: [] });
    }
    await cleanAll(lab);

    expect(stopped).toBe(14);
  });
});
