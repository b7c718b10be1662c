/** What became of a load, in the same numbers however it was sent. */
import type { Evidence } from '../../lab/events.js';

export interface Outcome {
  readonly name: string;
  /** Items that were to be written. */
  readonly sent: number;
  /** Those that DynamoDB said it has taken. */
  readonly accepted: number;
  /** Times that an item was sent, the first included. */
  readonly attempts: number;
  /** Times that an item was refused. */
  readonly throttled: number;
  /** Milliseconds on the lab's clock. */
  readonly elapsed: number;
  /** Items of which nobody knows whether they were written by an attempt that failed by accident, at the most. */
  readonly unknown: number;
  /** Items that are in the table, read back when all was over. */
  readonly found: number;
}

/** "16 of 16 found" */
export function foundInWords({ found, sent }: Pick<Outcome, 'found' | 'sent'>): string {
  return `${found} of ${sent} found`;
}

export function showOutcomes(outcomes: readonly Outcome[]): Evidence {
  return {
    kind: 'table',
    title: 'The same writes, side by side',
    data: {
      columns: ['mode', 'sent', 'accepted', 'throttled', 'attempts', 'seconds', 'lost'],
      rows: outcomes.map(({ name, sent, accepted, throttled, attempts, elapsed, found }) => [
        name,
        sent,
        accepted,
        throttled,
        attempts,
        Math.round(elapsed / 100) / 10,
        sent - found,
      ]),
      caption: 'Lost: not in the table, read back at the end. One unit a second: nothing can be quicker.',
    },
  };
}
