/** One step alone. */
import { runSteps } from '../lab/runner.js';
import type { StepEntry } from '../lab/step.js';
import { ExitCode } from '../problem.js';
import { STEPS } from '../steps/index.js';
import { explain } from './conversation.js';
import { printDetails } from './failure.js';
import type { Invocation } from './invocation.js';
import { showPlan } from './plan.js';
import { pricingOf } from './pricing.js';
import { commandLine, labelsOf } from './rendering.js';
import { inSession } from './session.js';
import { type GivenSettings, inputFromText } from './settings.js';

/** Runs the step with the flags given. Whoever names a step wants it run: it is explained, not asked about. */
export async function runStep(
  invocation: Invocation,
  entry: StepEntry,
  given: GivenSettings,
): Promise<ExitCode> {
  const { flags, screen, terminal } = invocation;
  const step = await entry.load();
  const input = inputFromText(step, given);
  if (flags.dryRun) return showPlan(invocation, [entry], { [entry.id]: input });
  const next = STEPS[STEPS.indexOf(entry) + 1];
  const cleanup = `Remove everything with: ${commandLine(invocation, 'cleanup')}`;
  const options = {
    labels: labelsOf([entry]),
    plan: [entry.id],
    hints: {
      whenClean: `Begin with: ${commandLine(invocation, 'create-table')}`,
      whenRemaining:
        next === undefined ? cleanup : `The next step: ${commandLine(invocation, next.id)}\n${cleanup}`,
      whenFailed: cleanup,
    },
  };
  return inSession(invocation, options, async ({ lab, rendering, summarize }) => {
    if (terminal.interactive && rendering.terminal !== undefined) {
      const pricing = pricingOf(lab.target.kind, lab.target.region);
      await explain({ entry, step, input }, { screen, renderer: rendering.terminal, pricing });
    }
    const outcome = await runSteps({
      lab,
      entries: STEPS,
      selection: [entry],
      inputs: { [entry.id]: input },
    });
    lab.signal.throwIfAborted();
    if (outcome.problem !== undefined && flags.verbose) printDetails(outcome.problem, flags.color);
    await summarize(outcome.result === 'done');
    return outcome.result === 'done' ? ExitCode.Ok : ExitCode.Failed;
  });
}
