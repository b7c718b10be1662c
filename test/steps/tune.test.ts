/** The step tune: what it shows holds on what the steps have built. How each claim fails: `tune.long.test.ts`. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { failed, runOnly, runTo } from '../support/steps.js';
import { runTune } from './tune-support.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await runTo((await openTestLab(sandbox)).lab, 'seed');
});
afterEach(() => sandbox.server.faults.set([]));
afterAll(() => sandbox.close());

it('auto scaling follows the load, and is shown again without a new one', async () => {
  const { lab, events } = await openTestLab(sandbox);

  const outcome = await runOnly(lab, 'tune');
  // More often than the SDK sends a call again: as where a class shares the quotas of an account.
  const throttled = ['DescribeScalingActivities', 'GetMetricData'];
  sandbox.server.faults.set(throttled.map((operation) => ({ effect: 'throttle', operation, times: 6 })));
  const again = await runTune(lab, {});

  expect(outcome).toMatchObject({ result: 'done' });
  const chart = events.find((event) => event.event === 'evidence' && event.kind === 'chart');
  expect(chart).toMatchObject({
    data: {
      series: [
        { name: 'consumed', draw: 'bar', values: expect.arrayContaining([8]) },
        { name: 'throttled', draw: 'bar' },
        { name: 'provisioned', draw: 'line', values: expect.arrayContaining([5, 12]) },
      ],
    },
  });
  expect(events).toContainEqual(
    expect.objectContaining({
      title: 'Scaling activities',
      data: expect.objectContaining({
        rows: expect.arrayContaining([
          [expect.any(String), 'Setting write capacity units to 12.', 'Successful', 'AlarmHigh'],
        ]),
      }),
    }),
  );
  const trends = events.flatMap((event) => (event.event === 'progress' ? [event.trend ?? []] : []));
  expect(trends).toContainEqual(expect.arrayContaining([5, 12]));
  expect(failed(again.checks)).toEqual([]);
  expect(again.checks.map(({ id }) => id)).not.toContain('near-target');
  expect(again.evidence[0]).toMatchObject({
    kind: 'chart',
    data: { caption: expect.stringContaining('no new one was begun') },
  });
});

it('costs are as DynamoDB charges, and told at the numbers of the learner', async () => {
  const { lab } = await openTestLab(sandbox);

  const { checks, evidence } = await runTune(lab, { skipScaling: true, ordersPerDay: 1_000_000 });

  expect(failed(checks)).toEqual([]);
  const rows = evidence.flatMap(({ kind, data }) => (kind === 'table' ? data.rows : []));
  expect(rows).toEqual(
    expect.arrayContaining([
      ['25 × PutItem', 25, 25, 30, expect.any(Number)],
      ['1 × BatchWriteItem', 1, 25, 30, expect.any(Number)],
      ["A customer's orders: Scan with a filter", 100, 25, 11, expect.any(Number)],
      ['the same: Query on an index', 25, 25, 3, expect.any(Number)],
      ['One order: GetItem', 1, 1, 0.5, expect.any(Number)],
      ['the same: GetItem, ConsistentRead', 1, 1, 1, expect.any(Number)],
      ['over-projected', 'whole orders (ALL)', 25, 3],
      ['sparse', 'keys of open ones (KEYS_ONLY)', 5, 0.5],
      ['Write an order: no index', 1, '$19.01', 17, '$8.07'],
    ]),
  );
  expect(evidence.at(-1)).toMatchObject({
    title: 'A month with 1,000,000 orders per day',
    data: { caption: expect.stringContaining('us-east-1 since 2024-11-01') },
  });
  const { TableNames } = await sandbox.client(DynamoDBClient).send(new ListTablesCommand({}));
  expect(TableNames).toEqual(['Orders']);
});
