/** A step's input: what flags and prompts gave, held against the step's schema. */
import { Problem } from '../problem.js';
import type { AnyStep, StepId, StepInput } from './step.js';

/** Values as given, by step; what is absent takes the step's default. */
export type StepInputs = Partial<Record<StepId, StepInput>>;

/** @throws {Problem} (usage) naming every member that the schema refuses. */
export function parseInput(id: StepId, step: AnyStep, given: StepInput = {}): StepInput {
  const parsed = step.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const member = path.join('.');
    return member === '' ? message : `--${flagOf(member)}: ${message}`;
  });
  throw Problem.usage(`The step ${id} cannot take this input.`, `Correct ${faults.join('; ')}.`);
}

/** `pageSize` is typed `--page-size`. */
function flagOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
