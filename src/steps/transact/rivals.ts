/** Transactions that are sent at once, to meet on an item that all of them want. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { StepId } from '../../lab/step.js';
import { allSettled, codesInWords, writeTogether } from './transaction.js';

export interface Competitor {
  readonly name: string;
  readonly actions: readonly TransactWriteItem[];
}

/** One that was written in the end. */
export interface Rival {
  readonly name: string;
  /** Why it was refused, each time that it was, until it was written. */
  readonly refusals: readonly string[];
}

/**
 * Sends all of them at once; each is sent again until it is written.
 * @throws {Problem} when that takes one of them more than a minute.
 */
export function compete(
  lab: Lab,
  competitors: readonly Competitor[],
  step: StepId,
): Promise<readonly Rival[]> {
  return allSettled(
    competitors.map(async ({ name, actions }) => {
      const refusals: string[] = [];
      await writeTogether(lab, actions, {
        step,
        onRefusal: (reasons) => refusals.push(codesInWords(reasons)),
      });
      return { name, refusals };
    }),
  );
}

export function hasMetAnother({ refusals }: Rival): boolean {
  return refusals.some((codes) => codes.includes('TransactionConflict'));
}

export function showRivals(rivals: readonly Rival[]): Evidence {
  return {
    kind: 'table',
    title: 'Transactions at the same time',
    data: {
      columns: ['transaction', 'times sent', 'first refused for'],
      rows: rivals.map(({ name, refusals }) => [name, refusals.length + 1, refusals[0] ?? '']),
      caption: 'The SDK does not send a cancelled transaction again. The lab did, until it was written.',
    },
  };
}
