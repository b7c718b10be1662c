/** Running the real steps against a lab, in parts. */
import { tellGaps } from '../../src/commands/cleanup-evidence.js';
import { type CleanupOutcome, cleanUp, planCleanup } from '../../src/lab/cleanup.js';
import type { OpenLab } from '../../src/lab/create-lab.js';
import type { Check } from '../../src/lab/events.js';
import type { StepInputs } from '../../src/lab/input.js';
import { parseInput } from '../../src/lab/input.js';
import { type RunOutcome, runSteps } from '../../src/lab/runner.js';
import { selectSteps } from '../../src/lab/selection.js';
import type { StepEntry, StepId } from '../../src/lab/step.js';
import { sweepByTags } from '../../src/resources/sweep.js';
import { STEPS } from '../../src/steps/index.js';

/** Few orders, so that a run takes a moment. */
const FEW = { seed: { count: 10 } } as const satisfies StepInputs;

/** Runs the lab's steps up to `to`, all of them by default, with ten generated orders. */
export function runTo(lab: OpenLab, to?: StepId, inputs: StepInputs = FEW): Promise<RunOutcome> {
  const selection = selectSteps(STEPS, to === undefined ? {} : { to });
  return runSteps({ lab, entries: STEPS, selection, inputs });
}

/** Runs one step, as its subcommand does. */
export function runOnly(lab: OpenLab, id: StepId, inputs: StepInputs = FEW): Promise<RunOutcome> {
  return runSteps({ lab, entries: STEPS, selection: selectSteps(STEPS, { from: id, to: id }), inputs });
}

export async function cleanAll(lab: OpenLab): Promise<CleanupOutcome> {
  const plan = await planCleanup(lab, STEPS, sweepByTags);
  tellGaps(lab.emit, [plan.incomplete]);
  return cleanUp(lab, plan);
}

export function entryOf(id: StepId): StepEntry {
  const [entry] = selectSteps(STEPS, { from: id, to: id });
  if (entry === undefined) throw new Error(`no step ${id}`);
  return entry;
}

/** What a step's inspection finds now. */
export async function inspect(lab: OpenLab, id: StepId): Promise<Check[]> {
  const step = await entryOf(id).load();
  const checks: Check[] = [];
  for await (const check of step.inspect?.(lab) ?? []) checks.push(check);
  return checks;
}

/** The checks of a step's demonstration, without building first. */
export async function demonstrate(lab: OpenLab, id: StepId, inputs: StepInputs = FEW): Promise<Check[]> {
  const step = await entryOf(id).load();
  const checks: Check[] = [];
  for await (const said of step.demonstrate?.(lab, parseInput(id, step, inputs[id])) ?? []) {
    if ('claim' in said) checks.push(said);
  }
  return checks;
}

/** The ids of the checks that did not pass. */
export function failed(checks: readonly Check[]): string[] {
  return checks.filter(({ ok }) => !ok).map(({ id }) => id);
}
