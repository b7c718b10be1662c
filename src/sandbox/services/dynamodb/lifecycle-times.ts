/**
 * How long tables and indexes take to change state, in milliseconds of virtual time. Real AWS takes seconds to
 * minutes (see `docs/sandbox.md`); these are short, so that a learner without a fast clock does not wait.
 */
export interface LifecycleTimes {
  /** CREATING until ACTIVE. */
  readonly createTable: number;
  /** UPDATING until ACTIVE: throughput, billing mode, stream, table class. */
  readonly updateTable: number;
  /** DELETING until gone. */
  readonly deleteTable: number;
  /** A new index's resource allocation: the table is UPDATING, the index CREATING and not yet backfilling. */
  readonly allocateIndex: number;
  /** Backfilling at least this long: the table is ACTIVE again, the index CREATING. */
  readonly backfillIndex: number;
  /** An index UPDATING (its throughput) until ACTIVE. */
  readonly updateIndex: number;
  /** An index DELETING until gone. */
  readonly deleteIndex: number;
}

export const LIFECYCLE_TIMES: LifecycleTimes = {
  createTable: 500,
  updateTable: 300,
  deleteTable: 500,
  allocateIndex: 500,
  backfillIndex: 1000,
  updateIndex: 300,
  deleteIndex: 300,
};
