/** What the lab costs on AWS, as sums over named items. Pure. The prices themselves are in `aws/prices.ts`. */

/** Milliseconds. */
const HOUR = 3_600_000;

export interface CostItem {
  /** What is paid for: "the table Orders: 5 read and 5 write units". */
  readonly what: string;
  /** US dollars, without any free tier: per hour for what stands, in all for what a run uses up. */
  readonly dollars: number;
}

export interface StepCost {
  /** For every hour that what the step builds exists. */
  readonly perHour: readonly CostItem[];
  /** For one run of the step, about. */
  readonly once: readonly CostItem[];
}

export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}

/** Something that exists: a `Found` of a resource that is ours has this shape. */
export interface Standing {
  /** What it costs per hour, as it is now. Absent: nothing, but for what is done with it. */
  readonly perHour?: readonly CostItem[];
  /** Milliseconds since the epoch, when AWS tells. */
  readonly createdAt?: number;
}

/** What a lab that stands costs. */
export interface RunningCost {
  /** US dollars for every hour from now on. */
  readonly perHour: number;
  /**
   * US dollars until now, each thing at the rate that it has now, for as long as it has been there. Capacity may have
   * been higher or lower for a while, and what has been removed since is not in it: say "about".
   */
  readonly soFar: number;
}

/**
 * What everything that stands costs per hour, and has cost so far: for each thing its rate times its age. What does not
 * tell when it was made (alarms, dashboards) is taken to be as old as the oldest that does, else as old as the lab.
 * @param now milliseconds since the epoch, on the clock that the ages were told by
 * @param startedAt when the lab was begun, as its record says. Where nothing is known of a thing's age, it counts as new.
 */
export function costSoFar(things: readonly Standing[], now: number, startedAt = now): RunningCost {
  const paid = things.flatMap(({ perHour = [], createdAt }) =>
    perHour.length === 0 ? [] : [{ perHour, createdAt }],
  );
  const told = paid.flatMap(({ createdAt }) => createdAt ?? []);
  const oldest = told.length === 0 ? startedAt : Math.min(...told);
  return {
    perHour: total(paid.flatMap(({ perHour }) => perHour)),
    soFar: paid.reduce(
      (sum, { perHour, createdAt = oldest }) => sum + total(perHour) * hoursBetween(createdAt, now),
      0,
    ),
  };
}

/** 0 where it is the other way round: two clocks may differ. */
function hoursBetween(from: number, to: number): number {
  return Math.max(0, to - from) / HOUR;
}
