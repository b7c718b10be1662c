/** What a role needs for CloudWatch: metrics are no resources, dashboards and alarms are. */
import {
  CloudWatchClient,
  GetDashboardCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { assume, createRole, putPolicy } from '../iam/making.js';

let sandbox: TestSandbox;
let client: CloudWatchClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  const role = await createRole(sandbox, 'Watcher');
  await putPolicy(
    sandbox,
    'Watcher',
    {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'Shop' } },
    },
    { Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'cloudwatch:*Dashboard',
      Resource: 'arn:aws:cloudwatch::111122223333:dashboard/Mine',
    },
  );
  client = sandbox.client(CloudWatchClient, await assume(sandbox, role));
});
afterAll(() => sandbox.close());

const MetricData = [{ MetricName: 'Sold', Value: 1 }];
const DashboardBody = '{"widgets":[]}';

it('lets a role do what its policies allow', async () => {
  const query = {
    Id: 'm',
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Sold' }, Period: 60, Stat: 'Sum' },
  };

  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 120_000),
      EndTime: new Date(Date.now() + 120_000),
      MetricDataQueries: [query],
    }),
  );
  await client.send(new PutDashboardCommand({ DashboardName: 'Mine', DashboardBody }));

  expect(MetricDataResults?.[0]?.Values).toEqual([1]);
});

it.each([
  [
    'another namespace',
    () => client.send(new PutMetricDataCommand({ Namespace: 'Other', MetricData })),
    'PutMetricData on resource: *',
  ],
  ['the list', () => client.send(new ListMetricsCommand({})), 'ListMetrics on resource: *'],
  [
    'another dashboard',
    () => client.send(new GetDashboardCommand({ DashboardName: 'Theirs' })),
    'GetDashboard on resource: arn:aws:cloudwatch::111122223333:dashboard/Theirs',
  ],
])('refuses it %s', async (_, call, what) => {
  await expect(call()).rejects.toThrow(`is not authorized to perform: cloudwatch:${what}`);
});
