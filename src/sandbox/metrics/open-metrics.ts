/** The metrics of a running sandbox. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { VirtualClock } from '../clock.js';
import type { Meter, MetricIdentity, Metrics } from './metrics.js';

const MINUTE = 60_000;

/** What was recorded in one minute: value to how often. */
type Minute = Map<number, number>;

export function openMetrics(clock: Pick<VirtualClock, 'now'>): Metrics {
  const meters = new Map<string, Meter>();
  return {
    meter(metric, unit) {
      const key = keyOf(metric, unit);
      const known = meters.get(key);
      if (known !== undefined) return known;
      const minutes = new Map<number, Minute>();
      const meter: Meter = {
        record(value, count = 1) {
          const at = Math.floor(clock.now() / MINUTE);
          const minute = minutes.get(at) ?? new Map<number, number>();
          minutes.set(at, minute);
          minute.set(value, (minute.get(value) ?? 0) + count);
        },
      };
      meters.set(key, meter);
      return meter;
    },
  };
}

function keyOf({ account, region, namespace, name, dimensions }: MetricIdentity, unit: StandardUnit): string {
  return JSON.stringify([
    account,
    region,
    namespace,
    name,
    unit,
    ...dimensions.map(({ Name, Value }) => [Name, Value]).sort(),
  ]);
}
