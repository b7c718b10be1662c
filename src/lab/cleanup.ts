/**
 * Cleanup: every resource of every step, found by name and tag, removed before what it was built upon, and
 * looked for again. What is foreign is left alone.
 */
import { toProblem } from '../aws/explain.js';
import type { Remaining } from './events.js';
import type { Lab } from './lab.js';
import { type Resource, resourceKey } from './resource.js';
import type { StepEntry } from './step.js';
import { describe, type Surveyed, survey } from './survey.js';

/** A thing that exists and what cleanup would do with it. */
export interface CleanupItem extends Surveyed {
  readonly action: 'delete' | 'leave-alone';
  /** Milliseconds since it was created, on the lab's clock, where AWS tells. */
  readonly age?: number;
}

export interface Removal extends Remaining {
  readonly result: 'deleted' | 'already-gone' | 'left-alone' | 'failed';
  /** Why it was left alone, or why it failed. */
  readonly because?: string;
}

export interface CleanupOutcome {
  readonly result: 'clean' | 'leftovers' | 'interrupted';
  readonly removals: readonly Removal[];
  /** What is ours and still exists, or could not be looked for. */
  readonly remaining: readonly Remaining[];
}

/** Everything that exists, in the order in which cleanup removes it. Reads only. */
export async function planCleanup(lab: Lab, entries: readonly StepEntry[]): Promise<CleanupItem[]> {
  const items = await survey(lab, entries);
  return inRemovalOrder(items)
    .flat()
    .map((item) => {
      const { found } = item;
      if (found.state === 'foreign') return { ...item, action: 'leave-alone' };
      const age = found.createdAt === undefined ? {} : { age: lab.clock.now() - found.createdAt };
      return { ...item, action: 'delete', ...age };
    });
}

/**
 * Carries out a plan. Never throws for a resource that cannot be removed: it is reported, what it was built
 * upon is kept, and everything else goes. Emits the `cleanup` section's events.
 */
export async function cleanUp(lab: Lab, plan: readonly CleanupItem[]): Promise<CleanupOutcome> {
  return lab.within('cleanup', async () => {
    const startedAt = performance.now();
    lab.emit({ event: 'step', step: 'cleanup', state: 'started', ms: 0 });
    const removals = new Map<string, Removal>();
    for (const wave of inRemovalOrder(plan)) {
      await Promise.all(
        wave.map(async (item) => {
          const removal = await removeOne(lab, item, blockedBy(item.resource, plan, removals));
          removals.set(resourceKey(item.resource), removal);
          announce(lab, removal);
        }),
      );
    }
    const left = lab.signal.aborted ? [] : await lookAgain(lab, plan);
    const result = lab.signal.aborted ? 'interrupted' : left.length > 0 ? 'leftovers' : 'clean';
    const ms = Math.round(performance.now() - startedAt);
    lab.emit({ event: 'step', step: 'cleanup', state: result === 'clean' ? 'done' : 'failed', ms });
    return { result, removals: [...removals.values()], remaining: left };
  });
}

/** A resource that was built upon this one and could not be removed, if there is one. */
function blockedBy(
  { kind, name }: Resource,
  plan: readonly CleanupItem[],
  removals: ReadonlyMap<string, Removal>,
): Removal | undefined {
  const key = resourceKey({ kind, name });
  return plan
    .filter(({ resource }) => resource.after.includes(key))
    .map(({ resource }) => removals.get(resourceKey(resource)))
    .find((removal) => removal?.result === 'failed');
}

async function removeOne(lab: Lab, item: CleanupItem, blocker: Removal | undefined): Promise<Removal> {
  const { resource } = item;
  const what = describe(resource, item.found);
  if (item.found.state === 'foreign') {
    return { ...what, result: 'left-alone', because: item.found.because };
  }
  if (blocker !== undefined) {
    return { ...what, result: 'failed', because: `${blocker.name} must go first, and did not` };
  }
  try {
    // Time has passed since the plan was shown: what has become foreign meanwhile must not be touched.
    const found = await resource.find(lab);
    if (found.state === 'absent') return { ...what, result: 'already-gone' };
    if (found.state === 'foreign') return { ...what, result: 'left-alone', because: found.because };
    await resource.remove(lab);
    return { ...what, result: 'deleted' };
  } catch (error) {
    return { ...what, result: 'failed', because: reasonOf(error, lab) };
  }
}

function reasonOf(error: unknown, lab: Lab): string {
  throwIfBug(error, lab);
  const problem = toProblem(error, lab);
  if (lab.signal.aborted || problem === undefined) return 'interrupted';
  return [problem.message, problem.because, problem.next].filter((part) => part !== undefined).join(' ');
}

/** Cleanup goes on whatever AWS says, but not over a bug of ours. */
function throwIfBug(error: unknown, lab: Lab): void {
  if (!lab.signal.aborted && toProblem(error, lab) === undefined) throw error;
}

function announce(lab: Lab, { kind, name, result, because }: Removal): void {
  const told = { event: 'note', step: 'cleanup' } as const;
  if (result === 'deleted') lab.emit({ ...told, tone: 'success', text: `Deleted ${kind} ${name}.` });
  if (result === 'already-gone')
    lab.emit({ ...told, tone: 'info', text: `${kind} ${name} was already gone.` });
  if (result === 'left-alone') {
    lab.emit({ ...told, tone: 'warning', text: `Left ${kind} ${name} alone: ${because}.` });
  }
  if (result === 'failed') {
    lab.emit({ ...told, tone: 'warning', text: `Could not delete ${kind} ${name}: ${because}` });
  }
}

/** Asks AWS once more for everything that should be gone. */
async function lookAgain(lab: Lab, plan: readonly CleanupItem[]): Promise<Remaining[]> {
  const left: Remaining[] = [];
  for (const { resource, found } of plan) {
    if (found.state !== 'ours') continue;
    try {
      const now = await resource.find(lab);
      if (now.state === 'ours') left.push(describe(resource, now));
    } catch (error) {
      throwIfBug(error, lab);
      left.push(describe(resource, found));
    }
  }
  return left;
}

/** Waves: what a wave holds was built upon by earlier waves only, so that its members can go together. */
function inRemovalOrder<T extends Surveyed>(items: readonly T[]): T[][] {
  const waves: T[][] = [];
  let rest = [...items];
  while (rest.length > 0) {
    const needed = new Set(rest.flatMap(({ resource }) => resource.after));
    const wave = rest.filter(({ resource }) => !needed.has(resourceKey(resource)));
    if (wave.length === 0) throw new Error('resources are built upon each other in a circle');
    waves.push(wave);
    rest = rest.filter((item) => !wave.includes(item));
  }
  return waves;
}
