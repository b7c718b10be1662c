/** Which step goes next while something is settling at AWS. */
import type { Lab } from './lab.js';
import { requirementsOf } from './selection.js';
import type { Pending } from './settle.js';
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

/** Says why a step is held up, and which one goes before it. */
export function tellOrder(lab: Lab, held: StepId, { entry, settling }: Pending, ready: StepId): void {
  const usually = settling.usually === undefined ? '' : ` (usually ${settling.usually})`;
  lab.emit({
    event: 'note',
    tone: 'info',
    text:
      `${held} needs ${entry.id}, which AWS is still at work on${usually}. ` +
      `${ready} does not, and goes first.`,
  });
}
