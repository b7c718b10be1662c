/** What cleanup found and what became of it, as evidence. */
import type { CleanupItem, Removal } from '../lab/cleanup.js';
import type { EmitEvent, Evidence } from '../lab/events.js';
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

/** Shows what exists, and why what stays does. What cleanup makes of each is only told where they differ. */
export function tellPlan(emit: EmitEvent, title: string, plan: readonly CleanupItem[]): void {
  const differs = plan.some(({ action }) => action !== 'delete');
  emit({
    event: 'evidence',
    step: 'cleanup',
    kind: 'table',
    title,
    data: {
      columns: ['kind', 'name', 'age', ...(differs ? ['cleanup'] : [])],
      rows: plan.map(({ resource, age, action }) => [
        resource.kind,
        resource.name,
        age === undefined ? '' : duration(age),
        ...(differs ? [INTENDED[action]] : []),
      ]),
    },
  });
  const reasons = plan.flatMap(({ resource, because }) =>
    because === undefined ? [] : [`${resource.kind} ${resource.name}: ${because}`],
  );
  if (reasons.length === 0) return;
  const stays: Evidence = { kind: 'text', title: 'What stays, and why', data: { text: reasons.join('\n') } };
  emit({ event: 'evidence', step: 'cleanup', ...stays });
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
