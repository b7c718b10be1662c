/** What `doctor` finds: one thing that the lab needs, or has left behind, and what to do about it. */

export const FINDING_AREAS = ['machine', 'access', 'permissions', 'quotas', 'names', 'labs'] as const;
export type FindingArea = (typeof FINDING_AREAS)[number];

/**
 * - `ok`: as it should be.
 * - `note`: worth knowing, nothing to do.
 * - `warning`: the lab works, but something is amiss, or will be.
 * - `blocker`: the lab would fail. `doctor` exits with 1.
 * - `unknown`: it could not be found out, which `found` says why.
 */
export type FindingState = 'ok' | 'note' | 'warning' | 'blocker' | 'unknown';

export interface Finding {
  /** Stable, for scripts: `clock-skew`, `permission/dynamodb`. */
  readonly id: string;
  readonly area: FindingArea;
  /** What should hold, as a sentence without its full stop: "The clock agrees with that of AWS". */
  readonly claim: string;
  readonly state: FindingState;
  /** What was found: "it is 4 min 10 s behind". */
  readonly found: string;
  /** The remedy: what to type, or whom to ask. Always there for a warning and a blocker. */
  readonly next?: string;
}
