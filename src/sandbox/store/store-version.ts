/** A store says which version of the sandbox's data layout it has, so that no code reads what it cannot. */
import { Problem } from '../../problem.js';
import type { Store } from './store.js';

/** Raised with every change that older code could not read, or that must rewrite what older code has written. */
export const STORE_VERSION = 1;

const KEY = 'version';

/**
 * Marks a new store, and throws a Problem for one that other versions of orders-lab have written. There is no
 * older version yet to be upgraded from.
 */
export function assertStoreVersion(store: Store): void {
  const about = store.collection<number>('store');
  const found = about.get(KEY);
  if (found === undefined) about.put(KEY, STORE_VERSION);
  else if (found !== STORE_VERSION) {
    throw new Problem(
      'The sandbox was last used by another version of orders-lab, which keeps its data otherwise.',
      {
        next: 'Use that version again, or erase the sandbox: orders-lab sandbox reset',
        because: `Its store has version ${found}; this orders-lab reads version ${STORE_VERSION}.`,
      },
    );
  }
}
