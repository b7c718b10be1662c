import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandInput,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  type DescribeAlarmsForMetricCommandInput,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:orders';
const ALARM = {
  AlarmName: 'many-orders',
  Namespace: 'Orders',
  MetricName: 'Placed',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;

let sandbox: TestSandbox;
let client: CloudWatchClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(CloudWatchClient, { maxAttempts: 3 });
  const { clock } = sandbox.server;
  await clock.advanceTo((Math.floor(clock.now() / MINUTE) + 1) * MINUTE + MINUTE / 2);
});
afterEach(() => sandbox.close());

const put = (input: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(new PutMetricAlarmCommand({ ...ALARM, ...input }));
const alarm = async (): Promise<MetricAlarm> => {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
  return MetricAlarms[0] ?? {};
};
const state = async () => (await alarm()).StateValue;
const placed = async (Value: number, MetricName = 'Placed') => {
  const Timestamp = new Date(sandbox.server.clock.now());
  await client.send(
    new PutMetricDataCommand({ Namespace: 'Orders', MetricData: [{ MetricName, Value, Timestamp }] }),
  );
};
/** A minute with so many orders, or one without data; gives the state after it. */
const minute = async (orders?: number) => {
  if (orders !== undefined) await placed(orders);
  await sandbox.advance(MINUTE);
  return state();
};
const history = async (input: DescribeAlarmHistoryCommandInput = {}) =>
  (await client.send(new DescribeAlarmHistoryCommand(input))).AlarmHistoryItems ?? [];

describe('the state of an alarm', () => {
  it('follows the metric, a minute at a time', async () => {
    await put();

    const states = [await minute(20), await minute(20), await minute(5), await minute(20), await minute(20)];

    expect(states).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'OK', 'OK', 'ALARM']);
    expect(await alarm()).toMatchObject({
      StateReason: expect.stringMatching(
        /^Threshold Crossed: 2 datapoints \[20\.0 \(.+\), 20\.0 \(.+\)\] were greater/,
      ),
      StateReasonData: expect.stringContaining('"recentDatapoints":[20.0,20.0]'),
    });
  });

  it('runs out of data two minutes after it needs it', async () => {
    await put();
    await minute(1);
    await minute(1);

    const states = [await minute(), await minute(), await minute(), await minute()];

    expect(states).toEqual(['OK', 'OK', 'OK', 'INSUFFICIENT_DATA']);
  });

  it('that was set is kept until the next evaluation only', async () => {
    await put();
    await minute(1);
    await minute(1);

    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'many-orders', StateValue: 'ALARM', StateReason: 'to see' }),
    );

    expect(await state()).toBe('ALARM');
    expect(await minute(1)).toBe('OK');
  });

  it('is the same however time is moved', async () => {
    await put({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    const { clock } = sandbox.server;
    for (const orders of [20, 20, 1, 1, 20, 1, 20, 20]) {
      await placed(orders);
      await clock.advanceTo(clock.now() + 1);
      await clock.advanceTo(clock.now() + MINUTE - 1);
    }
    const inSteps = await history({ HistoryItemType: 'StateUpdate' });
    const other = await startTestSandbox(sandbox.folder, { stillClock: true });
    try {
      expect(inSteps.map(({ HistorySummary }) => HistorySummary).reverse()).toEqual([
        'Alarm updated from INSUFFICIENT_DATA to ALARM',
        'Alarm updated from ALARM to OK',
        'Alarm updated from OK to ALARM',
      ]);
      await sandbox.advance(10 * MINUTE);
      for (let step = 0; step < 7; step += 1) await other.advance((10 * MINUTE) / 7);
      const again = other.client(CloudWatchClient);
      const { AlarmHistoryItems } = await again.send(new DescribeAlarmHistoryCommand({}));
      expect(AlarmHistoryItems).toEqual(await history());
    } finally {
      await other.close();
    }
  });

  it('under late metrics changes late, and to the same', async () => {
    sandbox.server.hazards.set(['late-metrics']);
    await put();

    for (let passed = 0; passed < 4; passed += 1) await minute(20);

    const states = [await minute(1), await minute(1), await minute(1), await minute(1), await minute(1)];

    expect([states.at(0), states.at(-1)]).toEqual(['ALARM', 'OK']);
  });

  it('goes on after a restart', async () => {
    await put();
    await minute(20);
    await sandbox.restart();

    expect(await minute(20)).toBe('ALARM');
  });

  it('of a formula is that of what it comes to', async () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Orders', MetricName }, Period: 60, Stat: 'Sum' },
    });
    const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = ALARM;
    await client.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, EvaluationPeriods, Threshold, ComparisonOperator },
        Metrics: [
          metric('failed', 'Failed'),
          metric('placed', 'Placed'),
          { Id: 'rate', Expression: '100 * failed / placed' },
        ],
      }),
    );
    const rate = async (failed: number) => {
      await placed(failed, 'Failed');
      return minute(100);
    };

    expect([await rate(5), await rate(11), await rate(12)]).toEqual(['OK', 'OK', 'ALARM']);
    expect((await alarm()).StateReason).toMatch(/^Threshold Crossed: 2 datapoints \[12\.0 .+, 11\.0 /);
  });
});

describe('what is not evaluated', () => {
  it.each([
    ['anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'anomaly detection'],
    ['a formula that is none', { Metrics: [{ Id: 'e1', Expression: 'm1 +' }] }, "Error in expression 'e1'"],
  ] as const)('%s is refused', async (_, input, message) => {
    const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = ALARM;
    const base = 'Metrics' in input ? { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } : ALARM;
    const { Metrics, ...rest } = { Metrics: undefined, ...input };

    await expect(
      client.send(new PutMetricAlarmCommand({ ...base, ...rest, ...(Metrics && { Metrics: [...Metrics] }) })),
    ).rejects.toThrow(message);
  });
});

describe('the history of alarms', () => {
  it('tells of what they are, of their states and of their actions, also once they are gone', async () => {
    await put({ AlarmActions: [TOPIC] });
    await minute(20);
    await minute(20);
    await put({ Threshold: 30 });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['many-orders'] }));

    const items = await history({ AlarmName: 'many-orders' });

    expect(items.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm "many-orders" deleted',
      'Alarm "many-orders" updated',
      `Failed to execute action ${TOPIC}`,
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm "many-orders" created',
    ]);
    const data = items.map(({ HistoryData = '' }) => JSON.parse(HistoryData));
    expect(data[1]).toMatchObject({
      type: 'Update',
      originalAlarm: { threshold: 10 },
      updatedAlarm: { threshold: 30 },
    });
    expect(data[2]).toMatchObject({
      actionState: 'Failed',
      error: 'The sandbox has no SNS: nobody was told.',
    });
    expect(data[3]).toMatchObject({
      oldState: { stateValue: 'INSUFFICIENT_DATA' },
      newState: { stateValue: 'ALARM', stateReasonData: { recentDatapoints: [20, 20] } },
    });
  });

  it('is read by kind, by time, in either direction and in pages', async () => {
    await put();
    await minute(20);
    await minute(20);
    const [update] = await history({ HistoryItemType: 'StateUpdate' });
    const until = await history({ EndDate: new Date((update?.Timestamp?.getTime() ?? 0) - 1) });
    const since = await history({ StartDate: update?.Timestamp });

    const first = await client.send(
      new DescribeAlarmHistoryCommand({ MaxRecords: 1, ScanBy: 'TimestampAscending' }),
    );
    const second = await client.send(
      new DescribeAlarmHistoryCommand({
        MaxRecords: 1,
        ScanBy: 'TimestampAscending',
        NextToken: first.NextToken,
      }),
    );

    expect(until.map(({ HistoryItemType }) => HistoryItemType)).toEqual(['ConfigurationUpdate']);
    expect(since.map(({ HistoryItemType }) => HistoryItemType)).toEqual(['StateUpdate']);
    expect([...(first.AlarmHistoryItems ?? []), ...(second.AlarmHistoryItems ?? [])]).toEqual([
      ...until,
      ...since,
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  it('is kept for a month', async () => {
    await put();
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['many-orders'] }));
    await sandbox.advance(31 * 24 * 60 * MINUTE);

    expect(await history()).toEqual([]);
  });
});

describe('actions', () => {
  it('are not taken where they are disabled', async () => {
    await put({ AlarmActions: [TOPIC] });
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['many-orders', 'none-such'] }));
    await minute(20);
    await minute(20);

    expect(await alarm()).toMatchObject({ ActionsEnabled: false, StateValue: 'ALARM' });
    expect(await history({ HistoryItemType: 'Action' })).toEqual([]);
    await client.send(new EnableAlarmActionsCommand({ AlarmNames: ['many-orders'] }));
    expect((await alarm()).ActionsEnabled).toBe(true);
  });
});

describe('the alarms of a metric', () => {
  it.each<[string, Partial<DescribeAlarmsForMetricCommandInput>, number]>([
    ['that metric', {}, 1],
    ['its statistic and period', { Statistic: 'Sum', Period: 60 }, 1],
    ['another statistic', { Statistic: 'Average' }, 0],
    ['another period', { Period: 300 }, 0],
    ['other dimensions', { Dimensions: [{ Name: 'Shop', Value: '1' }] }, 0],
    ['another metric', { MetricName: 'Failed' }, 0],
  ])('are found by %s', async (_, input, expected) => {
    await put();

    const { MetricAlarms } = await client.send(
      new DescribeAlarmsForMetricCommand({ Namespace: 'Orders', MetricName: 'Placed', ...input }),
    );

    expect(MetricAlarms).toHaveLength(expected);
  });
});
