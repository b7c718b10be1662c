/** Which step goes next while something is settling at AWS. */

import { requirementsOf } from './selection.js';
import type { StepEntry, StepId } from './step.js';

/**
 * The first of these that rests on nothing that is settling; undefined where there is none, so that one has to wait.
 * @param upcoming in the order of the table of contents, where a step comes after all that it rests on.
 */
export function firstReady<T extends { readonly entry: StepEntry }>(
  upcoming: readonly T[],
  entries: readonly StepEntry[],
  settling: { has(id: StepId): boolean },
): T | undefined {
  return upcoming.find(({ entry }) => requirementsOf(entries, entry.id).every(({ id }) => !settling.has(id)));
}
