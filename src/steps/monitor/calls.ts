/** Every call that the step may make, by what it is about. */
import type { ApiCall } from '../../lab/step.js';

const ALARMS: readonly ApiCall[] = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:ListTagsForResource',
  'cloudwatch:PutMetricAlarm',
  'cloudwatch:DescribeAlarmHistory',
];

const DASHBOARD: readonly ApiCall[] = ['cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'];

const RECENT: readonly ApiCall[] = ['cloudwatch:GetMetricData', 'logs:FilterLogEvents'];

const TABLE: readonly ApiCall[] = ['dynamodb:DescribeTable', 'dynamodb:BatchGetItem'];

export const CALLS: readonly ApiCall[] = [...ALARMS, ...DASHBOARD, ...RECENT, ...TABLE];
