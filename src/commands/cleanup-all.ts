/** `cleanup --all`: every lab of this owner in this account and region, whatever its prefix. */
import { type CleanupItem, type CleanupPlan, cleanUp, planCleanup, remainingOf } from '../lab/cleanup.js';
import type { Remaining } from '../lab/events.js';
import { namesFor } from '../lab/names.js';
import { ExitCode, Problem } from '../problem.js';
import { sweepByTags } from '../resources/sweep.js';
import { STEPS } from '../steps/index.js';
import { introduceCleanup, isWanted } from './cleanup.js';
import { tellGaps, tellNothing, tellOutcome, tellPlan } from './cleanup-evidence.js';
import { type Connection, connected } from './connection.js';
import type { Invocation } from './invocation.js';
import { findOwnLabs, type OwnLab, openOwnLab } from './own-labs.js';
import { costOfPlan } from './pricing.js';
import { CLEANUP_LABEL, commandLine } from './rendering.js';

/** A lab and what is to be done with it. */
interface Planned {
  readonly own: OwnLab;
  readonly plan: CleanupPlan;
}

export async function cleanupAll(invocation: Invocation): Promise<ExitCode> {
  if (invocation.flags.prefix !== '') {
    throw Problem.usage(
      '--all and --prefix exclude each other.',
      'Leave out --all for the lab with that prefix, or --prefix for all labs of yours.',
    );
  }
  const options = {
    labels: [CLEANUP_LABEL],
    plan: ['cleanup' as const],
    hints: {
      whenClean: `Begin again with: ${commandLine(invocation, 'run')}`,
      whenRemaining: `Remove it with: ${commandLine(invocation, 'cleanup --all')}`,
      subject: 'your labs',
    },
    everyLab: true as const,
  };
  return connected(invocation, namesFor(''), options, (connection) => removeLabs(invocation, connection));
}

async function removeLabs(invocation: Invocation, connection: Connection): Promise<ExitCode> {
  const { emit, rendering, prompts } = connection;
  await introduceCleanup(invocation, rendering, prompts);
  const { labIds, unusable, gaps } = await findOwnLabs(connection);
  const opened: OwnLab[] = [];
  try {
    const planned: Planned[] = [];
    for (const labId of labIds) {
      const own = openOwnLab(invocation, connection, labId);
      opened.push(own);
      const plan = await planCleanup(own.lab, STEPS, sweepByTags);
      planned.push({ own, plan });
      tellPlan(emit, titleOf(own), plan, costOfPlan(plan, own.lab));
    }
    tellGaps(emit, [...gaps, ...planned.map(({ plan }) => plan.incomplete)]);
    if (planned.every(({ plan }) => plan.items.length === 0)) tellNothing(emit);
    if (await isWanted(invocation, prompts, removable(planned))) {
      return await removeAll(planned, unusable, invocation, connection);
    }
    const left = [...planned.flatMap(({ plan }) => remainingOf(plan)), ...unusable];
    emit({ event: 'step', step: 'cleanup', state: 'skipped', ms: 0 });
    emit(invocation.tally.summary(true, left));
    return ExitCode.Ok;
  } finally {
    for (const own of opened) own.close();
  }
}

function removable(planned: readonly Planned[]): CleanupItem[] {
  return planned.flatMap(({ own, plan }) => (own.busy === undefined ? plan.items : []));
}

/** One lab after the other, told as one cleanup. */
async function removeAll(
  planned: readonly Planned[],
  unusable: readonly Remaining[],
  { tally }: Invocation,
  connection: Connection,
): Promise<ExitCode> {
  const { emit, lab } = connection;
  const startedAt = performance.now();
  emit({ event: 'step', step: 'cleanup', state: 'started', ms: 0 });
  const left: Remaining[] = [...unusable];
  for (const one of planned) {
    left.push(...(await removeLab(one, connection)));
    lab.signal.throwIfAborted();
  }
  // A lab that is being worked on may yet build something.
  const clean = left.length === 0 && planned.every(({ own }) => own.busy === undefined);
  const ms = Math.round(performance.now() - startedAt);
  emit({ event: 'step', step: 'cleanup', state: clean ? 'done' : 'failed', ms });
  emit(tally.summary(clean, left));
  return clean ? ExitCode.Ok : ExitCode.Leftovers;
}

/** What is left of it. */
async function removeLab(
  { own, plan }: Planned,
  { emit, rendering }: Connection,
): Promise<readonly Remaining[]> {
  if (own.busy !== undefined) {
    const text = `Left the ${own.title} alone: ${own.busy}`;
    emit({ event: 'note', step: 'cleanup', tone: 'warning', text });
    return remainingOf(plan).map((remaining) => ({ ...remaining, because: own.busy ?? '' }));
  }
  own.begin();
  if (plan.items.length > 0)
    emit({ event: 'note', step: 'cleanup', tone: 'info', text: `The ${own.title}:` });
  const { result, remaining } = await cleanUp(own.lab, plan, (removals) => {
    if (rendering.terminal === undefined) tellOutcome(emit, `What became of the ${own.title}`, removals);
  });
  if (result === 'clean') own.forget();
  return remaining;
}

function titleOf({ title, busy }: OwnLab): string {
  return busy === undefined
    ? `What exists of the ${title}`
    : `What exists of the ${title}, which is being worked on`;
}
