/** `cleanup`, which is also how `run` ends. */
import { type CleanupItem, cleanUp, planCleanup } from '../lab/cleanup.js';
import type { Evidence } from '../lab/events.js';
import { ExitCode } from '../problem.js';
import { STEPS } from '../steps/index.js';
import { duration } from '../ui/format.js';
import { guidePage } from '../ui/guide.js';
import { markdownLines } from '../ui/markdown.js';
import type { Invocation } from './invocation.js';
import { CLEANUP_LABEL, commandLine } from './rendering.js';
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
  { flags, screen }: Invocation,
  { lab, rendering, emit, prompts, summarize }: Session,
): Promise<ExitCode> {
  const { terminal } = rendering;
  const page = prompts === undefined ? CLEANUP_LABEL.summary : await guidePage('cleanup');
  terminal?.introduce('cleanup', ['', ...markdownLines(page, screen.width(), screen.theme)]);
  const plan = await planCleanup(lab, STEPS);
  if (plan.length > 0) emit({ event: 'evidence', step: 'cleanup', ...evidenceOf(plan) });
  else emit({ event: 'note', step: 'cleanup', tone: 'info', text: 'There is nothing to remove.' });
  const goes = plan.filter(({ action }) => action === 'delete').length;
  const wanted =
    !flags.dryRun &&
    (goes === 0 || prompts === undefined || (await prompts.confirm('Remove all of this?', true)));
  if (!wanted) {
    emit({ event: 'step', step: 'cleanup', state: 'skipped', ms: 0 });
    await summarize(true);
    return ExitCode.Ok;
  }
  const { result } = await cleanUp(lab, plan);
  lab.signal.throwIfAborted();
  await summarize(result === 'clean');
  return result === 'clean' ? ExitCode.Ok : ExitCode.Leftovers;
}

/** What cleanup makes of each is only told where it leaves something alone. */
function evidenceOf(plan: readonly CleanupItem[]): Evidence {
  const spares = plan.some(({ action }) => action === 'leave-alone');
  return {
    kind: 'table',
    title: 'What exists',
    data: {
      columns: ['kind', 'name', 'age', ...(spares ? ['cleanup'] : [])],
      rows: plan.map(({ resource, age, found }) => [
        resource.kind,
        resource.name,
        age === undefined ? '' : duration(age),
        ...(spares ? [found.state === 'foreign' ? `leaves it alone: ${found.because}` : 'deletes it'] : []),
      ]),
    },
  };
}
