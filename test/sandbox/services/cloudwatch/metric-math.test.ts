import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, type MetricsSandbox, MINUTE, startMetricsSandbox, stat } from './metrics-client.js';

let test: MetricsSandbox;
beforeAll(async () => {
  test = await startMetricsSandbox();
  await test.sandbox.server.clock.advanceTo(test.hour + 2 * HOUR);
  const at = (minute: number): Date => new Date(test.hour + minute * MINUTE);
  await test.put(
    ...[8, 6, 4].map((Value, minute) => ({ MetricName: 'Requests', Timestamp: at(minute), Value })),
    { MetricName: 'Errors', Timestamp: at(0), Value: 2 },
    { MetricName: 'Errors', Timestamp: at(2), Value: 1 },
  );
});
afterAll(() => test.sandbox.close());

const FOUR_MINUTES = (): object => ({ EndTime: new Date(test.hour + 4 * MINUTE) });
const hidden = (query: MetricDataQuery): MetricDataQuery => ({ ...query, ReturnData: false });
const METRICS = [hidden(stat('requests', 'Requests')), hidden(stat('errors', 'Errors'))];

/** What a formula comes to over the first four minutes. */
async function math(Expression: string, more: Partial<MetricDataQuery> = {}): Promise<unknown[]> {
  const answers = await test.get([...METRICS, { Id: 'e', Expression, ...more }], FOUR_MINUTES());
  return answers.map(({ label, points }) => [label, points]);
}

describe('formulas over metrics', () => {
  it.each([
    ['100 * (errors / requests)', { 0: 25, 2: 25 }],
    ['100 * (FILL(errors, 0) / requests)', { 0: 25, 1: 0, 2: 25 }],
    ['SUM(METRICS())', { 0: 10, 1: 6, 2: 5 }],
    ['requests - AVG(requests)', { 0: 2, 1: 0, 2: -2 }],
    ['IF(requests > 5, requests, 0)', { 0: 8, 1: 6, 2: 0 }],
    ['RATE(requests) * PERIOD(requests)', { 1: -2, 2: -2 }],
    ['FILL(METRICS("err"), REPEAT)', { 0: 2, 1: 2, 2: 1, 3: 1 }],
  ])('%s', async (expression, points) => {
    const [[, first] = []] = (await math(expression)) as [string, object][];

    expect(first).toEqual(points);
  });

  it('are called by their labels, a list by that of each metric as well', async () => {
    expect(await math('requests + errors')).toEqual([['e', { 0: 10, 2: 5 }]]);
    expect(await math('requests * 1', { Label: 'Total' })).toMatchObject([['Total', {}]]);
    expect(await math('METRICS() * 1')).toMatchObject([
      ['Requests', {}],
      ['Errors', {}],
    ]);
    expect(await math('METRICS() * 1', { Label: 'All' })).toMatchObject([
      ['All Requests', {}],
      ['All Errors', {}],
    ]);
  });

  it('fill in nothing before the 15 days that are kept, however far back they are asked for', async () => {
    const decades = { StartTime: new Date(0), EndTime: new Date(test.hour + 4 * MINUTE) };

    const [filled] = await test.get([...METRICS, { Id: 'e', Expression: 'FILL(errors, 0)' }], decades);

    const minutes = Object.keys(filled?.points ?? {}).map(Number);
    expect(Math.min(...minutes)).toBe(2 * 60 - 15 * 24 * 60);
    expect(Math.max(...minutes)).toBe(3);
  });

  it('may build on each other, in any order', async () => {
    const answers = await test.get(
      [
        { Id: 'rate', Expression: '100 * share' },
        hidden({ Id: 'share', Expression: 'errors / requests' }),
        ...METRICS,
      ],
      FOUR_MINUTES(),
    );

    expect(answers).toEqual([{ id: 'rate', label: 'rate', points: { 0: 25, 2: 25 } }]);
  });

  it.each([
    ['errors +', "Error in expression 'e': Unexpected end of the expression"],
    ['nothing * 2', "Error in expression 'e': Unknown id 'nothing'"],
    ['e + 1', "Error in expression 'e': The id 'e' refers to itself"],
    [
      'AVG(requests)',
      "Error in expression 'e': The expression must return a time series or an array of time series",
    ],
    ['SELECT AVG(x) FROM y', "Error in expression 'e': The sandbox does not serve Metrics Insights queries"],
  ])('%s: %s', async (expression, message) => {
    await expect(math(expression)).rejects.toMatchObject({ name: 'ValidationException', message });
    await expect(math(expression, { ReturnData: false })).rejects.toMatchObject({ message });
  });
});

describe('GetMetricData', () => {
  it('gives the newest first unless it is told otherwise, and pages of as many points as are wanted', async () => {
    // Prepare
    const request = {
      StartTime: new Date(test.hour),
      EndTime: new Date(test.hour + HOUR),
      MetricDataQueries: [stat('requests', 'Requests'), stat('errors', 'Errors')],
      MaxDatapoints: 2,
    };
    const pages: unknown[] = [];
    let NextToken: string | undefined;

    // Act
    do {
      const answer = await test.client.send(new GetMetricDataCommand({ ...request, NextToken }));
      pages.push(answer.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);

    // Assess
    expect(pages).toEqual([
      [
        ['requests', [4, 6], 'PartialData'],
        ['errors', [], 'PartialData'],
      ],
      [
        ['requests', [8], 'Complete'],
        ['errors', [1], 'PartialData'],
      ],
      [['errors', [2], 'Complete']],
    ]);
    await expect(
      test.client.send(new GetMetricDataCommand({ ...request, NextToken: 'made-up' })),
    ).rejects.toHaveProperty('name', 'InvalidNextToken');
  });

  it('counts periods from the start of the time, rounded down to a minute', async () => {
    const [answer] = await test.get([stat('m', 'Requests', 'Sum', 120)], {
      StartTime: new Date(test.hour + MINUTE + 30_000),
    });

    expect(answer?.points).toEqual({ 1: 10 });
  });

  it('tells all that is wrong with the queries', async () => {
    const broken = stat('b', 'Requests', 'p200');

    await expect(
      test.get([
        { ...stat('A', 'Requests') },
        broken,
        { ...stat('b', 'Requests'), Expression: 'A' },
        { Id: 'c' },
        { ...stat('d', 'Requests'), Period: 60 },
      ]),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: [
        'The value A for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
        'The value p200 for parameter MetricDataQueries.member.2.MetricStat.Stat is not a valid statistic.',
        'The parameters MetricDataQueries.member.3.Expression and MetricDataQueries.member.3.MetricStat are mutually exclusive and you have specified both.',
        'The parameter MetricDataQueries.member.4 must have either Expression or MetricStat.',
        'The parameters MetricDataQueries.member.5.Period and MetricDataQueries.member.5.MetricStat are mutually exclusive and you have specified both.',
        'The values for parameter id in MetricDataQueries are not unique.',
      ].join('\n'),
    });
  });
});
