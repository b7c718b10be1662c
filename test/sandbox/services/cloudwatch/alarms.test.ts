import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  ResourceNotFound,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const THROTTLED = {
  AlarmName: 'orders-throttled',
  Namespace: 'AWS/DynamoDB',
  MetricName: 'WriteThrottleEvents',
  Dimensions: [{ Name: 'TableName', Value: 'Orders' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
} as const;

let sandbox: TestSandbox;
let client: CloudWatchClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(CloudWatchClient);
});
afterAll(() => sandbox.close());
afterEach(async () => {
  const { MetricAlarms = [] } = await describeAlarms();
  const AlarmNames = MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
  await client.send(new DeleteAlarmsCommand({ AlarmNames }));
});

const put = (input: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(new PutMetricAlarmCommand({ ...THROTTLED, Dimensions: [...THROTTLED.Dimensions], ...input }));
const describeAlarms = (input: DescribeAlarmsCommandInput = {}) =>
  client.send(new DescribeAlarmsCommand(input));
const names = async (input: DescribeAlarmsCommandInput = {}) =>
  (await describeAlarms(input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
const arnOf = (name: string) => `arn:aws:cloudwatch:us-east-1:${sandbox.connection.account}:alarm:${name}`;

describe('an alarm', () => {
  it('is described as it was put, and nobody has looked at it yet', async () => {
    await put();

    expect((await describeAlarms()).MetricAlarms).toEqual([
      {
        ...THROTTLED,
        AlarmArn: arnOf('orders-throttled'),
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        AlarmConfigurationUpdatedTimestamp: expect.any(Date),
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Unchecked: Initial alarm creation',
        StateUpdatedTimestamp: expect.any(Date),
        StateTransitionedTimestamp: expect.any(Date),
      },
    ]);
  });

  it('is overwritten without a word, all of it, but keeps its state and its tags', async () => {
    await put({ AlarmDescription: 'first', Tags: [{ Key: 'orders-lab', Value: 'default' }] });
    const state = { StateValue: 'ALARM', StateReason: 'by hand', StateReasonData: '{"n":1}' } as const;
    await client.send(new SetAlarmStateCommand({ AlarmName: 'orders-throttled', ...state }));

    await put({ Threshold: 9, Tags: [{ Key: 'other', Value: 'ignored' }] });
    const { MetricAlarms } = await describeAlarms();
    const { Tags } = await client.send(
      new ListTagsForResourceCommand({ ResourceARN: arnOf('orders-throttled') }),
    );

    expect(MetricAlarms).toMatchObject([{ Threshold: 9, ...state }]);
    expect(MetricAlarms?.[0]).not.toHaveProperty('AlarmDescription');
    expect(Tags).toEqual([{ Key: 'orders-lab', Value: 'default' }]);
  });

  it('may be on a formula over metrics', async () => {
    const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = THROTTLED;
    const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [] };
    const Metrics = [
      { Id: 'e', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
      { Id: 'twice', Expression: 'e * 2', ReturnData: true },
    ];

    await client.send(
      new PutMetricAlarmCommand({ AlarmName, EvaluationPeriods, Threshold, ComparisonOperator, Metrics }),
    );

    expect((await describeAlarms()).MetricAlarms).toMatchObject([{ Metrics }]);
  });

  it('outlives a restart', async () => {
    await put();

    await sandbox.restart();
    const patient = sandbox.client(CloudWatchClient, { maxAttempts: 3 });

    expect((await patient.send(new DescribeAlarmsCommand({}))).MetricAlarms).toHaveLength(1);
  });

  it('keeps the state that it is told where there is no data', async () => {
    await put({ TreatMissingData: 'ignore' });
    const set = (StateValue: 'OK' | 'ALARM', StateReason: string) =>
      client.send(new SetAlarmStateCommand({ AlarmName: 'orders-throttled', StateValue, StateReason }));
    await set('ALARM', 'first');
    const [first] = (await describeAlarms()).MetricAlarms ?? [];
    await sandbox.advance(60_000);

    await set('ALARM', 'again');
    const [again] = (await describeAlarms()).MetricAlarms ?? [];

    expect(again).toMatchObject({
      StateReason: 'again',
      StateTransitionedTimestamp: first?.StateTransitionedTimestamp,
    });
    expect(again?.StateUpdatedTimestamp).not.toEqual(first?.StateUpdatedTimestamp);
  });
});

describe('what an alarm may not be', () => {
  const { Threshold: _threshold, ...without } = THROTTLED;
  it.each([
    ['without a metric', { MetricName: undefined }, 'MetricName must not be null'],
    ['without a threshold', { Threshold: undefined }, 'Exactly one of Threshold and ThresholdMetricId'],
    ['without an operator', { ComparisonOperator: undefined }, 'ComparisonOperator must not be null'],
    ['of two statistics', { ExtendedStatistic: 'p99' }, 'Exactly one of Statistic and ExtendedStatistic'],
    ['of a period between', { Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      'over more than a day',
      { Period: 300, EvaluationPeriods: 289 },
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    ],
    [
      'over more than a week',
      { Period: 3600, EvaluationPeriods: 169 },
      'Metrics cannot be checked across more than a week',
    ],
    [
      'of more datapoints than periods',
      { DatapointsToAlarm: 3 },
      'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
    ],
    ['of unknown missing data', { TreatMissingData: 'maybe' }, 'TreatMissingData must be one of'],
    ['with an action that is no ARN', { AlarmActions: ['page-me'] }, 'Invalid arn syntax: page-me'],
    [
      'of one metric and a list',
      { Metrics: [{ Id: 'a', Expression: 'b' }] },
      'MetricName should not be set if list of Metrics is set.',
    ],
    ['of an unknown unit', { Unit: 'Furlongs' }, "Value 'Furlongs' at 'unit' failed to satisfy constraint"],
    [
      'of a name that is too long',
      { AlarmName: 'x'.repeat(256) },
      "at 'alarmName' failed to satisfy constraint: Member must have length less than or equal to 255",
    ],
    ['of what is not served', { EvaluationInterval: 60 }, 'does not serve the parameter EvaluationInterval'],
  ])('%s', async (_what, input, message) => {
    await expect(put(input as Partial<PutMetricAlarmCommandInput>)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect(await names()).toEqual([]);
  });

  it.each([
    [
      [
        { Id: 'a', Expression: 'b' },
        { Id: 'a', Expression: 'c' },
      ],
      'must be unique',
    ],
    [
      [
        { Id: 'a', Expression: '1' },
        { Id: 'b', Expression: '2' },
      ],
      'Exactly one element of the metrics list',
    ],
    [[{ Id: 'a' }], 'Exactly one of MetricStat and Expression must be set for a'],
  ])('of the metrics %j', async (Metrics, message) => {
    const { AlarmName, EvaluationPeriods, ComparisonOperator } = without;
    const input = { AlarmName, EvaluationPeriods, ComparisonOperator, Threshold: 1, Metrics };

    await expect(client.send(new PutMetricAlarmCommand(input))).rejects.toThrow(message);
  });
});

describe('describing', () => {
  it('filters by names, prefix, type, state and action', async () => {
    const topic = `arn:aws:sns:us-east-1:${sandbox.connection.account}:pager`;
    await put({ AlarmName: 'a-1' });
    await put({ AlarmName: 'a-2', OKActions: [topic] });
    await put({ AlarmName: 'b/1' });
    await client.send(new SetAlarmStateCommand({ AlarmName: 'b/1', StateValue: 'OK', StateReason: '' }));

    expect(await names({ AlarmNames: ['b/1', 'a-1', 'nothing'] })).toEqual(['a-1', 'b/1']);
    expect(await names({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    expect(await names({ AlarmTypes: ['MetricAlarm'], StateValue: 'OK' })).toEqual(['b/1']);
    expect(await names({ ActionPrefix: 'arn:aws:sns' })).toEqual(['a-2']);
    expect(await names({ ParentsOfAlarmName: 'a-1' })).toEqual([]);
  });

  it('pages', async () => {
    for (const n of [1, 2, 3]) await put({ AlarmName: `a-${n}` });

    const first = await describeAlarms({ MaxRecords: 2 });
    const { NextToken } = first;

    expect(first.MetricAlarms).toHaveLength(2);
    expect(await names({ MaxRecords: 2, NextToken })).toEqual(['a-3']);
    await expect(describeAlarms({ NextToken, StateValue: 'OK' })).rejects.toMatchObject({
      name: 'InvalidNextToken',
    });
    await expect(describeAlarms({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  });
});

describe('deleting', () => {
  it('passes over names of no alarm', async () => {
    await put();

    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['nothing', 'orders-throttled'] }));

    expect(await names()).toEqual([]);
  });

  it('takes a hundred names at most', async () => {
    const AlarmNames = Array.from({ length: 101 }, (_, n) => `a-${n}`);

    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Member must have length less than or equal to 100'),
    });
  });
});

describe('tags', () => {
  it('are given, changed and taken away by the ARN', async () => {
    const ResourceARN = arnOf('orders-throttled');
    await put({ Tags: [{ Key: 'a', Value: '1' }] });

    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a', 'never'] }));

    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  it.each([
    [{ Key: 'aws:a', Value: '1' }, 'aws: prefixed tag key names are not allowed for external use.'],
    [{ Key: 'a', Value: '1' }, 'A resource can have at most 50 tags'],
  ])('are refused: %j', async (tag, message) => {
    const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await put({ Tags });

    await expect(
      client.send(new TagResourceCommand({ ResourceARN: arnOf('orders-throttled'), Tags: [tag] })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      Code: 'InvalidParameterValue',
      message,
    });
  });
});

describe('what is not there', () => {
  it('is told in the name that Query gave it, and in the class that the SDK has for it', async () => {
    const setting = client.send(
      new SetAlarmStateCommand({ AlarmName: 'nothing', StateValue: 'OK', StateReason: '' }),
    );
    await expect(setting).rejects.toBeInstanceOf(ResourceNotFound);
    await expect(
      client.send(new ListTagsForResourceCommand({ ResourceARN: arnOf('nothing') })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is an operation that is not served, too', async () => {
    await expect(
      client.send(new PutDashboardCommand({ DashboardName: 'a', DashboardBody: '{}' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });
});

describe('a client that speaks Query', () => {
  it('puts an alarm, reads it, and is told what is wrong', async () => {
    const older = new CloudWatchClient({ ...sandbox.sdk(), protocol: AwsQueryProtocol });

    await older.send(
      new PutMetricAlarmCommand({ ...THROTTLED, Dimensions: [...THROTTLED.Dimensions], Threshold: 1.5 }),
    );
    const { MetricAlarms } = await older.send(
      new DescribeAlarmsCommand({ AlarmNames: ['orders-throttled'] }),
    );
    const setting = older.send(
      new SetAlarmStateCommand({ AlarmName: 'nothing', StateValue: 'OK', StateReason: 'x' }),
    );

    expect(MetricAlarms).toMatchObject([{ ...THROTTLED, Threshold: 1.5 }]);
    await expect(setting).rejects.toMatchObject({
      name: 'ResourceNotFound',
      $metadata: { httpStatusCode: 404 },
    });
    older.destroy();
  });
});
