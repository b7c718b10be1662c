/** monitor: what it builds, what follows the capacity, whose dashboards it leaves alone, and an alarm that goes off. */
import {
  CloudWatchClient,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check, Evidence } from '../../src/lab/events.js';
import { dashboardOf, namesFor } from '../../src/lab/names.js';
import { LAB_TAG, OWNER_TAG, tagList } from '../../src/lab/ownership.js';
import { alarmResource } from '../../src/resources/alarm.js';
import { dashboardResource } from '../../src/resources/dashboard.js';
import { foreignKindOf, type Tags } from '../lab/ownership-kinds.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, demonstrate, entryOf, failed, inspect, runTo } from '../support/steps.js';

/** Virtual milliseconds until a change to a table has taken effect. */
const TAKES_EFFECT = 5_000;

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'add-gsi');
});
afterAll(() => sandbox.close());

/** Without the proof. @returns the operations that changed something. */
async function build(): Promise<string[]> {
  const done = opened.calls.length;
  await (await entryOf('monitor').load()).build?.(opened.lab, {});
  const operations = opened.calls.slice(done).map(({ operation }) => operation);
  return operations.filter((operation) => !/^(Describe|List|Get)/.test(operation));
}

it('builds 18 alarms and a dashboard, checked one by one, and nothing the second time', async () => {
  const before = await inspect(opened.lab, 'monitor');
  const first = await build();
  const after = await inspect(opened.lab, 'monitor');

  expect(failed(before)).toHaveLength(before.length);
  expect(first).toEqual([...Array.from({ length: 18 }, () => 'PutMetricAlarm'), 'PutDashboard']);
  expect(failed(after)).toEqual([]);
  expect(after).toHaveLength(1 + 18 + 10);
  expect(await build()).toEqual([]);
});

it('tells of every alarm what makes it go off, and its state beside that', async () => {
  const checks = await inspect(opened.lab, 'monitor');

  const words = (id: string): string => checks.find((check) => check.id === id)?.actual ?? '';
  expect(words('alarm-table-reads')).toMatch(
    /^Sum of AWS\/DynamoDB ConsumedReadCapacityUnits \(TableName=Orders\) in 60 s > 240, in 1 of 5; missing data: notBreaching; no actions; now /,
  );
  expect(words('alarm-index-writes')).toContain('(GlobalSecondaryIndexName=CustomerIndex, TableName=Orders)');
  expect(words('alarm-system-errors-query')).toContain('(Operation=Query, TableName=Orders)');
  expect(words('alarm-api-5xx')).toContain('(ApiName=OrdersAPI, Stage=dev)');
});

it('sets an alarm off by reads and lets it calm down, and shows why it did', async () => {
  const done = opened.calls.length;

  const said: (Check | Evidence)[] = [];
  const step = await entryOf('monitor').load();
  for await (const each of step.demonstrate?.(opened.lab, { skipAlarm: false }) ?? []) said.push(each);

  expect(said.flatMap((each) => ('claim' in each ? [`${each.id} ${each.ok}`] : []))).toEqual([
    'alarm-calm true',
    'alarm-load true',
    'alarm-fires true',
    'alarm-recovers true',
  ]);
  expect(said.find((each) => 'kind' in each && each.kind === 'table')).toMatchObject({
    data: {
      rows: [
        [expect.any(String), 'OK → ALARM', expect.stringMatching(/300$/)],
        [expect.any(String), 'ALARM → OK', '0, 0, 0, 0, 0'],
      ],
    },
  });
  expect(said.find((each) => 'kind' in each && each.kind === 'text')).toMatchObject({
    data: { text: expect.stringMatching(/300\.0.* was greater than the threshold \(240\.0\)/) },
  });
  const [reads] = said.flatMap((each) => ('kind' in each && each.kind === 'chart' ? [each] : []));
  const used = reads?.data.series.find(({ name }) => name === 'used')?.values ?? [];
  // 300 units in a minute are 5 a second.
  expect(Math.max(...used.map((value) => value ?? 0))).toBeGreaterThanOrEqual(5);
  expect(opened.calls.slice(done).map(({ operation }) => operation)).not.toContain('SetAlarmState');
});

it('leaves that out where it is asked to', async () => {
  const done = opened.calls.length;

  expect(await demonstrate(opened.lab, 'monitor', { monitor: { skipAlarm: true } })).toEqual([]);

  expect(opened.calls.slice(done).map(({ operation }) => operation)).not.toContain('BatchGetItem');
});

it('takes thresholds for right that were so before auto scaling, and sets them anew when it is run again', async () => {
  const ProvisionedThroughput = { ReadCapacityUnits: 10, WriteCapacityUnits: 10 };
  const command = new UpdateTableCommand({ TableName: 'Orders', ProvisionedThroughput });
  await sandbox.client(DynamoDBClient).send(command);
  await sandbox.advance(TAKES_EFFECT);

  const told = failed(await inspect(opened.lab, 'monitor'));
  const changes = await build();
  const checks = await inspect(opened.lab, 'monitor');

  expect(told).toEqual([]);
  expect(changes).toEqual(['PutMetricAlarm', 'PutMetricAlarm']);
  expect(checks.find(({ id }) => id === 'alarm-table-writes')?.actual).toContain('> 480,');
});

it('is removed to the last alarm, but for the dashboard of a lab of that name in another region', async () => {
  const client = sandbox.client(CloudWatchClient);
  const DashboardName = 'OrdersLab-eu-west-1';
  const DashboardBody = JSON.stringify({ widgets: [] });
  const Tags = tagList(opened.lab.ownership);
  await client.send(new PutDashboardCommand({ DashboardName, DashboardBody, Tags }));
  const done = opened.calls.length;

  const { result, removals } = await cleanAll(opened.lab);

  expect(result).toBe('clean');
  expect(removals.filter(({ kind }) => kind === 'cloudwatch-alarm')).toHaveLength(18);
  const { DashboardArn } = await client.send(new GetDashboardCommand({ DashboardName }));
  const { Tags: kept } = await client.send(new ListTagsForResourceCommand({ ResourceARN: DashboardArn }));
  expect(kept).toEqual(Tags);
  // CloudWatch takes three such calls a second.
  const deletions = opened.calls.slice(done).filter(({ operation }) => operation === 'DeleteAlarms');
  expect(deletions.length).toBeLessThan(6);
});

const ME = 'arn:aws:iam::111122223333:user/learner';
const BOB = 'arn:aws:iam::111122223333:user/bob';

describe.each<[string, string, (labId: string) => Tags]>([
  ['nobody', 'n-', () => ({})],
  ['another owner', 'o-', (labId) => ({ [LAB_TAG]: labId, [OWNER_TAG]: BOB })],
  ['another lab of the same owner', 'l-', () => ({ [LAB_TAG]: 'other-', [OWNER_TAG]: ME })],
])('what belongs to %s', (_, prefix, tagsFor) => {
  it.each([
    ['alarm', alarmResource(`${prefix}a-orders-api-latency`)],
    ['dashboard', dashboardResource(dashboardOf(namesFor(`${prefix}d-`), 'us-east-1'))],
  ])('is left as it is: %s', async (what, resource) => {
    const { lab, calls } = await openTestLab(sandbox, { prefix: `${prefix}${what.charAt(0)}-` });
    const { make, describe: describeIt, isMeant } = foreignKindOf(resource);
    await make(sandbox, resource.name, tagsFor(lab.names.labId));
    const before = await describeIt(sandbox, resource.name);

    const building = Promise.resolve((await entryOf('monitor').load()).build?.(lab, {}));
    await expect(building).rejects.toThrow(`${resource.name} that this lab must not touch`);
    const { result, removals } = await cleanAll(lab);

    expect(result).toBe('clean');
    expect(removals).toContainEqual(
      expect.objectContaining({ kind: resource.kind, name: resource.name, result: 'left-alone' }),
    );
    expect(await describeIt(sandbox, resource.name)).toEqual(before);
    const changes = calls.filter(({ operation }) => /^(Put|Delete)/.test(operation));
    expect(changes.filter(({ input }) => isMeant(resource.name, input))).toEqual([]);
    // Of alarms, all are looked at before any is made.
    expect(changes.some(({ operation }) => operation === 'PutMetricAlarm')).toBe(what === 'dashboard');
  });
});
