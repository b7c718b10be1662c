/** The constraints of the CloudWatch model, for `checkConstraints`. */
import type { Rule, Rules } from '../../protocol/constraints.js';

const NAME: Rule = { length: { min: 1, max: 255 } };
const ALARM_NAMES: Rule = { length: { max: 100 }, element: NAME };
const STATE: Rule = { oneOf: ['INSUFFICIENT_DATA', 'ALARM', 'OK'] };
const ACTIONS: Rule = { length: { max: 5 }, element: { length: { min: 1, max: 1024 } } };
const NAMESPACE: Rule = { length: { min: 1, max: 255 }, pattern: '[^:].*' };
const DIMENSIONS: Rule = {
  length: { max: 30 },
  element: {
    members: {
      Name: { required: true, length: { min: 1, max: 255 } },
      Value: { required: true, length: { min: 1, max: 1024 } },
    },
  },
};
const POSITIVE: Rule = { range: { min: 1 } };
const UNIT: Rule = {
  oneOf: [
    'Seconds',
    'Microseconds',
    'Milliseconds',
    ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
    ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'],
    'Percent',
    'Count',
    ...['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second'],
    ...['Bits/Second', 'Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second'],
    'Count/Second',
    'None',
  ],
};
const STATISTIC: Rule = { oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] };
const HISTORY_ITEM_TYPES = [
  'ConfigurationUpdate',
  'StateUpdate',
  'Action',
  'AlarmContributorStateUpdate',
  'AlarmContributorAction',
];
const METRIC_STAT: Rules = {
  Metric: {
    required: true,
    members: { Namespace: NAMESPACE, MetricName: NAME, Dimensions: DIMENSIONS },
  },
  Period: { required: true, ...POSITIVE },
  Stat: { required: true },
  Unit: UNIT,
};
const TAGS: Rule = {
  element: {
    members: {
      Key: { required: true, length: { min: 1, max: 128 } },
      Value: { required: true, length: { min: 0, max: 256 } },
    },
  },
};
const RESOURCE_ARN: Rule = { required: true, length: { min: 1, max: 1024 } };

/** By operation. */
export const RULES = {
  PutMetricAlarm: {
    AlarmName: { required: true, ...NAME },
    AlarmDescription: { length: { max: 1024 } },
    OKActions: ACTIONS,
    AlarmActions: ACTIONS,
    InsufficientDataActions: ACTIONS,
    MetricName: NAME,
    Namespace: NAMESPACE,
    Statistic: STATISTIC,
    Dimensions: DIMENSIONS,
    Period: POSITIVE,
    Unit: UNIT,
    EvaluationPeriods: POSITIVE,
    DatapointsToAlarm: POSITIVE,
    ComparisonOperator: {
      oneOf: [
        'GreaterThanOrEqualToThreshold',
        'GreaterThanThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
        'LessThanLowerOrGreaterThanUpperThreshold',
        'LessThanLowerThreshold',
        'GreaterThanUpperThreshold',
      ],
    },
    TreatMissingData: { length: { min: 1, max: 255 } },
    EvaluateLowSampleCountPercentile: { length: { min: 1, max: 255 } },
    Metrics: {
      element: {
        members: {
          Id: { required: true, length: { min: 1, max: 255 } },
          MetricStat: { members: METRIC_STAT },
          Expression: { length: { min: 1, max: 2048 } },
          Period: POSITIVE,
        },
      },
    },
    Tags: TAGS,
    ThresholdMetricId: { length: { min: 1, max: 255 } },
  },
  DescribeAlarms: {
    AlarmNames: ALARM_NAMES,
    AlarmNamePrefix: NAME,
    AlarmTypes: { element: { oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] } },
    ChildrenOfAlarmName: NAME,
    ParentsOfAlarmName: NAME,
    StateValue: STATE,
    ActionPrefix: { length: { min: 1, max: 1024 } },
    MaxRecords: { range: { min: 1, max: 100 } },
  },
  DescribeAlarmsForMetric: {
    MetricName: { required: true, ...NAME },
    Namespace: { required: true, ...NAMESPACE },
    Statistic: STATISTIC,
    Dimensions: DIMENSIONS,
    Period: POSITIVE,
    Unit: UNIT,
  },
  DescribeAlarmHistory: {
    AlarmName: NAME,
    AlarmTypes: { element: { oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] } },
    HistoryItemType: { oneOf: HISTORY_ITEM_TYPES },
    MaxRecords: { range: { min: 1, max: 100 } },
    ScanBy: { oneOf: ['TimestampDescending', 'TimestampAscending'] },
  },
  DeleteAlarms: { AlarmNames: { required: true, ...ALARM_NAMES } },
  EnableAlarmActions: { AlarmNames: { required: true, ...ALARM_NAMES } },
  DisableAlarmActions: { AlarmNames: { required: true, ...ALARM_NAMES } },
  SetAlarmState: {
    AlarmName: { required: true, ...NAME },
    StateValue: { required: true, ...STATE },
    StateReason: { required: true, length: { min: 0, max: 1023 } },
    StateReasonData: { length: { min: 0, max: 4000 } },
  },
  PutDashboard: { Tags: TAGS },
  TagResource: { ResourceARN: RESOURCE_ARN, Tags: { required: true, ...TAGS } },
  UntagResource: {
    ResourceARN: RESOURCE_ARN,
    TagKeys: { required: true, element: { length: { min: 1, max: 128 } } },
  },
  ListTagsForResource: { ResourceARN: RESOURCE_ARN },
} as const satisfies Record<string, Rules>;
