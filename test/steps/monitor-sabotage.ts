/** What somebody may do to what monitor has built, behind its back. */
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { TestSandbox } from '../support/sandbox.js';

const DASHBOARD = 'OrdersLab-us-east-1';

interface Body {
  widgets: { type: string; y?: number; properties: Record<string, unknown> }[];
}

export interface Saboteur {
  /** Puts an alarm of the lab anew, with some of its settings changed. */
  changeAlarm(subject: string, changes: Partial<PutMetricAlarmInput>): Promise<void>;
  deleteAlarm(subject: string): Promise<void>;
  changeDashboard(change: (widgets: Body['widgets']) => Body['widgets']): Promise<void>;
  deleteDashboard(): Promise<void>;
  titles(): Promise<unknown[]>;
}

/** For a lab without a prefix. */
export function saboteurOf(sandbox: TestSandbox): Saboteur {
  const client = sandbox.client(CloudWatchClient);
  const readBody = async (): Promise<Body> => {
    const { DashboardBody = '' } = await client.send(new GetDashboardCommand({ DashboardName: DASHBOARD }));
    return JSON.parse(DashboardBody);
  };
  return {
    async changeAlarm(subject, changes) {
      const AlarmNames = [`orders-${subject}`];
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames }));
      const [{ AlarmName, Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period } = {}] =
        MetricAlarms;
      const [{ EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold, TreatMissingData } = {}] =
        MetricAlarms;
      await client.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace,
          MetricName,
          Dimensions,
          Statistic,
          ExtendedStatistic,
          Period,
          EvaluationPeriods,
          DatapointsToAlarm,
          ComparisonOperator,
          Threshold,
          TreatMissingData,
          ...changes,
        }),
      );
    },
    async deleteAlarm(subject) {
      await client.send(new DeleteAlarmsCommand({ AlarmNames: [`orders-${subject}`] }));
    },
    async changeDashboard(change) {
      const body = await readBody();
      const DashboardBody = JSON.stringify({ ...body, widgets: change(body.widgets) });
      await client.send(new PutDashboardCommand({ DashboardName: DASHBOARD, DashboardBody }));
    },
    async deleteDashboard() {
      await client.send(new DeleteDashboardsCommand({ DashboardNames: [DASHBOARD] }));
    },
    async titles() {
      return (await readBody()).widgets.map(({ properties }) => properties.title);
    },
  };
}

/** What somebody may do, the checks that fail from then on, and the calls that put it right. */
export type Sabotage = readonly [
  what: string,
  sabotage: (saboteur: Saboteur) => Promise<void>,
  checks: readonly string[],
  repair: readonly string[],
];

export const SABOTAGES: readonly Sabotage[] = [
  [
    'an alarm without the dimension that its metric has',
    ({ changeAlarm }) =>
      changeAlarm('system-errors-query', { Dimensions: [{ Name: 'TableName', Value: 'Orders' }] }),
    ['alarm-system-errors-query'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm on another statistic',
    ({ changeAlarm }) => changeAlarm('table-reads', { Statistic: 'Average' }),
    ['alarm-table-reads'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm with a threshold that no units make',
    ({ changeAlarm }) => changeAlarm('table-writes', { Threshold: 250 }),
    ['alarm-table-writes'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm with a threshold of more units than auto scaling goes to',
    ({ changeAlarm }) => changeAlarm('index-reads', { Threshold: 51 * 48 }),
    ['alarm-index-reads'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm that takes missing data for bad news',
    ({ changeAlarm }) => changeAlarm('stream-processor-errors', { TreatMissingData: 'breaching' }),
    ['alarm-stream-processor-errors'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm that goes off below its threshold',
    ({ changeAlarm }) => changeAlarm('api-latency', { ComparisonOperator: 'LessThanThreshold' }),
    ['alarm-api-latency'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm of five minutes',
    ({ changeAlarm }) => changeAlarm('api-5xx', { Period: 300 }),
    ['alarm-api-5xx'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm that tells somebody',
    ({ changeAlarm }) =>
      changeAlarm('api-function-errors', { AlarmActions: ['arn:aws:sns:us-east-1:111122223333:boss'] }),
    ['alarm-api-function-errors'],
    ['PutMetricAlarm'],
  ],
  [
    'an alarm that was deleted',
    ({ deleteAlarm }) => deleteAlarm('index-writes-throttled'),
    ['ownership', 'alarm-index-writes-throttled'],
    ['PutMetricAlarm'],
  ],
  [
    'a widget that was deleted',
    ({ changeDashboard }) => changeDashboard((widgets) => widgets.slice(1)),
    ['widget-1'],
    ['PutDashboard'],
  ],
  [
    'a widget that shows something else',
    ({ changeDashboard }) =>
      changeDashboard((widgets) =>
        widgets.map((widget) =>
          widget.properties.title === 'Functions'
            ? { ...widget, properties: { ...widget.properties, metrics: [['AWS/Lambda', 'Duration']] } }
            : widget,
        ),
      ),
    ['widget-7'],
    ['PutDashboard'],
  ],
  [
    'a widget that was moved',
    ({ changeDashboard }) =>
      changeDashboard((widgets) =>
        widgets.map((widget, index) => (index === 0 ? { ...widget, y: 90 } : widget)),
      ),
    ['widget-1'],
    ['PutDashboard'],
  ],
];
