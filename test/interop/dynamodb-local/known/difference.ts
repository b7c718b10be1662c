/** What a difference that is Amazon's, and not ours, looks like. */
import type { Step } from '../generate/steps.js';
import type { TableShape } from '../generate/tables.js';
import type { Outcome } from '../outcome.js';

export interface Circumstances {
  readonly step: Step;
  readonly tables: readonly TableShape[];
  readonly ours: Outcome;
}

export interface KnownDifference {
  /** Short, for the table in `docs/sandbox-differences.md`, where it is listed under this name. */
  readonly name: string;
  /**
   * The outcome that AWS has where DynamoDB Local has `amazons`; the very same object where this difference has
   * no part in it. Taken from the step and Local's own outcome as far as that is possible.
   */
  correct(amazons: Outcome, circumstances: Circumstances): Outcome;
}
