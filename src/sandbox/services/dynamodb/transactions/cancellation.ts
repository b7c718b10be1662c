/** Why a transaction was cancelled: one reason for each of its actions, in their order. */
import { AwsError } from '../../../errors.js';
import type { Engine } from '../engine.js';
import type { Table } from '../tables/table.js';
import { type Refusal, throttlingMessage } from '../throughput/refusals.js';
import { CONFLICT_TEXT } from './item-locks.js';

export interface CancellationReason {
  readonly Code:
    | 'None'
    | 'ConditionalCheckFailed'
    | 'ProvisionedThroughputExceeded'
    | 'ThrottlingError'
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
export function cancelForConflicts(
  { locks, throughput }: Pick<Engine, 'locks' | 'throughput'>,
  actions: readonly { readonly table: Table; readonly key: Buffer }[],
): void {
  const held = actions.filter(({ key }) => locks.isHeld(key));
  for (const table of new Set(held.map((action) => action.table))) {
    const items = held.filter((action) => action.table === table).length;
    throughput.metersOf(table).conflicted(items);
  }
  cancelFor(actions.map((action) => (held.includes(action) ? CONFLICT : NONE)));
}

/**
 * Throws TransactionCanceledException where there is no capacity for an action.
 * @param refusals of each action, in their order; none where it is let in.
 */
export function cancelForThroughput(refusals: readonly (readonly Refusal[])[]): void {
  cancelFor(refusals.map((ofAction) => (ofAction.length === 0 ? NONE : throttled(ofAction))));
}

/** Provisioned capacity has a code of its own, all other kinds of throttling have one together. */
function throttled(refusals: readonly Refusal[]): CancellationReason {
  const isOnDemand = refusals.some((refusal) => refusal.isOnDemand);
  return {
    Code: isOnDemand ? 'ThrottlingError' : 'ProvisionedThroughputExceeded',
    Message: throttlingMessage(refusals),
  };
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
