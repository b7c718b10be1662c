/** Why a transaction was cancelled: one reason for each of its actions, in their order. */
import { AwsError } from '../../../errors.js';
import { type Direction, type LateThrottles, throughputExceeded } from '../late-throttles.js';
import type { Table } from '../tables/table.js';
import { CONFLICT_TEXT } from './item-locks.js';

export interface CancellationReason {
  readonly Code:
    | 'None'
    | 'ConditionalCheckFailed'
    | 'ProvisionedThroughputExceeded'
    | 'TransactionConflict'
    | 'ValidationError';
  readonly Message?: string;
  /** The item as it is, where the action asks for it and its condition does not hold. */
  readonly Item?: unknown;
}

const NONE: CancellationReason = { Code: 'None' };

/**
 * AWS has two beginnings for what is wrong with an attribute's value: this one for what it finds in the request
 * itself, before the transaction begins (an empty key), and "… were invalid" for what it finds at the table,
 * which cancels the transaction (a key of another type).
 */
const FOUND_IN_REQUEST = 'One or more parameter values are not valid.';

const CONFLICT: CancellationReason = { Code: 'TransactionConflict', Message: CONFLICT_TEXT };

/**
 * The reason that an action's failure is for cancelling its transaction. A failure that is none, since it is
 * the request's as a whole, is thrown again.
 */
function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof AwsError)) throw error;
  switch (error.code) {
    case 'ConditionalCheckFailedException':
      return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.members };
    case 'ValidationException':
      if (error.message.startsWith(FOUND_IN_REQUEST)) throw error;
      return { Code: 'ValidationError', Message: error.message };
    default:
      throw error;
  }
}

/** What `work` makes of each action. Throws TransactionCanceledException when it fails for any of them. */
export function forEachAction<A, R>(actions: readonly A[], work: (action: A) => R): R[] {
  const results: R[] = [];
  const reasons = actions.map((action) => {
    try {
      results.push(work(action));
      return NONE;
    } catch (error) {
      return reasonOf(error);
    }
  });
  cancelFor(reasons);
  return results;
}

/** Throws TransactionCanceledException where any of the items is another transaction's at the moment. */
export function cancelForConflicts(held: readonly boolean[]): void {
  cancelFor(held.map((isHeld) => (isHeld ? CONFLICT : NONE)));
}

/** Throws TransactionCanceledException where any of the tables refuses its part of the transaction. */
export function cancelForThroughput(
  throttles: LateThrottles,
  actions: readonly { readonly table: Table }[],
  direction: Direction,
): void {
  const refusals = new Map<Table, CancellationReason>();
  for (const table of new Set(actions.map((action) => action.table))) {
    // All of a table's actions are one request: in parts, a large one would never get through.
    if (throttles.admit(table, direction, 1) > 0) continue;
    const { message } = throughputExceeded(table, direction);
    refusals.set(table, { Code: 'ProvisionedThroughputExceeded', Message: message });
  }
  if (refusals.size > 0) cancelFor(actions.map(({ table }) => refusals.get(table) ?? NONE));
}

function cancelFor(reasons: readonly CancellationReason[]): void {
  const codes = reasons.map(({ Code }) => Code);
  if (codes.every((code) => code === 'None')) return;
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    { members: { CancellationReasons: reasons } },
  );
}
