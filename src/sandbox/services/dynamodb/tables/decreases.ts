/**
 * How often throughput may be lowered (AWS: "Quotas in Amazon DynamoDB"): four times in a UTC day at any time,
 * and after that once more for each hour without a decrease.
 */
import type { Throughput, Units } from './record.js';

const FREE_DECREASES = 4;
const DAY = 24 * 60 * 60 * 1000; /* 24 hours */
const HOUR = 60 * 60 * 1000; /* 1 hour */

export function decreasesToday({ decreasedAt, decreases }: Throughput, now: number): number {
  return decreasedAt !== undefined && dayOf(decreasedAt) === dayOf(now) ? decreases : 0;
}

export function mayDecrease(throughput: Throughput, now: number): boolean {
  if (decreasesToday(throughput, now) < FREE_DECREASES) return true;
  return throughput.decreasedAt === undefined || now - throughput.decreasedAt >= HOUR;
}

/** A change that raises one unit and lowers the other is both; from or to on-demand it is neither. */
export function changedThroughput(throughput: Throughput, units: Units, now: number): Throughput {
  if (throughput.read === 0 || units.read === 0) return { ...units, decreases: 0 };
  const decreased = isDecrease(throughput, units);
  const increased = units.read > throughput.read || units.write > throughput.write;
  return {
    ...throughput,
    ...units,
    ...(increased ? { increasedAt: now } : {}),
    ...(decreased ? { decreasedAt: now, decreases: decreasesToday(throughput, now) + 1 } : {}),
  };
}

export function isDecrease(throughput: Units, units: Units): boolean {
  return units.read < throughput.read || units.write < throughput.write;
}

/** What AWS tells of a decrease that comes too early: how many there were, when the last was and the next may be. */
export function lastDecrease(
  throughput: Throughput,
  now: number,
): { readonly count: number; readonly last: string; readonly next: string } {
  const last = throughput.decreasedAt ?? now;
  return { count: decreasesToday(throughput, now), last: longDate(last), next: longDate(last + HOUR) };
}

const LONG_DATE = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'full',
  timeStyle: 'long',
  timeZone: 'UTC',
});

/** Sunday, November 22, 2026, 10:04:45 PM UTC */
function longDate(time: number): string {
  return LONG_DATE.format(time).replace(' at ', ', ');
}

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}
