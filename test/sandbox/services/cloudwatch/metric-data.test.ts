import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  GetMetricWidgetImageCommand,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  ListMetricsCommand,
  MissingRequiredParameterException,
  PutAnomalyDetectorCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox } from '../../../support/sandbox.js';
import { HOUR, type MetricsSandbox, MINUTE, NAMESPACE, startMetricsSandbox, stat } from './metrics-client.js';

const DAY = 24 * HOUR;

let test: MetricsSandbox;
beforeAll(async () => {
  test = await startMetricsSandbox();
  await test.sandbox.server.clock.advanceTo(test.hour + HOUR + 30 * MINUTE);
});
afterAll(() => test.sandbox.close());

const at = (minute: number): Date => new Date(test.hour + minute * MINUTE);

function statistics(more: Partial<GetMetricStatisticsCommandInput>): GetMetricStatisticsCommand {
  return new GetMetricStatisticsCommand({
    Namespace: NAMESPACE,
    MetricName: 'Latency',
    StartTime: at(0),
    EndTime: at(60),
    Period: 60,
    ...more,
  });
}

describe('what is published', () => {
  it('comes back as statistics of each period, counted from the start of the time', async () => {
    // Prepare
    await test.put(
      { MetricName: 'Latency', Timestamp: at(1), Value: 10, Unit: 'Milliseconds' },
      { MetricName: 'Latency', Timestamp: at(3), Values: [20, 40], Counts: [2, 1], Unit: 'Milliseconds' },
    );

    // Act
    const byMinute = await test.client.send(statistics({ Statistics: ['Sum', 'SampleCount'] }));
    const byFive = await test.client.send(
      statistics({ StartTime: at(1), Period: 300, Statistics: ['Average', 'Minimum', 'Maximum'] }),
    );
    const percentiles = await test.client.send(
      statistics({ Period: 3600, ExtendedStatistics: ['p50', 'p100', 'tc90'] }),
    );

    // Assess
    expect(byMinute.Label).toBe('Latency');
    expect(byMinute.Datapoints).toEqual([
      { Timestamp: at(1), Sum: 10, SampleCount: 1, Unit: 'Milliseconds' },
      { Timestamp: at(3), Sum: 80, SampleCount: 3, Unit: 'Milliseconds' },
    ]);
    expect(byFive.Datapoints).toEqual([
      { Timestamp: at(1), Average: 22.5, Minimum: 10, Maximum: 40, Unit: 'Milliseconds' },
    ]);
    expect(percentiles.Datapoints).toEqual([
      {
        Timestamp: at(0),
        ExtendedStatistics: { p50: 20, p100: 40, tc90: expect.closeTo(3.6) },
        Unit: 'Milliseconds',
      },
    ]);
  });

  it('is kept apart by its unit and its dimensions, in whatever order these are given', async () => {
    // Prepare
    const Dimensions = [
      { Name: 'Shop', Value: 'north' },
      { Name: 'Kind', Value: 'web' },
    ];
    await test.put(
      { MetricName: 'Basket', Timestamp: at(1), Value: 3, Unit: 'Count', Dimensions },
      {
        MetricName: 'Basket',
        Timestamp: at(1),
        Value: 4,
        Unit: 'Count',
        Dimensions: Dimensions.toReversed(),
      },
      { MetricName: 'Basket', Timestamp: at(1), Value: 50, Unit: 'Percent', Dimensions },
      { MetricName: 'Basket', Timestamp: at(1), Value: 1000 },
    );
    const sums = async (more: Partial<GetMetricStatisticsCommandInput>): Promise<unknown[]> => {
      const { Datapoints = [] } = await test.client.send(
        statistics({ MetricName: 'Basket', Statistics: ['Sum'], ...more }),
      );
      return Datapoints.map(({ Sum, Unit }) => [Sum, Unit]);
    };

    // Act and assess
    expect(await sums({ Dimensions })).toEqual([
      [7, 'Count'],
      [50, 'Percent'],
    ]);
    expect(await sums({ Dimensions, Unit: 'Percent' })).toEqual([[50, 'Percent']]);
    expect(await sums({ Dimensions, Unit: 'Bytes' })).toEqual([]);
    expect(await sums({})).toEqual([[1000, 'None']]);
    expect(await sums({ Dimensions: Dimensions.slice(0, 1) })).toEqual([]);
  });

  it('tells no percentiles where only a summary of it is known', async () => {
    // Prepare
    const one = { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 5 };
    await test.put(
      { MetricName: 'Summary', Timestamp: at(1), StatisticValues: one },
      { MetricName: 'Summary', Timestamp: at(2), StatisticValues: { ...one, Sum: 20, Minimum: 5 } },
    );

    // Act
    const sums = await test.client.send(statistics({ MetricName: 'Summary', Statistics: ['Sum'] }));
    const middle = await test.client.send(statistics({ MetricName: 'Summary', ExtendedStatistics: ['p50'] }));

    // Assess
    expect(sums.Datapoints?.map(({ Sum }) => Sum)).toEqual([10, 20]);
    expect(middle.Datapoints).toMatchObject([{ Timestamp: at(2), ExtendedStatistics: { p50: 5 } }]);
  });

  it('is in the store once it is answered for, whatever becomes of the process', async () => {
    await test.put({ MetricName: 'Answered', Timestamp: at(5), Value: 7 });

    const heir = await startTestSandbox(test.sandbox.folder);
    const { Datapoints } = await heir
      .client(CloudWatchClient)
      .send(statistics({ MetricName: 'Answered', Statistics: ['Sum'] }));
    await heir.close();

    expect(Datapoints).toMatchObject([{ Timestamp: at(5), Sum: 7 }]);
  });

  it('is there after a restart', async () => {
    await test.put({ MetricName: 'Kept', Timestamp: at(5), Value: 7 });

    await test.sandbox.restart();
    const patient = test.sandbox.client(CloudWatchClient, { maxAttempts: 3 });
    const { Datapoints } = await patient.send(statistics({ MetricName: 'Kept', Statistics: ['Sum'] }));

    expect(Datapoints).toMatchObject([{ Timestamp: at(5), Sum: 7 }]);
  });

  it('can be published and read in the Query protocol', async () => {
    const query = test.sandbox.client(
      class extends CloudWatchClient {
        constructor(config: ConstructorParameters<typeof CloudWatchClient>[0]) {
          super({
            ...config,
            protocol: new AwsQueryProtocol({
              defaultNamespace: 'com.amazonaws.cloudwatch',
              xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
              version: '2010-08-01',
            }),
          });
        }
      },
    );

    await query.send(
      new PutMetricDataCommand({
        Namespace: NAMESPACE,
        MetricData: [{ MetricName: 'Xml', Timestamp: at(2), Values: [1.5, 2.5], Unit: 'Seconds' }],
      }),
    );
    const { MetricDataResults } = await query.send(
      new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(60),
        MetricDataQueries: [stat('m', 'Xml', 'Average')],
      }),
    );

    expect(MetricDataResults).toMatchObject([{ Id: 'm', Timestamps: [at(2)], Values: [2] }]);
  });
});

describe('publishing refuses', () => {
  const good = { MetricName: 'Bad', Value: 1 };

  it.each([
    ['no data', {}, MissingRequiredParameterException, 'The parameter MetricData is required.'],
    [
      "AWS's own namespaces",
      { Namespace: 'AWS/Lambda', MetricData: [good] },
      InvalidParameterValueException,
      'The value AWS/Lambda for parameter Namespace is invalid.',
    ],
    [
      'values of two kinds',
      { MetricData: [good, { ...good, Values: [1] }] },
      InvalidParameterCombinationException,
      'The parameters MetricData.member.2.Value and MetricData.member.2.Values are mutually exclusive and you have specified both.',
    ],
    [
      'no value',
      { MetricData: [{ MetricName: 'Bad' }] },
      MissingRequiredParameterException,
      'At least one of the parameters must be specified.',
    ],
    [
      'values without counts of their own',
      { MetricData: [{ MetricName: 'Bad', Values: [1, 2], Counts: [1] }] },
      InvalidParameterValueException,
      'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    ],
    [
      'too many values',
      { MetricData: [{ MetricName: 'Bad', Values: Array.from({ length: 151 }, (_, n) => n) }] },
      InvalidParameterValueException,
      'The collection MetricData.member.1.Values must not have a size greater than 150.',
    ],
    [
      'what is too great',
      { MetricData: [good, { ...good, Value: 1e200 }] },
      InvalidParameterValueException,
      'The value 1e+200 for parameter MetricData.member.2.Value is invalid.',
    ],
    [
      'other resolutions',
      { MetricData: [{ ...good, StorageResolution: 300 }] },
      InvalidParameterValueException,
      'The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].',
    ],
    [
      'a dimension without a value',
      { MetricData: [{ ...good, Dimensions: [{ Name: 'Shop', Value: '' }] }] },
      MissingRequiredParameterException,
      'The parameter MetricData.member.1.Dimensions.member.1.Value is required.',
    ],
    [
      'more than a thousand metrics',
      { MetricData: Array.from({ length: 1001 }, () => good) },
      InvalidParameterValueException,
      'The collection MetricData must not have a size greater than 1000.',
    ],
  ])('%s', async (_, more, type, message) => {
    const error = await test.client
      .send(new PutMetricDataCommand({ Namespace: NAMESPACE, ...more }))
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(type);
    expect(error).toHaveProperty('message', message);
  });

  it('times that are too old or too far ahead, and all of a request with them', async () => {
    const now = test.now();
    const times = [now, now - 14 * DAY - MINUTE, now + 2 * HOUR + MINUTE];

    await expect(
      test.put(...times.map((time) => ({ MetricName: 'Late', Timestamp: new Date(time), Value: 1 }))),
    ).rejects.toThrow(
      'The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.\nThe parameter MetricData.member.3.Timestamp must specify a time no more than two hours in the future.',
    );
    expect((await test.get([stat('m', 'Late')]))[0]?.points).toEqual({});
  });
});

describe('reading statistics refuses', () => {
  it.each([
    [
      { Period: 60, StartTime: new Date(0), EndTime: new Date(60_000 * 1441), Statistics: ['Sum'] },
      'You have requested up to 1441 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ],
    [
      { Period: 90, Statistics: ['Sum'] },
      'The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.',
    ],
    [
      { StartTime: new Date(5), EndTime: new Date(5), Statistics: ['Sum'] },
      'The parameter StartTime must not equal parameter EndTime.',
    ],
    [
      { StartTime: new Date(9000), EndTime: new Date(5), Statistics: ['Sum'] },
      'The parameter StartTime must be less than the parameter EndTime.',
    ],
    [
      { ExtendedStatistics: ['p101'] },
      'The value p101 for parameter ExtendedStatistics.member.1 is not a valid extended statistic.',
    ],
    [{}, 'Must specify either Statistics or ExtendedStatistics'],
    [
      { Statistics: ['Sum'], ExtendedStatistics: ['p50'] },
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    ],
  ] satisfies [Partial<GetMetricStatisticsCommandInput>, string][])('%j', async (more, message) => {
    await expect(test.client.send(statistics(more))).rejects.toThrow(message);
  });

  it('what the sandbox does not have', async () => {
    const image = new GetMetricWidgetImageCommand({ MetricWidget: '{}' });
    const detector = new PutAnomalyDetectorCommand({ Namespace: NAMESPACE, MetricName: 'Latency' });

    await expect(test.client.send(image)).rejects.toHaveProperty('name', 'InvalidAction');
    await expect(test.client.send(detector)).rejects.toHaveProperty('name', 'InvalidAction');
  });
});

describe('the list of metrics', () => {
  it('is told by namespace, name and dimensions, page by page', async () => {
    // Prepare
    const shops = Array.from({ length: 600 }, (_, index) => `shop-${index}`);
    await test.put(
      ...shops.map((Value) => ({
        MetricName: 'Sold',
        Value: 1,
        Dimensions: [
          { Name: 'Shop', Value },
          { Name: 'Kind', Value: Value.endsWith('7') ? 'web' : 'street' },
        ],
      })),
    );
    const list = async (more: object): Promise<unknown[][]> => {
      const pages: unknown[][] = [];
      let NextToken: string | undefined;
      do {
        const answer = await test.client.send(
          new ListMetricsCommand({ Namespace: NAMESPACE, MetricName: 'Sold', ...more, NextToken }),
        );
        pages.push(answer.Metrics ?? []);
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      return pages;
    };

    // Act and assess
    expect((await list({})).map(({ length }) => length)).toEqual([500, 100]);
    expect(await list({ Dimensions: [{ Name: 'Shop', Value: 'shop-17' }] })).toEqual([
      [
        {
          Namespace: NAMESPACE,
          MetricName: 'Sold',
          Dimensions: [
            { Name: 'Kind', Value: 'web' },
            { Name: 'Shop', Value: 'shop-17' },
          ],
        },
      ],
    ]);
    const web = await list({ Dimensions: [{ Name: 'Shop' }, { Name: 'Kind', Value: 'web' }] });
    expect(web.map(({ length }) => length)).toEqual([60]);
    expect(await list({ Namespace: 'Other' })).toEqual([[]]);
    await expect(list({ RecentlyActive: 'PT2H' })).rejects.toThrow(
      'The parameter RecentlyActive must be a value in the set [ PT3H ].',
    );
  });

  it('knows what was counted in the last three hours, and forgets after two weeks', async () => {
    // Prepare
    await test.put({ MetricName: 'Once', Value: 1 });
    const listed = async (more: object): Promise<number> => {
      const command = new ListMetricsCommand({ MetricName: 'Once', ...more });
      return (await test.client.send(command)).Metrics?.length ?? 0;
    };
    const counts: number[][] = [];

    // Act
    for (const step of [0, 4 * HOUR, 14 * DAY]) {
      await test.sandbox.advance(step);
      counts.push([await listed({ RecentlyActive: 'PT3H' }), await listed({})]);
    }

    // Assess
    expect(counts).toEqual([
      [1, 1],
      [0, 1],
      [0, 0],
    ]);
  });
});
