/**
 * Which calls go wrong. At night every single one, in every way. Otherwise those that differ: of each operation of a
 * stage its first call and its last, which are dealt to the ways like cards, so that each call meets some of the ways
 * and each way some calls of every stage.
 */
import { NIGHTLY } from './ways.js';

/** One call of a run. */
export interface Aim {
  /** Only its calls count; absent: all do. */
  readonly operation?: string;
  /** Counted from 1. */
  readonly occurrence: number;
}

/** The calls of a stage that go wrong in a way, one in each run. Without end: until a run has fewer. */
export function aimsOf(calls: readonly string[], deal: Deal): Iterable<Aim> {
  return NIGHTLY ? everyOne() : differing(calls).filter((_, index) => index % deal.of === deal.hand);
}

/** A way gets one of so many hands. */
export interface Deal {
  /** From 0. */
  readonly hand: number;
  readonly of: number;
}

function* everyOne(): Generator<Aim> {
  for (let occurrence = 1; ; occurrence += 1) yield { occurrence };
}

/** The first and the last call of each operation, in the order in which operations come first. */
export function differing(calls: readonly string[]): Aim[] {
  return [...new Set(calls)].flatMap((operation) => {
    const last = calls.filter((call) => call === operation).length;
    const first = { operation, occurrence: 1 };
    return last === 1 ? [first] : [first, { operation, occurrence: last }];
  });
}
