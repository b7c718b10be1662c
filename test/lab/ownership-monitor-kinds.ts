/** How to make a foreign thing of each kind that monitor builds, and how to read all of it. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { ForeignKind } from './ownership-kinds.js';

const BODY = { widgets: [{ type: 'text', properties: { markdown: "Somebody else's" } }] };

const alarm: ForeignKind = {
  async make(sandbox, AlarmName, tags) {
    await sandbox.client(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Somebody',
        MetricName: 'Else',
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 7,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  },
  async describe(sandbox, name) {
    const client = sandbox.client(CloudWatchClient);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    const [{ AlarmArn, AlarmConfigurationUpdatedTimestamp, Threshold, MetricName } = {}] = MetricAlarms;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
    return { AlarmArn, AlarmConfigurationUpdatedTimestamp, Threshold, MetricName, Tags };
  },
  isMeant: (name, input) => JSON.stringify(input).includes(`"${name}"`),
};

const dashboard: ForeignKind = {
  async make(sandbox, DashboardName, tags) {
    await sandbox.client(CloudWatchClient).send(
      new PutDashboardCommand({
        DashboardName,
        DashboardBody: JSON.stringify(BODY),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  },
  async describe(sandbox, DashboardName) {
    const client = sandbox.client(CloudWatchClient);
    const { DashboardArn, DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: DashboardArn }));
    return { DashboardArn, DashboardBody, Tags };
  },
  isMeant: (name, input) => JSON.stringify(input).includes(`"${name}"`),
};

export const MONITOR_KINDS: Readonly<Record<string, ForeignKind>> = {
  'cloudwatch-alarm': alarm,
  'cloudwatch-dashboard': dashboard,
};
