/** CloudWatch's alarms as the AWS CLI and boto3 read them; what they speak depends on their version. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSandbox, openSandbox } from './referees.js';

describe('the alarms of the sandbox', () => {
  let sandbox: BuiltSandbox;

  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  const alarmNames = async (...options: string[]): Promise<string[]> => {
    const { MetricAlarms } = await sandbox.aws('cloudwatch', 'describe-alarms', ...options);
    const alarms = Array.isArray(MetricAlarms) ? MetricAlarms : [];
    return alarms.map(({ AlarmName }: { AlarmName: string }) => AlarmName);
  };

  it('are put, tagged, set, described and deleted by the AWS CLI', async () => {
    const metric = ['--namespace', 'AWS/DynamoDB', '--metric-name', 'WriteThrottleEvents'];
    const evaluation = ['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1'];
    const threshold = ['--threshold', '1', '--comparison-operator', 'GreaterThanOrEqualToThreshold'];
    const named = ['--alarm-name', 'by-hand'];
    await sandbox.aws(
      'cloudwatch',
      'put-metric-alarm',
      ...[...named, ...metric, ...evaluation, ...threshold],
      ...['--dimensions', 'Name=TableName,Value=Orders', '--tags', 'Key=course,Value=lab'],
    );
    await sandbox.aws(
      'cloudwatch',
      'set-alarm-state',
      ...[...named, '--state-value', 'ALARM', '--state-reason', 'a drill'],
    );

    const described = await sandbox.aws('cloudwatch', 'describe-alarms', '--state-value', 'ALARM');
    const history = await sandbox.aws('cloudwatch', 'describe-alarm-history', ...named);
    const found = await sandbox.aws(
      'resourcegroupstaggingapi',
      'get-resources',
      ...['--tag-filters', 'Key=course,Values=lab'],
    );
    await sandbox.aws('cloudwatch', 'delete-alarms', '--alarm-names', 'by-hand', 'nothing');

    expect(described).toMatchObject({
      MetricAlarms: [
        {
          AlarmName: 'by-hand',
          StateReason: 'a drill',
          Threshold: 1,
          Dimensions: [{ Name: 'TableName', Value: 'Orders' }],
        },
      ],
    });
    expect(history).toMatchObject({
      AlarmHistoryItems: [
        { HistoryItemType: 'StateUpdate', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' },
        { HistoryItemType: 'ConfigurationUpdate', HistorySummary: 'Alarm "by-hand" created' },
      ],
    });
    expect(found).toMatchObject({
      ResourceTagMappingList: [{ ResourceARN: expect.stringMatching(/:alarm:by-hand$/) }],
    });
    expect(await alarmNames()).toEqual([]);
  });

  it('are refused in the words of AWS', async () => {
    const setting = ['set-alarm-state', '--alarm-name', 'nothing', '--state-value', 'OK'];

    await expect(sandbox.aws('cloudwatch', ...setting, '--state-reason', 'x')).rejects.toThrow(
      'An error occurred (ResourceNotFound) when calling the SetAlarmState operation',
    );
  });

  it('are read and deleted by boto3', async () => {
    const { code, stdout, stderr } = await sandbox.python('alarms.py');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      threshold: 0.5,
      state: 'INSUFFICIENT_DATA',
      updated: expect.any(Number),
      code: 'ResourceNotFound',
      names: [],
    });
  });

  it('show what the lab has built: four for each of its four targets, and none when it is cleaned up', async () => {
    const { code } = await sandbox.lab('run', '--yes', '--to', 'add-gsi', '--json');
    const built = await alarmNames('--alarm-name-prefix', 'TargetTracking-table/Orders');
    const cleaned = await sandbox.lab('cleanup', '--yes', '--json');

    expect([code, built.length, cleaned.code]).toEqual([0, 16, 0]);
    expect(await alarmNames()).toEqual([]);
  });
});
