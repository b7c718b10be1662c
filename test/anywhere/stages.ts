/** The stages of the lab that are interrupted and disturbed: every step there is, and cleanup as the last. */
import { toProblem } from '../../src/aws/explain.js';
import type { Section } from '../../src/lab/events.js';
import type { RunOutcome } from '../../src/lab/runner.js';
import type { StepId } from '../../src/lab/step.js';
import { ExitCode, type Problem } from '../../src/problem.js';
import { STEPS } from '../../src/steps/index.js';
import type { TestLab } from '../support/lab.js';
import { cleanAll, runOnly, runTo } from '../support/steps.js';

export type Stage = Section;

export const STAGES: readonly Stage[] = [...STEPS.map(({ id }) => id), 'cleanup'];

/**
 * How a stage has ended. `told`: a call failed, and the learner is told why and what to do. `refuted`: a check
 * failed, which a disturbed call is no good reason for.
 */
export type Ending =
  | { readonly result: 'done' | 'interrupted' }
  | { readonly result: 'told' | 'refuted'; readonly why: string };

/** Runs the lab once up to a step, the last one by default, without cleanup; throws as {@link attempt} does. */
export function attemptAll(testLab: TestLab, to?: StepId): Promise<Ending> {
  return endingOf(testLab, runTo(testLab.lab, to));
}

/**
 * Does a stage once, as its command would.
 * @throws what would be reported as a bug of ours.
 */
export async function attempt(testLab: TestLab, stage: Stage): Promise<Ending> {
  return stage === 'cleanup' ? attemptCleanup(testLab) : endingOf(testLab, runOnly(testLab.lab, stage));
}

async function endingOf({ events }: TestLab, run: Promise<RunOutcome>): Promise<Ending> {
  const { result, problem } = await run;
  if (result === 'done' || result === 'interrupted') return { result };
  if (problem !== undefined) return told(problem);
  const failed = events.flatMap((event) =>
    event.event === 'check' && !event.ok
      ? [`${event.id}: expected ${event.expected}, found ${event.actual}`]
      : [],
  );
  return { result: 'refuted', why: failed.join('; ') };
}

async function attemptCleanup({ lab }: TestLab): Promise<Ending> {
  try {
    const { result, removals, remaining } = await cleanAll(lab);
    if (result === 'interrupted') return { result };
    if (result === 'clean') return { result: 'done' };
    const left = remaining.map(({ name }) => name);
    const reasons = removals.flatMap(({ because }) => (because === undefined ? [] : [because]));
    return { result: 'told', why: `left ${left.join(', ')}: ${reasons.join('; ')}` };
  } catch (error) {
    if (lab.signal.aborted) return { result: 'interrupted' };
    const problem = toProblem(error, lab);
    if (problem === undefined) throw error;
    return told(problem);
  }
}

/** A call that fails says nothing about usage: scripts must see exit code 1. */
function told(problem: Problem): Ending {
  if (problem.exitCode !== ExitCode.Failed) throw problem;
  return { result: 'told', why: `${problem.message} ${problem.because ?? ''}`.trim() };
}

/** The steps that are done when a stage is: for cleanup, all those that were before it. */
export function stepsUpTo(stage: Stage): readonly StepId[] {
  const ids = STEPS.map(({ id }) => id);
  return stage === 'cleanup' ? ids : ids.slice(0, ids.indexOf(stage) + 1);
}
