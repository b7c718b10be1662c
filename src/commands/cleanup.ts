/** `cleanup`, which is also how `run` ends. */
import { type CleanupItem, cleanUp, planCleanup, remainingOf } from '../lab/cleanup.js';
import { ExitCode } from '../problem.js';
import { sweepByTags } from '../resources/sweep.js';
import { STEPS } from '../steps/index.js';
import { guidePage } from '../ui/guide.js';
import { markdownLines } from '../ui/markdown.js';
import type { Prompts } from '../ui/prompts.js';
import { tellGaps, tellNothing, tellOutcome, tellPlan } from './cleanup-evidence.js';
import type { Invocation } from './invocation.js';
import { costOfPlan } from './pricing.js';
import { CLEANUP_LABEL, commandLine, type Rendering } from './rendering.js';
import { inSession, type Session } from './session.js';

export async function cleanup(invocation: Invocation): Promise<ExitCode> {
  const options = {
    labels: [CLEANUP_LABEL],
    plan: ['cleanup' as const],
    hints: {
      whenClean: `Begin again with: ${commandLine(invocation, 'run')}`,
      whenRemaining: `Remove it with: ${commandLine(invocation, 'cleanup')}`,
    },
  };
  return inSession(invocation, options, (session) => removeEverything(invocation, session));
}

/** Shows what is going to go, asks where somebody can be asked, removes it, and says the last word. */
export async function removeEverything(
  invocation: Invocation,
  { lab, startedAt, rendering, emit, prompts, summarize }: Session,
): Promise<ExitCode> {
  await introduceCleanup(invocation, rendering, prompts);
  const plan = await planCleanup(lab, STEPS, sweepByTags);
  tellPlan(emit, 'What exists', plan, costOfPlan(plan, lab, startedAt));
  tellGaps(emit, [plan.incomplete]);
  if (plan.items.length === 0) tellNothing(emit);
  if (!(await isWanted(invocation, prompts, plan.items))) {
    emit({ event: 'step', step: 'cleanup', state: 'skipped', ms: 0 });
    await summarize(true, remainingOf(plan));
    return ExitCode.Ok;
  }
  const { result, remaining } = await cleanUp(lab, plan, (removals) => {
    if (rendering.terminal === undefined) tellOutcome(emit, 'What became of it', removals);
  });
  lab.signal.throwIfAborted();
  if (result === 'clean') await summarize(true);
  else await summarize(false, remaining);
  return result === 'clean' ? ExitCode.Ok : ExitCode.Leftovers;
}

export async function introduceCleanup(
  { screen }: Invocation,
  { terminal }: Rendering,
  prompts: Prompts | undefined,
): Promise<void> {
  const page = prompts === undefined ? CLEANUP_LABEL.summary : await guidePage('cleanup');
  terminal?.introduce('cleanup', ['', ...markdownLines(page, screen.width(), screen.theme)]);
}

/** Asks once, where anything would be deleted and somebody can be asked. */
export async function isWanted(
  { flags }: Invocation,
  prompts: Prompts | undefined,
  items: readonly CleanupItem[],
): Promise<boolean> {
  if (flags.dryRun) return false;
  const deletes = items.some(({ action }) => action === 'delete');
  return !deletes || prompts === undefined || prompts.confirm('Remove all of this?', true);
}
