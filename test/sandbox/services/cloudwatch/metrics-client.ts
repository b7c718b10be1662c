/** What the tests of metrics share: a sandbox whose clock stands still, and CloudWatch's client for it. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const NAMESPACE = 'Orders';

export interface MetricsSandbox {
  readonly sandbox: TestSandbox;
  readonly client: CloudWatchClient;
  /** The sandbox's time, in milliseconds. */
  now(): number;
  /** The hour that was whole last. */
  readonly hour: number;
  put(...data: MetricDatum[]): Promise<unknown>;
  /** Of an hour from `hour` on, in the order of time; what is not said is as little as there can be. */
  get(queries: MetricDataQuery[], more?: Partial<GetMetricDataCommandInput>): Promise<Answer[]>;
}

export interface Answer {
  readonly id: string;
  readonly label: string;
  /** Minutes after `hour`, and what was there then. */
  readonly points: Readonly<Record<number, number>>;
}

export async function startMetricsSandbox(): Promise<MetricsSandbox> {
  const sandbox = await startTestSandbox(undefined, { stillClock: true });
  const client = sandbox.client(CloudWatchClient);
  const now = (): number => sandbox.server.clock.now();
  const hour = Math.floor(now() / HOUR) * HOUR;
  return {
    sandbox,
    client,
    now,
    hour,
    put: (...data) => client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: data })),
    async get(queries, more = {}) {
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(hour),
          EndTime: new Date(hour + HOUR),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: queries,
          ...more,
        }),
      );
      return MetricDataResults.map(({ Id = '', Label = '', Timestamps = [], Values = [] }) => ({
        id: Id,
        label: Label,
        points: Object.fromEntries(
          Timestamps.map((time, index) => [(time.getTime() - hour) / MINUTE, Values[index] ?? Number.NaN]),
        ),
      }));
    },
  };
}

/** A metric of the namespace, to be asked for. */
export function stat(id: string, name: string, statistic = 'Sum', period = 60): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: NAMESPACE, MetricName: name, Dimensions: [] },
      Period: period,
      Stat: statistic,
    },
  };
}
