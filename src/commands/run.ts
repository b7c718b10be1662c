/** `run`: the whole lab, or a part of it. */
import type { StepInputs } from '../lab/input.js';
import { runSteps } from '../lab/runner.js';
import { selectSteps } from '../lab/selection.js';
import type { StepEntry } from '../lab/step.js';
import { remaining } from '../lab/survey.js';
import { ExitCode } from '../problem.js';
import { STEPS } from '../steps/index.js';
import { plural } from '../ui/format.js';
import { removeEverything } from './cleanup.js';
import { conversation } from './conversation.js';
import { printDetails } from './failure.js';
import type { Invocation } from './invocation.js';
import { showPlan } from './plan.js';
import { pricingOf } from './pricing.js';
import { CLEANUP_LABEL, commandLine, labelsOf } from './rendering.js';
import { inSession, type Session } from './session.js';
import { type GivenSettings, inputFromText } from './settings.js';

export interface RunFlags {
  /** Step ids, as typed. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly keep?: true | undefined;
}

/** @param given the steps' own settings: each step takes those that it has. */
export async function run(
  invocation: Invocation,
  { from, to, keep }: RunFlags,
  given: GivenSettings,
): Promise<ExitCode> {
  const { flags } = invocation;
  const selection = selectSteps(STEPS, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  const inputs = await inputsOf(selection, given);
  if (flags.dryRun) return showPlan(invocation, selection, inputs);
  const cleans = keep !== true && to === undefined;
  const steps = selection.map(({ id }) => id);
  const options = {
    labels: [...labelsOf(selection), CLEANUP_LABEL],
    plan: cleans ? [...steps, 'cleanup' as const] : steps,
    hints: {
      whenClean: flags.aws
        ? `Look back at what was done: ${commandLine(invocation, 'status')}`
        : 'The same on your own AWS account: orders-lab run --aws',
      whenRemaining: `Go on with: ${commandLine(invocation, 'run')}\nRemove everything with: ${commandLine(invocation, 'cleanup')}`,
    },
  };
  return inSession(invocation, options, async (session) => {
    await tellResumption(session);
    const { lab, rendering, prompts } = session;
    const outcome = await runSteps({
      lab,
      entries: STEPS,
      selection,
      inputs,
      ...(prompts === undefined || rendering.terminal === undefined
        ? {}
        : {
            ask: conversation({
              screen: invocation.screen,
              renderer: rendering.terminal,
              prompts,
              pricing: pricingOf(lab.target.kind, lab.target.region),
            }),
          }),
    });
    lab.signal.throwIfAborted();
    if (outcome.problem !== undefined && flags.verbose) printDetails(outcome.problem, flags.color);
    if (outcome.result === 'done' && cleans) return removeEverything(invocation, session);
    // Leaving is the learner's choice and no failure: what was not run is told as skipped.
    await session.summarize(outcome.result !== 'failed');
    return outcome.result === 'failed' ? ExitCode.Failed : ExitCode.Ok;
  });
}

async function inputsOf(selection: readonly StepEntry[], given: GivenSettings): Promise<StepInputs> {
  const inputs: StepInputs = {};
  for (const entry of selection) inputs[entry.id] = inputFromText(await entry.load(), given);
  return inputs;
}

/** A lab that was left halfway goes on: nothing is built twice. */
async function tellResumption({ lab, emit }: Session): Promise<void> {
  const found = await remaining(lab, STEPS);
  if (found.length === 0) return;
  emit({
    event: 'note',
    tone: 'info',
    text: `This lab goes on from where it was: ${plural(found.length, 'resource')} already there, and nothing is built twice.`,
  });
}
