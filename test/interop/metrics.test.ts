/** CloudWatch's metrics and dashboards as the AWS CLI sees them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSandbox, openSandbox } from './referees.js';

const MINUTE = 60_000;

describe('the metrics of the sandbox', () => {
  let sandbox: BuiltSandbox;

  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  const cloudWatch = (...args: string[]): Promise<Record<string, unknown>> =>
    sandbox.aws('cloudwatch', ...args);
  const lastMinutes = (): string[] => [
    ...['--start-time', new Date(Date.now() - 5 * MINUTE).toISOString()],
    ...['--end-time', new Date(Date.now() + MINUTE).toISOString()],
  ];

  it('are published, listed, read and calculated with by the AWS CLI', async () => {
    const shop = ['--namespace', 'Shop', '--metric-name', 'Sold'];
    const query = {
      Id: 'sold',
      MetricStat: {
        Metric: {
          Namespace: 'Shop',
          MetricName: 'Sold',
          Dimensions: [{ Name: 'Kind', Value: 'web' }],
        },
        Period: 60,
        Stat: 'p100',
      },
      ReturnData: false,
    };

    await cloudWatch(
      'put-metric-data',
      ...[...shop, '--value', '21', '--unit', 'Count', '--dimensions', 'Kind=web'],
    );
    const listed = await cloudWatch('list-metrics', ...[...shop, '--dimensions', 'Name=Kind']);
    const statistics = await cloudWatch(
      'get-metric-statistics',
      ...[...shop, ...lastMinutes(), '--dimensions', 'Name=Kind,Value=web'],
      ...['--period', '600', '--statistics', 'Sum', 'SampleCount'],
    );
    const data = await cloudWatch(
      'get-metric-data',
      ...lastMinutes(),
      ...['--metric-data-queries', JSON.stringify([query, { Id: 'twice', Expression: '2 * sold' }])],
    );

    expect(listed).toEqual({
      Metrics: [{ Namespace: 'Shop', MetricName: 'Sold', Dimensions: [{ Name: 'Kind', Value: 'web' }] }],
    });
    expect(statistics).toMatchObject({
      Label: 'Sold',
      Datapoints: [{ Sum: 21, SampleCount: 1, Unit: 'Count' }],
    });
    expect(data).toMatchObject({
      MetricDataResults: [{ Id: 'twice', Label: 'twice', Values: [42], StatusCode: 'Complete' }],
    });
  });

  it('are drawn on dashboards, which the AWS CLI puts, reads and deletes', async () => {
    const body = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: '# Orders' } }] });

    const put = await cloudWatch('put-dashboard', ...['--dashboard-name', 'Shop', '--dashboard-body', body]);
    const got = await cloudWatch('get-dashboard', '--dashboard-name', 'Shop');
    await cloudWatch('delete-dashboards', '--dashboard-names', 'Shop');

    expect(put).toEqual({ DashboardValidationMessages: [] });
    expect(got).toMatchObject({ DashboardName: 'Shop', DashboardBody: body });
    expect(await cloudWatch('list-dashboards')).toEqual({ DashboardEntries: [] });
  });
});
