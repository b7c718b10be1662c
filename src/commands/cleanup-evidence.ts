/** What cleanup found and what became of it, as evidence. */
import type { CleanupItem, CleanupPlan, Removal } from '../lab/cleanup.js';
import type { EmitEvent } from '../lab/events.js';
import { duration } from '../ui/format.js';

const INTENDED = {
  delete: 'deletes it',
  'leave-alone': 'leaves it alone',
  unable: 'cannot delete it',
} as const satisfies Record<CleanupItem['action'], string>;

const BECAME = {
  deleted: 'deleted',
  'already-gone': 'already gone',
  'left-alone': 'left alone',
  failed: 'failed',
} as const satisfies Record<Removal['result'], string>;

/**
 * Shows what exists, and why what stays does. What cleanup makes of each is only told where they differ.
 * @param caption what it has cost, where it has.
 */
export function tellPlan(
  emit: EmitEvent,
  title: string,
  { items }: CleanupPlan,
  caption: string | undefined,
): void {
  if (items.length === 0) return;
  const differs = items.some(({ action }) => action !== 'delete');
  emit({
    event: 'evidence',
    step: 'cleanup',
    kind: 'table',
    title,
    data: {
      columns: ['kind', 'name', 'age', ...(differs ? ['cleanup'] : [])],
      rows: items.map(({ resource, age, action }) => [
        resource.kind,
        resource.name,
        age === undefined ? '' : duration(age),
        ...(differs ? [INTENDED[action]] : []),
      ]),
      ...(caption === undefined ? {} : { caption }),
    },
  });
  const reasons = items.flatMap(({ resource, because }) =>
    because === undefined ? [] : [`${resource.kind} ${resource.name}: ${because}`],
  );
  tellText(emit, 'What stays, and why', reasons);
}

/** Shows why there may be more than is shown. */
export function tellGaps(emit: EmitEvent, gaps: readonly (string | undefined)[]): void {
  const told = [...new Set(gaps.filter((gap) => gap !== undefined))];
  tellText(emit, 'Not everything was searched', told);
}

export function tellNothing(emit: EmitEvent): void {
  emit({ event: 'note', step: 'cleanup', tone: 'info', text: 'There is nothing to remove.' });
}

function tellText(emit: EmitEvent, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  emit({ event: 'evidence', step: 'cleanup', kind: 'text', title, data: { text: lines.join('\n') } });
}

/** What became of each thing. People are told as it happens. */
export function tellOutcome(emit: EmitEvent, title: string, removals: readonly Removal[]): void {
  if (removals.length === 0) return;
  emit({
    event: 'evidence',
    step: 'cleanup',
    kind: 'table',
    title,
    data: {
      columns: ['kind', 'name', 'result', 'why'],
      rows: removals.map(({ kind, name, result, because = '' }) => [kind, name, BECAME[result], because]),
    },
  });
}
