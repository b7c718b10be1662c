/** Waiting for a table that is busy with another change, which every resource on it may have to. */
import { isConcurrencyLimit, isTransientInUse } from '../aws/errors.js';

/** Milliseconds between two looks at a table: it is created in 2 to 7 s and deleted in 4 to 6 s. */
export const TABLE_POLL = 2_000;
/** Milliseconds that a table may stay busy: an index on it may take that long to be built. */
export const TABLE_DEADLINE = 30 * 60_000;

/** Another change to the same table is under way; this one may be asked for again. */
export function isTableBusy(error: unknown): boolean {
  return isTransientInUse(error) || isConcurrencyLimit(error);
}
