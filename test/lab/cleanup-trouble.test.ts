/** Cleanup while AWS refuses, fails or is slow: it removes what it can, and says what is left and why. */
import { setTimeout } from 'node:timers/promises';
import {
  ApplicationAutoScalingClient,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CleanupItem, cleanUp, planCleanup, remainingOf } from '../../src/lab/cleanup.js';
import { STEPS } from '../../src/steps/index.js';
import { offlineLab, openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, runTo } from '../support/steps.js';
import { accessDenied, intercept, refusal } from './aws-answers.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

/** How often the SDK itself tries. */
const SDK_ATTEMPTS = 4;
/** Attempts in a row that go wrong. */
const MANY = 3 * SDK_ATTEMPTS;
const MINUTE = 60_000;
let labs = 0;

async function builtLab(): Promise<TestLab> {
  labs += 1;
  const opened = await openTestLab(sandbox, { prefix: `c${labs}-` });
  await runTo(opened.lab, 'create-table');
  return opened;
}

function countOf({ calls }: TestLab, wanted: string): number {
  return calls.filter(({ operation }) => operation === wanted).length;
}

describe('what cannot be looked at', () => {
  it('is told with its reason and kept with what it stands on, and the rest goes', async () => {
    const { lab } = await builtLab();
    let denied = true;
    /** The target of reads, which is looked at first. */
    let first: string | undefined;
    intercept<ListTagsForResourceRequest, ListTagsForResourceResponse>(
      lab,
      ApplicationAutoScalingClient,
      'ListTagsForResource',
      async (input, next) => {
        first ??= input.ResourceARN;
        if (denied && input.ResourceARN === first) {
          throw accessDenied('application-autoscaling:ListTagsForResource');
        }
        return next(input);
      },
    );
    const name = `table/${lab.names.table}:dynamodb:table:ReadCapacityUnits`;
    const because = expect.stringMatching(
      /^it could not be looked for\. You are not allowed to perform application-autoscaling:ListTagsForResource\./,
    );

    const plan = await planCleanup(lab, STEPS);
    const { result, removals, remaining } = await cleanAll(lab);

    expect(remainingOf(plan)).toContainEqual({ kind: 'scalable-target', name, because });
    expect(result).toBe('leftovers');
    expect(removals.map((removal) => removal.result)).toEqual(['failed', 'deleted', 'failed']);
    expect(remaining.map((left) => [left.name, left.because])).toEqual([
      [name, because],
      [lab.names.table, `${name} must go first, and did not`],
    ]);
    denied = false;
    expect(await cleanAll(lab)).toMatchObject({ result: 'clean', remaining: [] });
  });

  it('is all there is when nobody is let in', async () => {
    const { lab } = await builtLab();
    const expired = refusal('ExpiredTokenException', 'The security token included in the request is expired');
    intercept(lab, DynamoDBClient, 'DescribeTable', () => Promise.reject(expired));

    await expect(planCleanup(lab, STEPS)).rejects.toBe(expired);
  });

  it('is all there is from the moment on when nobody is let in any more: nothing else is tried', async () => {
    const { lab, events } = offlineLab();
    const expired = refusal('ExpiredTokenException', 'The security token included in the request is expired');
    const asked: string[] = [];
    const thing = (name: string, after: readonly string[], remove: () => Promise<void>): CleanupItem => ({
      action: 'delete',
      found: { state: 'ours' },
      resource: {
        kind: 'thing',
        name,
        after,
        find: async () => {
          asked.push(name);
          return { state: 'ours' };
        },
        remove,
      },
    });
    const items = [
      thing('refused', [], () => Promise.reject(expired)),
      // Goes on for longer than the other, and is let in to the end.
      thing('slow', ['thing/base'], () => setTimeout(20)),
      thing('base', [], async () => {}),
    ];

    const { removals } = await cleanUp(lab, { items });

    expect(removals.map(({ name, result }) => [name, result])).toEqual([
      ['refused', 'failed'],
      ['slow', 'deleted'],
      ['base', 'failed'],
    ]);
    expect(asked.sort()).toEqual(['refused', 'slow']);
    expect(events.filter(({ event }) => event === 'error')).toHaveLength(1);
  });

  it('is all there is when nobody answers', async () => {
    const { lab } = offlineLab({ endpoint: 'http://127.0.0.1:1' });

    await expect(planCleanup(lab, STEPS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('what passes', () => {
  it.each([
    ['error', 'dynamodb', 'DescribeTable'],
    ['error', 'application-autoscaling', 'DeregisterScalableTarget'],
    ['throttle', 'dynamodb', 'DeleteTable'],
  ] as const)('is outlasted: %s of %s:%s', async (effect, service, operation) => {
    const opened = await builtLab();
    sandbox.server.faults.set([{ effect, service, operation, times: MANY }]);

    const outcome = await cleanAll(opened.lab);

    expect(outcome).toMatchObject({ result: 'clean', remaining: [] });
    expect(outcome.removals.map(({ result }) => result)).toEqual(['deleted', 'deleted', 'deleted']);
    expect(countOf(opened, operation)).toBeGreaterThan(MANY / SDK_ATTEMPTS);
  });

  it('and does not in minutes, is left and told', async () => {
    const { lab } = await builtLab();
    const startedAt = lab.clock.now();
    sandbox.server.faults.set([
      { effect: 'error', operation: 'DeregisterScalableTarget', times: Number.MAX_SAFE_INTEGER },
    ]);

    const { result, removals, remaining } = await cleanAll(lab);
    sandbox.server.faults.set([]);

    expect(result).toBe('leftovers');
    expect(removals.map((removal) => removal.result)).toEqual(['failed', 'failed', 'failed']);
    expect(remaining).toHaveLength(3);
    expect(remaining[0]?.because).toContain('Internal server error');
    expect(lab.clock.now() - startedAt).toBeGreaterThan(4 * MINUTE);
    expect(lab.clock.now() - startedAt).toBeLessThan(15 * MINUTE);
    await cleanAll(lab);
  });
});

describe('what does not pass', () => {
  it('is asked for once', async () => {
    const opened = await builtLab();
    intercept(opened.lab, DynamoDBClient, 'DeleteTable', () =>
      Promise.reject(accessDenied('dynamodb:DeleteTable')),
    );

    const { result, removals } = await cleanAll(opened.lab);

    expect(result).toBe('leftovers');
    expect(removals.at(-1)).toMatchObject({
      name: opened.lab.names.table,
      result: 'failed',
      because: expect.stringContaining('You are not allowed to perform dynamodb:DeleteTable.'),
    });
    expect(countOf(opened, 'DeleteTable')).toBe(1);
  });
});

describe('an index that is being built', () => {
  it('is deleted before its table, as soon as it is backfilling, which saves minutes', async () => {
    sandbox.server.hazards.set(['index-build']);
    const opened = await builtLab();
    const { lab, calls } = opened;
    await (await entryOf('add-gsi').load()).build?.(lab, {});
    const startedAt = lab.clock.now();

    const { result } = await cleanAll(lab);

    expect(result).toBe('clean');
    // What DynamoDB has refused meanwhile was asked again.
    const done = calls.filter(({ operation, error }) => /Table$/.test(operation) && error === undefined);
    const [deletedIndex, deletedTable] = done
      .filter(({ operation }) => !/^Describe/.test(operation))
      .slice(-2);
    expect(deletedIndex).toMatchObject({
      operation: 'UpdateTable',
      input: { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: lab.names.customerIndex } }] },
    });
    expect(deletedTable).toMatchObject({ operation: 'DeleteTable' });
    // To build it takes eight minutes at least.
    expect(lab.clock.now() - startedAt).toBeLessThan(3 * MINUTE);
  });
});
