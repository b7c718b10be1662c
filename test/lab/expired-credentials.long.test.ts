/** Temporary credentials that end in the middle: the lab stops at once, says so, and goes on with new ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toProblem } from '../../src/aws/explain.js';
import { planCleanup } from '../../src/lab/cleanup.js';
import { sweepByTags } from '../../src/resources/sweep.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runOnly } from '../support/steps.js';

const ENDED = 'The AWS credentials have expired.';
/** More than cleanup needs. */
const CLEANUP_CALLS = 600;
/** Calls that may be in flight when the session ends: all of these are refused. */
const AT_ONCE = 50;
/** Calls after which a session ends. */
const LASTS = [3, 25, 90];
/** So many calls more does each session of a cleanup last than the one before. */
const LONGER = 25;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  // So that there is something to wait for, too.
  sandbox.server.hazards.set(['table-lifecycle']);
});
afterAll(() => sandbox.close());

/** Every call but the first `lasts` is refused from now on. */
function sessionFor(lasts: number): void {
  sandbox.server.faults.set([{ effect: 'expire', from: lasts + 1, times: Number.MAX_SAFE_INTEGER }]);
}

function expiredCalls({ events }: TestLab): number {
  return events.filter((event) => event.event === 'call' && /^ExpiredToken/.test(event.error ?? '')).length;
}

describe('a session that ends', () => {
  it.each(STEPS.map(({ id }) => id))(
    'stops %s at once wherever it is, and the next one goes on',
    async (id) => {
      const wrong: string[] = [];
      let stopped = 0;
      for (const lasts of LASTS) {
        const opened = await openTestLab(sandbox);
        sessionFor(lasts);
        const { result, problem } = await runOnly(opened.lab, id);
        opened.lab.close();
        if (result === 'done') break;
        stopped += 1;
        if (problem?.message !== ENDED) {
          const checks = opened.events.filter((event) => event.event === 'check' && !event.ok);
          wrong.push(`${lasts}: ${problem?.message} ${problem?.because} ${JSON.stringify(checks)}`);
        }
        if (expiredCalls(opened) > AT_ONCE) wrong.push(`${lasts}: asked ${expiredCalls(opened)} times`);
      }
      sandbox.server.faults.set([]);
      const { lab } = await openTestLab(sandbox);
      const { result } = await runOnly(lab, id);
      lab.close();

      expect(wrong).toEqual([]);
      expect(stopped).toBeGreaterThan(0);
      expect(result).toBe('done');
    },
  );

  it('stops cleanup at once wherever it is, and the next one goes on from there', async () => {
    const wrong: string[] = [];
    let result = '';
    for (let lasts = LONGER; result !== 'clean' && lasts < CLEANUP_CALLS; lasts += LONGER) {
      const opened = await openTestLab(sandbox);
      const wouldBe = await planCleanup(opened.lab, STEPS, sweepByTags);
      sessionFor(lasts);
      try {
        const outcome = await cleanAll(opened.lab);
        result = outcome.result;
        const gone = outcome.removals.filter((removal) => removal.result === 'deleted').length;
        if (result !== 'clean' && gone + outcome.remaining.length !== wouldBe.items.length) {
          wrong.push(
            `${lasts}: ${gone} gone and ${outcome.remaining.length} left of ${wouldBe.items.length}`,
          );
        }
      } catch (error) {
        result = toProblem(error, opened.lab)?.message ?? String(error);
        if (result !== ENDED) wrong.push(`${lasts}: ${result}`);
      }
      const told = opened.events.filter((event) => event.event === 'error');
      if (result === 'leftovers' && (told.length !== 1 || told[0]?.message !== ENDED)) {
        wrong.push(`${lasts}: ${JSON.stringify(told)}`);
      }
      if (expiredCalls(opened) > AT_ONCE) wrong.push(`${lasts}: asked ${expiredCalls(opened)} times`);
      opened.lab.close();
      sandbox.server.faults.set([]);
    }
    sandbox.server.faults.set([]);

    expect(wrong).toEqual([]);
    expect(result).toBe('clean');
  });
});
