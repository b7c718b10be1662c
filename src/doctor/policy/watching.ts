/** What the policy allows of alarms, the dashboard and logs, and of looking for what may be there. */
import { alarmOf, dashboardOf, logGroupOf, type Names } from '../../lab/names.js';
import { arnIn, globalArnIn, type Place } from '../../resources/arns.js';
import type { Statement } from '../../resources/policy-document.js';
import { identityOf } from '../../resources/scaling.js';
import { scalingOf } from '../../steps/orders-table.js';
import { roleArns } from './roles.js';

export function watching(names: Names, place: Place): readonly Statement[] {
  const logGroups = [names.streamProcessor, names.ordersApi].map((name) =>
    arnIn(place, 'logs', `log-group:${logGroupOf(name)}`),
  );
  return [
    {
      sid: 'AlarmsAndDashboard',
      actions: [
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutDashboard',
        'cloudwatch:GetDashboard',
        'cloudwatch:DeleteDashboards',
        'cloudwatch:TagResource',
        'cloudwatch:ListTagsForResource',
      ],
      resources: [
        ...[alarmOf(names, '*'), ...scalingAlarms(names)].map((name) =>
          arnIn(place, 'cloudwatch', `alarm:${name}`),
        ),
        globalArnIn(place, 'cloudwatch', `dashboard/${dashboardOf(names, place.region)}`),
      ],
    },
    {
      sid: 'Logs',
      actions: [
        'logs:CreateLogGroup',
        'logs:TagResource',
        'logs:ListTagsForResource',
        'logs:PutRetentionPolicy',
        'logs:FilterLogEvents',
        'logs:DeleteLogGroup',
      ],
      // Of a group itself, and of what is in it: which one AWS means depends on the action.
      resources: logGroups.flatMap((arn) => [arn, `${arn}:*`]),
    },
    {
      sid: 'Look',
      actions: [
        'application-autoscaling:DescribeScalableTargets',
        'application-autoscaling:DescribeScalingPolicies',
        'application-autoscaling:DescribeScalingActivities',
        'cloudwatch:GetMetricData',
        'dynamodb:ListTables',
        'lambda:ListEventSourceMappings',
        'tag:GetResources',
      ],
      // AWS knows no resources for these.
      resources: ['*'],
    },
    {
      sid: 'LookForNames',
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        'logs:DescribeLogGroups',
        'iam:GetRole',
      ],
      resources: [
        // Whoever asks for one by its name must be allowed to see all.
        arnIn(place, 'cloudwatch', 'alarm:*'),
        arnIn(place, 'logs', 'log-group:*'),
        // A role that is not there has no path.
        ...roleArns(names, place, '/'),
      ],
    },
  ];
}

/** Auto scaling makes them in the name of who asks for its policies. */
function scalingAlarms(names: Names): readonly string[] {
  const scaled = [...scalingOf(names), ...scalingOf(names, names.customerIndex)];
  const ids = new Set(scaled.map((spec) => identityOf(spec).ResourceId));
  return [...ids].map((id) => `TargetTracking-${id}-*`);
}
