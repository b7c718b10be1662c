/** What CloudWatch has counted, minute by minute. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Lab } from '../lab/lab.js';
import type { Metric } from './alarm-spec.js';

export interface AskedMetric {
  readonly metric: Metric;
  /** `Sum`, `Average`, `p95`. */
  readonly statistic: string;
}

export interface Minutes {
  /** When each minute begins: milliseconds since the epoch, in the target's time; one after the other. */
  readonly starts: readonly number[];
  /** By what was asked, one for each minute; null where there is no data. */
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

const MINUTE = 60_000; /* ms */

/**
 * The minutes from `from` (milliseconds since the epoch) up to now, the one that goes on included. On AWS the latest
 * one to five of them may not be there yet.
 * @param asked by names of the caller's own; at most 500.
 */
export async function readMinutes(
  lab: Lab,
  from: number,
  asked: Readonly<Record<string, AskedMetric>>,
): Promise<Minutes> {
  const start = Math.floor(from / MINUTE) * MINUTE;
  const end = (Math.floor(lab.clock.now() / MINUTE) + 1) * MINUTE;
  const starts = Array.from({ length: (end - start) / MINUTE }, (_, index) => start + index * MINUTE);
  const names = Object.keys(asked);
  const found = new Map<string, Map<number, number>>(names.map((name) => [name, new Map()]));
  let token: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      StartTime: new Date(start),
      EndTime: new Date(end),
      NextToken: token,
      MetricDataQueries: Object.values(asked).map(({ metric, statistic }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: metric.namespace,
            MetricName: metric.name,
            Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: MINUTE / 1000,
          Stat: statistic,
        },
      })),
    });
    const page = await lab.client(CloudWatchClient).send(command);
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const values = found.get(names[Number(Id.slice(1))] ?? '');
      for (const [index, time] of Timestamps.entries()) values?.set(time.getTime(), Values[index] ?? 0);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return {
    starts,
    values: Object.fromEntries(
      names.map((name) => [name, starts.map((time) => found.get(name)?.get(time) ?? null)]),
    ),
  };
}
