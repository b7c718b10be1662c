/** Which steps a run covers. */
import { Problem } from '../problem.js';
import { shortened } from './shortened.js';
import type { StepEntry, StepId } from './step.js';

export interface Range {
  /** First step, as typed. */
  readonly from?: string;
  /** Last step, as typed. */
  readonly to?: string;
}

/**
 * The steps from `from` to `to`, both included, in the order of the table of contents.
 * @throws {Problem} (usage) for an unknown step, or a range that ends before it begins.
 */
export function selectSteps(entries: readonly StepEntry[], { from, to }: Range): readonly StepEntry[] {
  const first = from === undefined ? 0 : positionOf(entries, from, '--from');
  const last = to === undefined ? entries.length - 1 : positionOf(entries, to, '--to');
  if (first > last) {
    throw Problem.usage(`--from ${from} comes after --to ${to}.`, `The steps, in order: ${listOf(entries)}.`);
  }
  return entries.slice(first, last + 1);
}

function positionOf(entries: readonly StepEntry[], typed: string, flag: string): number {
  const position = entries.findIndex(({ id }) => id === typed);
  if (position < 0) {
    throw Problem.usage(
      `${flag}: there is no step ${JSON.stringify(shortened(typed))}.`,
      `Choose one of: ${listOf(entries)}.`,
    );
  }
  return position;
}

function listOf(entries: readonly StepEntry[]): string {
  return entries.map(({ id }) => id).join(', ');
}

/** Everything a step rests on, directly or not, in the order of the table of contents. */
export function requirementsOf(entries: readonly StepEntry[], id: StepId): readonly StepEntry[] {
  const needed = new Set<StepId>();
  const visit = (step: StepId): void => {
    for (const required of entries.find((entry) => entry.id === step)?.requires ?? []) {
      if (needed.has(required)) continue;
      needed.add(required);
      visit(required);
    }
  };
  visit(id);
  return entries.filter((entry) => needed.has(entry.id));
}
