/** What CloudWatch tells of the writes of the table, minute by minute; where it does not know yet, what we know. */
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { type AskedMetric, readMinutes } from '../../resources/metric-data.js';
import { awaitProof } from '../await-proof.js';
import type { Load } from './load.js';
import { UNITS_OF_A_WRITE } from './load-order.js';

const MINUTE = 60_000; /* ms */
const SECONDS = 60;
/** CloudWatch shows a minute 1 to 5 minutes after its end. */
const LAG_DEADLINE = 7 * MINUTE;
const STATISTICS = {
  consumed: ['ConsumedWriteCapacityUnits', 'Sum'],
  throttled: ['WriteThrottleEvents', 'Sum'],
  provisioned: ['ProvisionedWriteCapacityUnits', 'Maximum'],
  unitsOfAWrite: ['ConsumedWriteCapacityUnits', 'Average'],
} as const;
type Name = keyof typeof STATISTICS;
const NAMES: readonly Name[] = ['consumed', 'throttled', 'provisioned', 'unitsOfAWrite'];

/** One minute of the table's writes; undefined is what CloudWatch has not told. */
export type Minute = { readonly at: number } & Readonly<Partial<Record<Name, number>>>;

export interface Window {
  /** Milliseconds on the lab's clock. */
  readonly from: number;
  readonly to: number;
}

/** All whole minutes of a window, and those that it begins and ends in. */
export async function readWrites(lab: Lab, { from, to }: Window): Promise<readonly Minute[]> {
  const asked = NAMES.map((name) => [name, askedOf(name, lab.names.table)] as const);
  const { starts, values } = await readMinutes(lab, from, Object.fromEntries(asked));
  const minutes = starts.map((at, index) => {
    const known = NAMES.flatMap((name) => {
      const value = values[name]?.[index] ?? null;
      return value === null ? [] : [[name, value] as const];
    });
    return { at, ...Object.fromEntries(known) };
  });
  return minutes.filter(({ at }) => at < to);
}

function askedOf(name: Name, TableName: string): AskedMetric {
  const [metricName, statistic] = STATISTICS[name];
  return {
    metric: { namespace: 'AWS/DynamoDB', name: metricName, dimensions: { TableName } },
    statistic,
  };
}

/** The minutes of a load, and one before it: waits until CloudWatch knows the last whole one of them, or for five minutes. */
export function awaitMinutes(lab: Lab, { startedAt, writes }: Load): Promise<readonly Minute[]> {
  const to = writes.at(-1)?.at ?? startedAt;
  const isWhole = ({ at }: Minute): boolean => at + MINUTE <= to;
  return awaitProof(lab, {
    what: 'CloudWatch to tell of the last minute',
    reason: 'metrics are seen one to three minutes late',
    deadline: LAG_DEADLINE,
    look: () => readWrites(lab, { from: startedAt - MINUTE, to }),
    isAll: (minutes) => minutes.filter(isWhole).at(-1)?.consumed !== undefined,
  });
}

/** The same minutes with what the load itself knows where CloudWatch has told nothing. */
export function completed(
  minutes: readonly Minute[],
  { writes, samples, startedAt, unitsBefore }: Load,
): readonly Minute[] {
  return minutes.map((minute) => {
    const isIn = ({ at }: { readonly at: number }): boolean => at >= minute.at && at < minute.at + MINUTE;
    const consumed = minute.consumed ?? writes.filter(isIn).reduce((sum, { units }) => sum + units, 0);
    const before = minute.at < startedAt ? unitsBefore : undefined;
    const sampled = samples.filter(isIn).at(-1)?.units ?? before ?? minute.provisioned;
    return {
      ...minute,
      consumed,
      ...(sampled === undefined ? {} : { provisioned: sampled }),
      ...(before === undefined ? { unitsOfAWrite: UNITS_OF_A_WRITE } : {}),
    };
  });
}

/**
 * Consumed, refused and provisioned over time. What is provisioned is told every five minutes, and held until then.
 * Of what was refused only the number is known: each is taken to be as large as those that were not.
 */
export function chartOf(minutes: readonly Minute[], caption: string): Evidence {
  let held: number | null = null;
  const provisioned = minutes.map((minute) => {
    held = minute.provisioned ?? held;
    return held;
  });
  const perSecond = (value: number | undefined): number | null =>
    value === undefined ? null : value / SECONDS;
  const first = minutes[0]?.at ?? 0;
  return {
    kind: 'chart',
    title: 'Auto scaling follows the load',
    data: {
      points: minutes.map(({ at }) => `minute ${(at - first) / MINUTE}`),
      unit: 'write units per second',
      series: [
        { name: 'consumed', draw: 'bar', values: minutes.map(({ consumed }) => perSecond(consumed)) },
        {
          name: 'throttled',
          draw: 'bar',
          values: minutes.map(({ throttled = 0, unitsOfAWrite = 1 }) =>
            perSecond(throttled * Math.max(1, unitsOfAWrite)),
          ),
        },
        { name: 'provisioned', draw: 'line', values: provisioned },
      ],
      caption,
    },
  };
}
