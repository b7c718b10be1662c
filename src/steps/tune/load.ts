/** A steady load of writes above the target of auto scaling, until capacity has followed it and stays. */
import type { Lab } from '../../lab/lab.js';
import { describeTable } from '../../resources/describe-table.js';
import type { ScalingSpec } from '../../resources/scaling.js';
import { type LoadOrder, UNITS_OF_A_WRITE, writeNumber } from './load-order.js';

const MINUTE = 60_000; /* ms */
/** How much more is written than the capacity of before would serve for ever. */
const OVERLOAD = 1.6;
/** Minutes that the load goes on for when capacity has followed: what is measured then is measured whole. */
const MINUTES_AFTER = 3;
/** Minutes over which the load is averaged, */
export const MINUTES_MEASURED = 2;
/** and in all, if capacity does not follow. On AWS it takes about 4. */
const MOST_MINUTES = 12;
/** Percent above the target at which auto scaling has more to add. */
export const TOLERANCE = 5;

export interface Write {
  /** Milliseconds on the lab's clock. */
  readonly at: number;
  readonly number: number;
  readonly units: number;
}

/** The provisioned write units of the table at a moment. */
export interface Sample {
  readonly at: number;
  readonly units: number;
}

export interface Load {
  readonly startedAt: number;
  readonly unitsBefore: number;
  /** Only those that were answered. */
  readonly writes: readonly Write[];
  readonly samples: readonly Sample[];
}

/** Writes each minute for a table with so many units: above the target, and not more than the maximum can serve. */
export function writesPerMinute(unitsBefore: number, { maximum, utilization }: ScalingSpec): number {
  const perMinute = (unitsPerSecond: number): number => (unitsPerSecond * 60) / UNITS_OF_A_WRITE;
  return Math.min(
    Math.ceil(perMinute(unitsBefore * OVERLOAD)),
    Math.floor(perMinute((maximum * utilization) / 100)),
  );
}

/** Whether the load is above the target: not where the table is near its maximum already. */
export function hasRoom(unitsBefore: number, spec: ScalingSpec): boolean {
  return rateOf(unitsBefore, spec) * 100 > unitsBefore * (spec.utilization + TOLERANCE);
}

/** Units a second. */
export function rateOf(unitsBefore: number, spec: ScalingSpec): number {
  return (writesPerMinute(unitsBefore, spec) * UNITS_OF_A_WRITE) / 60;
}

/** Goes on with a load, or begins it; ends when capacity has followed for a while, or after twelve minutes. */
export async function driveLoad(lab: Lab, order: LoadOrder, spec: ScalingSpec): Promise<Load> {
  const { startedAt, unitsBefore } = order;
  const perMinute = writesPerMinute(unitsBefore, spec);
  const every = MINUTE / perMinute;
  const load = { startedAt, unitsBefore, writes: [] as Write[], samples: [] as Sample[] };
  const begun = lab.clock.now();
  let number = Math.max(0, ...order.written);
  let next = nextTick(begun, every);
  tellProgress(lab, load, 0);
  for (let tick = 0; tick < MOST_MINUTES * perMinute; tick += 1) {
    await lab.clock.until(next);
    number += 1;
    const units = await writeNumber(lab, number);
    const at = lab.clock.now();
    load.writes.push({ at, number, units });
    load.samples.push({ at, units: await writeUnits(lab, spec.tableName) });
    tellProgress(lab, load, at - begun);
    if (hasSettled(load, at, spec)) break;
    next = nextTick(Math.max(next, at), every);
  }
  return load;
}

/** In the middle of equal parts of a minute, so that every whole minute has as many writes. */
function nextTick(after: number, every: number): number {
  return (Math.floor(after / every + 0.5) + 0.5) * every;
}

export async function writeUnits(lab: Lab, tableName: string): Promise<number> {
  const table = await describeTable(lab, tableName);
  return table?.ProvisionedThroughput?.WriteCapacityUnits ?? 0;
}

/** What is in use of what is provisioned, in percent, over the last minutes of the load. */
export function utilizationOf({ writes, samples }: Pick<Load, 'writes' | 'samples'>): number {
  const provisioned = samples.at(-1)?.units ?? 0;
  const until = writes.at(-1)?.at ?? 0;
  const from = until - MINUTES_MEASURED * MINUTE;
  const units = writes.reduce((sum, write) => sum + (write.at > from ? write.units : 0), 0);
  return provisioned === 0 ? 0 : (units * 100) / (MINUTES_MEASURED * 60 * provisioned);
}

/** Whether capacity has followed, is enough, and has not changed for some minutes. */
function hasSettled(load: Load, now: number, { utilization }: ScalingSpec): boolean {
  const units = load.samples.at(-1)?.units ?? 0;
  if (units <= load.unitsBefore || utilizationOf(load) > utilization + TOLERANCE) return false;
  const others = load.samples.filter((sample) => sample.units !== units);
  const since = others.at(-1)?.at ?? load.samples[0]?.at ?? now;
  return now - since >= MINUTES_AFTER * MINUTE;
}

function tellProgress(lab: Lab, { unitsBefore, samples }: Load, elapsed: number): void {
  const units = samples.at(-1)?.units ?? unitsBefore;
  lab.progress({
    title: `Writing above the target, ${units} units provisioned`,
    elapsed,
    reason:
      units > unitsBefore
        ? 'capacity has followed; does it stay?'
        : 'two minutes above the target, then the alarm, then more capacity',
    trend: samples.map((sample) => sample.units),
  });
}
