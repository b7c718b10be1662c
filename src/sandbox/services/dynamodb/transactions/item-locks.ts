/**
 * The items that transactions have in hand. AWS's transactions take their time in two rounds, one that claims
 * all items and one that writes them, and whoever wants to write a claimed item meanwhile is turned away (AWS:
 * "Managing complex workflows with DynamoDB transactions", transaction conflict handling). The sandbox writes
 * all items at once; so that conflicts are met as on AWS, a transaction claims its items when it arrives and
 * writes them a moment later, after the requests that were sent together with it. Reads take what is there.
 */
import { AwsError } from '../../../errors.js';

/** What AWS says of an item that another transaction has in hand. */
export const CONFLICT_TEXT = 'Transaction is ongoing for the item';

/** In memory only: what a killed process had in hand has never happened. */
export class ItemLocks {
  readonly #held = new Set<string>();

  /** Whether a transaction has the item in hand. Costs nothing while there is no transaction. */
  isHeld(key: Buffer): boolean {
    return this.#held.size > 0 && this.#held.has(nameOf(key));
  }

  /** Claims items that are free (`isHeld`); call what it returns to let go of them. */
  hold(keys: readonly Buffer[]): () => void {
    const names = keys.map(nameOf);
    for (const name of names) this.#held.add(name);
    return () => {
      for (const name of names) this.#held.delete(name);
    };
  }
}

/** What a single write is answered to an item that a transaction has in hand. */
export function itemIsHeld(): AwsError {
  return new AwsError('TransactionConflictException', CONFLICT_TEXT);
}

/** Store keys of rows are different for different tables. */
function nameOf(key: Buffer): string {
  return key.toString('latin1');
}
