/** Which step goes next while something is settling at AWS. */

import { requirementsOf } from './selection.js';
import type { StepEntry, StepId } from './step.js';

/**
 * The first of these that rests on nothing that is settling, nor on another one of them; undefined where there is none,
 * so that one has to wait.
 */
export function firstReady<T extends { readonly entry: StepEntry }>(
  upcoming: readonly T[],
  entries: readonly StepEntry[],
  settling: { has(id: StepId): boolean },
): T | undefined {
  const toCome = new Set(upcoming.map(({ entry }) => entry.id));
  return upcoming.find(({ entry }) =>
    requirementsOf(entries, entry.id).every(({ id }) => !settling.has(id) && !toCome.has(id)),
  );
}
