/** Spans of time as people type them: `90s`, `15m`, `1h30m`, `2d`. */
import { shortened } from '../lab/shortened.js';
import { Problem } from '../problem.js';

/** Milliseconds. */
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
/** Largest unit first, each at most once, at least one of them. */
const SPAN = /^(?=.)(?:(?<d>\d+)d)?(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+)s)?$/;
/** Milliseconds. Longer than any wait of AWS, and short enough to be run through in a moment. */
const LONGEST = 366 * UNITS.d;

/**
 * Milliseconds of a span.
 * @throws {Problem} (usage) for anything else, for nothing at all, and for more than 366 days.
 */
export function millisecondsOf(typed: string): number {
  const parts = SPAN.exec(typed.trim().toLowerCase())?.groups;
  if (parts === undefined) throw noSpan(`is not ${JSON.stringify(shortened(typed))}`);
  const milliseconds = Object.entries(UNITS).reduce(
    (total, [unit, length]) => total + Number(parts[unit] ?? 0) * length,
    0,
  );
  if (milliseconds === 0) throw noSpan('is longer than nothing');
  if (milliseconds > LONGEST) throw noSpan('is 366 days at most');
  return milliseconds;
}

function noSpan(rule: string): Problem {
  return Problem.usage(
    `A span of time ${rule}.`,
    'Give days, hours, minutes or seconds, for example 15m, 90s, 1h30m or 2d',
  );
}
