/**
 * How long tables and indexes take to change state, in virtual time. Usually next to nothing, so that nobody waits;
 * with the hazards `table-lifecycle` and `index-build` as long as on AWS (measured in October 2026, see
 * `docs/sandbox.md`).
 */
import { hash } from 'node:crypto';
import type { HazardName, Hazards } from '../../hazards.js';

/** From the least to the most, in milliseconds. */
type Span = readonly [least: number, most: number];

interface Timing {
  /** The hazard under which it takes as long as on AWS. */
  readonly hazard: HazardName;
  readonly brief: Span;
  readonly onAws: Span;
}

const TIMINGS = {
  /** CREATING until ACTIVE. */
  createTable: { hazard: 'table-lifecycle', brief: [500, 500], onAws: [2_000, 7_000] },
  /** The same, where the creating call asks for global indexes. */
  createTableWithIndexes: { hazard: 'table-lifecycle', brief: [500, 500], onAws: [14_000, 22_000] },
  /** UPDATING until ACTIVE: throughput, billing mode, table class. */
  updateTable: { hazard: 'table-lifecycle', brief: [300, 300], onAws: [1_000, 2_000] },
  /** UPDATING until ACTIVE: a stream turned on or off. */
  changeStream: { hazard: 'table-lifecycle', brief: [300, 300], onAws: [4_000, 5_000] },
  /** DELETING until gone. */
  deleteTable: { hazard: 'table-lifecycle', brief: [500, 500], onAws: [4_000, 6_000] },
  /** An index UPDATING (its throughput) until ACTIVE. */
  updateIndex: { hazard: 'table-lifecycle', brief: [300, 300], onAws: [2_000, 4_000] },
  /** A new index's resource allocation: the table is UPDATING, the index CREATING and not yet backfilling. */
  allocateIndex: { hazard: 'index-build', brief: [500, 500], onAws: [24_000, 56_000] },
  /** Backfilling at least this long, also on an empty table, which is ACTIVE again: 8 to 17 minutes with the above. */
  backfillIndex: { hazard: 'index-build', brief: [1_000, 1_000], onAws: [456_000, 960_000] },
  /** An index DELETING until gone; the table is UPDATING. */
  deleteIndex: { hazard: 'index-build', brief: [300, 300], onAws: [4_000, 5_500] },
} as const satisfies Readonly<Record<string, Timing>>;

export type Change = keyof typeof TIMINGS;

/**
 * Milliseconds that a change takes. They differ from one `subject` (a table's or an index's name) to another, and
 * are the same in every run.
 */
export type LifecycleTimes = (change: Change, subject: string) => number;

/** Asks the hazards anew each time: what is under way already takes as long as it began with. */
export function lifecycleTimes(hazards: Pick<Hazards, 'has'>): LifecycleTimes {
  return (change, subject) => {
    const { hazard, brief, onAws } = TIMINGS[change];
    const [least, most]: Span = hazards.has(hazard) ? onAws : brief;
    return least === most ? least : Math.round(least + (most - least) * shareOf(`${change} ${subject}`));
  };
}

const SHARE_DIGITS = 8;

/** A number from 0 to 1 that looks like chance. */
function shareOf(text: string): number {
  const digits = hash('sha256', text).slice(0, SHARE_DIGITS);
  return Number.parseInt(digits, 16) / (16 ** SHARE_DIGITS - 1);
}
