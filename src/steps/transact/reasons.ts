/** Why transactions are cancelled, and which of the reasons are worth sending them again. */
import { isPassingReason } from '../../aws/errors.js';
import type { Evidence } from '../../lab/events.js';

/** Every code that AWS documents for a cancellation, and what it means for whoever has to decide. */
const REASONS: readonly (readonly [code: string, why: string])[] = [
  ['TransactionConflict', 'another has the item for a moment'],
  ['ProvisionedThroughputExceeded', 'capacity comes back, second by second'],
  ['ThrottlingError', 'the table is being scaled'],
  ['ConditionalCheckFailed', 'decide anew: the item is another'],
  ['ValidationError', 'the request is wrong and stays so'],
  ['ItemCollectionSizeLimitExceeded', 'the item collection is full'],
];

export function showReasonsWorthARetry(): Evidence {
  return {
    kind: 'table',
    title: 'Which reasons are worth a retry',
    data: {
      columns: ['reason', 'retry', 'because'],
      rows: REASONS.map(([code, why]) => [code, isPassingReason(code) ? 'yes' : 'no', why]),
    },
  };
}
