/**
 * Cleanup: every resource of every step, found by name and tag, removed before what it was built upon, and
 * looked for again. What is foreign is left alone.
 */
import { isLockedOut } from '../aws/access-errors.js';
import { toProblem } from '../aws/explain.js';
import type { Problem } from '../problem.js';
import type { Remaining } from './events.js';
import type { Lab } from './lab.js';
import { outlastTrouble } from './patience.js';
import { forEachInOrder, inRemovalOrder } from './removal-order.js';
import type { StepEntry } from './step.js';
import { describe, lookAt, type Surveyed, survey } from './survey.js';
import type { Sweep } from './sweep.js';

/** Milliseconds to go on asking for one thing while AWS is out of order. Its clients outlast rates for longer. */
const LOOKING = 60_000;
/**
 * Milliseconds to go on beginning anew with its removal. A removal that waits by itself, as for API Gateway's quota,
 * has a deadline of its own, which counts not here.
 */
const REMOVING = 5 * 60_000;

/** Why things stay once nobody is let in; what to do about it is told once. */
const LOCKED_OUT = 'AWS accepts these credentials no longer';

/** A thing that exists, or may, and what cleanup would do with it. */
export interface CleanupItem extends Surveyed {
  /** `unable`: it could not be looked for, or this program does not know how to remove it. */
  readonly action: 'delete' | 'leave-alone' | 'unable';
  /** Why it is not deleted. */
  readonly because?: string;
  /** Milliseconds since it was created, on the lab's clock, where AWS tells. */
  readonly age?: number;
}

export interface CleanupPlan {
  /** In the order in which they are removed. */
  readonly items: readonly CleanupItem[];
  /** Why there may be more, as a sentence. */
  readonly incomplete?: string;
}

export interface Removal extends Remaining {
  /** `failed` is also what could not be looked for, or is of a kind that nobody here can remove. */
  readonly result: 'deleted' | 'already-gone' | 'left-alone' | 'failed';
}

export interface CleanupOutcome {
  readonly result: 'clean' | 'leftovers' | 'interrupted';
  readonly removals: readonly Removal[];
  /** What is ours and still exists, or could not be looked for, and why. */
  readonly remaining: readonly Remaining[];
}

/**
 * Everything that exists, in the order in which cleanup removes it. Reads only.
 * @param sweep finds by tag what has none of our names. Absent: only names are looked for.
 * @throws what makes every question fail: credentials that are refused, an endpoint that nobody answers at.
 */
export async function planCleanup(
  lab: Lab,
  entries: readonly StepEntry[],
  sweep?: Sweep,
): Promise<CleanupPlan> {
  const { surveyed, ...rest } = await survey(lab, entries, { sweep, patience: LOOKING });
  return { items: inRemovalOrder(surveyed).map((item) => planned(lab, item)), ...rest };
}

function planned(lab: Lab, item: Surveyed): CleanupItem {
  const { resource, found } = item;
  if (found.state === 'foreign') return { ...item, action: 'leave-alone', because: found.because };
  if (found.state === 'unseen') {
    return { ...item, action: 'unable', because: `it could not be looked for. ${inWords(found.problem)}` };
  }
  const age = found.createdAt === undefined ? {} : { age: lab.clock.now() - found.createdAt };
  if (resource.stays !== undefined) return { ...item, action: 'unable', because: resource.stays, ...age };
  return { ...item, action: 'delete', ...age };
}

/** What of a plan is there and ours, or may be, while nothing is removed. */
export function remainingOf({ items }: CleanupPlan): Remaining[] {
  return items.flatMap(({ resource, found, action, because }) =>
    action === 'leave-alone'
      ? []
      : [{ ...describe(resource, found), ...(because === undefined ? {} : { because }) }],
  );
}

/**
 * Carries out a plan. Never throws for a resource that cannot be removed: it is reported, what it was built
 * upon is kept, and everything else goes. Credentials that end meanwhile are told once, and nothing else is tried.
 * Emits the `cleanup` section's events.
 * @param whenRemoved told what became of each thing, before the section ends.
 */
export async function cleanUp(
  lab: Lab,
  { items }: CleanupPlan,
  whenRemoved: (removals: readonly Removal[]) => void = () => {},
): Promise<CleanupOutcome> {
  return lab.within('cleanup', async () => {
    const startedAt = performance.now();
    lab.emit({ event: 'step', step: 'cleanup', state: 'started', ms: 0 });
    let lockedOut = false;
    const removals = await forEachInOrder<CleanupItem, Removal>(items, async (item, builtUpon) => {
      const blocker = builtUpon.find(({ result }) => result === 'failed');
      if (lockedOut && item.action === 'delete') return notTried(item);
      const removal = await removeOne(lab, item, blocker, (problem) => {
        if (!lockedOut) tell(lab, problem);
        lockedOut = true;
      });
      announce(lab, removal);
      return removal;
    });
    whenRemoved(removals);
    const blind = lab.signal.aborted || lockedOut;
    const left = blind ? notRemoved(removals) : await lookAgain(lab, items, removals);
    const result = lab.signal.aborted ? 'interrupted' : left.length > 0 ? 'leftovers' : 'clean';
    const ms = Math.round(performance.now() - startedAt);
    lab.emit({ event: 'step', step: 'cleanup', state: result === 'clean' ? 'done' : 'failed', ms });
    return { result, removals, remaining: left };
  });
}

function notTried({ resource, found }: CleanupItem): Removal {
  return { ...describe(resource, found), result: 'failed', because: LOCKED_OUT };
}

function tell(lab: Lab, { message, because, next }: Problem): void {
  const cause = because === undefined ? {} : { cause: because };
  lab.emit({ event: 'error', step: 'cleanup', message, ...cause, next });
}

/** What is left, as far as it was known, where nobody can be asked any more. */
function notRemoved(removals: readonly Removal[]): Remaining[] {
  return removals.flatMap(({ result, ...what }) => (result === 'failed' ? [what] : []));
}

/** @param whenLockedOut told, before the answer, when it was the last thing that was asked with these credentials. */
async function removeOne(
  lab: Lab,
  item: CleanupItem,
  blocker: Removal | undefined,
  whenLockedOut: (problem: Problem) => void,
): Promise<Removal> {
  const { resource, action, because } = item;
  const what = describe(resource, item.found);
  const kept = because === undefined ? what : { ...what, because };
  if (action === 'leave-alone') return { ...kept, result: 'left-alone' };
  if (action === 'unable') return { ...kept, result: 'failed' };
  if (blocker !== undefined) {
    return { ...what, result: 'failed', because: `${blocker.name} must go first, and did not` };
  }
  try {
    const deadline = REMOVING;
    return await outlastTrouble(lab, { what: `${what.kind} ${what.name} to go`, deadline }, async () => {
      // Time has passed since the plan was shown: what has become foreign meanwhile must not be touched.
      const found = await resource.find(lab);
      if (found.state === 'absent') return { ...what, result: 'already-gone' };
      if (found.state === 'foreign') return { ...what, result: 'left-alone', because: found.because };
      await resource.remove(lab);
      return { ...what, result: 'deleted' };
    });
  } catch (error) {
    const problem = isLockedOut(error) ? toProblem(error, lab) : undefined;
    if (problem === undefined) return { ...what, result: 'failed', because: reasonOf(error, lab) };
    whenLockedOut(problem);
    return { ...what, result: 'failed', because: LOCKED_OUT };
  }
}

function reasonOf(error: unknown, lab: Lab): string {
  throwIfBug(error, lab);
  const problem = toProblem(error, lab);
  return lab.signal.aborted || problem === undefined ? 'interrupted' : inWords(problem);
}

function inWords({ message, because, next }: Problem): string {
  return [message, because, next].filter((part) => part !== undefined).join(' ');
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
async function lookAgain(
  lab: Lab,
  items: readonly CleanupItem[],
  removals: readonly Removal[],
): Promise<Remaining[]> {
  const left = await Promise.all(
    items.map(async ({ resource, found, action }, index): Promise<Remaining[]> => {
      if (action === 'leave-alone') return [];
      const { because = 'it was deleted, and is still there' } = removals[index] ?? {};
      try {
        const now = await lookAt(lab, resource, LOOKING);
        if (now.state === 'ours' || now.state === 'unseen') return [{ ...describe(resource, now), because }];
        return [];
      } catch (error) {
        throwIfBug(error, lab);
        return [{ ...describe(resource, found), because }];
      }
    }),
  );
  return left.flat();
}
