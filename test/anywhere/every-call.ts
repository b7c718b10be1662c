/** One stage, one way to go wrong: each call in turn, and what the lab makes of it afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { hazardNames } from '../../src/sandbox/hazards.js';
import { openTestLab } from '../support/lab.js';
import type { TestSandbox } from '../support/sandbox.js';
import { failed, inspect } from '../support/steps.js';
import { type Aim, aimsOf } from './aims.js';
import { type Inventory, inventoryOf } from './inventory.js';
import { attempt, type Ending, type Stage, stepsUpTo } from './stages.js';
import { onCopy, type Template } from './templates.js';
import { arm, patienceFor, type Way } from './ways.js';

/** What came of all calls of a stage that went wrong in one way. */
export interface Tally {
  /** `run`: all of them. */
  readonly stage: Stage | 'run';
  readonly way: string;
  /** How many calls there were to go wrong, one in each run. */
  calls: number;
  /** Runs that were done all the same. */
  survived: number;
  /** Why the others were not, where they were not killed: `PutItem: The service failed to answer. …` */
  readonly told: string[];
  /** Runs after which the lab, run again where it was not done, reached what an undisturbed one reaches. */
  converged: number;
  /**
   * Runs after which cleanup left nothing. Where a run was done and left just what an undisturbed one leaves, cleanup
   * of that is proof enough, and it is tried once.
   */
  emptied: number;
  /** Whatever must not happen, in words. */
  readonly wrong: string[];
}

export function newTally(stage: Tally['stage'], way: string): Tally {
  return { stage, way, calls: 0, survived: 0, told: [], converged: 0, emptied: 0, wrong: [] };
}

/** Runs at the same time: most of one is waiting for its own sandbox. */
const AT_ONCE = 3;

/** Lets calls of the stage go wrong, one in each run: those that {@link aimsOf} picks. */
export async function everyCall(template: Template, stage: Stage, way: Way): Promise<Tally> {
  const tally = newTally(stage, way.name);
  const aims = aimsOf(template.calls, way.deal)[Symbol.iterator]();
  let more = true;
  const worker = async (): Promise<void> => {
    while (more) {
      const { value: aim, done = false } = aims.next();
      if (done) return;
      // How many calls there are is not the same in every run: conflicts are a matter of timing.
      if (!(await oneCall(template, stage, aim, way, tally))) more = aim.operation !== undefined;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return tally;
}

/** Lets one call go wrong. False: there is no such call, and the stage was done. */
async function oneCall(template: Template, stage: Stage, aim: Aim, way: Way, tally: Tally): Promise<boolean> {
  return onCopy(template.folder, async (sandbox) => {
    const run = await disturbed(sandbox, stage, aim, way);
    const { call, ending } = run;
    const complain = (what: string): void => {
      tally.wrong.push(`call ${aim.occurrence} (${call}) ${what}`);
    };
    if (!isFair(run, way)) complain(`ends ${inWords(ending)}`);
    sandbox.server.faults.set([]);
    if (call === undefined) {
      const kept = await leftovers(sandbox);
      if (kept !== undefined) tally.wrong.push(`an undisturbed run is not emptied: ${kept}`);
      return false;
    }
    tally.calls += 1;
    if (ending.result === 'done') tally.survived += 1;
    if (ending.result === 'told') tally.told.push(`${call}: ${ending.why}`);

    sandbox.server.hazards.set(hazardNames());
    const off = await onCopy(sandbox.folder, (copy) => divergence(copy, template, stage, ending));
    if (off === undefined) tally.converged += 1;
    else complain(`does not converge: ${off}`);
    const isAsEver = ending.result === 'done' && off === undefined;
    const left = isAsEver ? undefined : await leftovers(sandbox);
    if (left === undefined) tally.emptied += 1;
    else complain(`is not emptied: ${left}`);
    return true;
  });
}

export type AnyEnding = Ending | { readonly result: 'bug'; readonly why: string };

interface Disturbed {
  /** The call that went wrong; undefined where there were fewer. */
  readonly call: string | undefined;
  readonly ending: AnyEnding;
}

async function disturbed(sandbox: TestSandbox, stage: Stage, aim: Aim, way: Way): Promise<Disturbed> {
  const { strike, onEvent } = arm(way, aim, sandbox.server, () => testLab.interrupt());
  const testLab = await openTestLab(sandbox, { ...patienceFor(way), onEvent });
  const ending = await attempt(testLab, stage).catch((error: unknown): AnyEnding => {
    return { result: 'bug', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  });
  testLab.lab.close();
  return { call: strike.call, ending };
}

/**
 * Whether a stage may end so. What nothing happened to must be done, and so must what went wrong only once: the
 * SDK sends a call again, and the lab must not take its own doing for somebody else's.
 */
function isFair({ call, ending: { result } }: Disturbed, way: Way): boolean {
  if (result === 'done') return true;
  if (call === undefined) return false;
  return 'kill' in way ? result === 'interrupted' : result === 'told' && way.times > 1;
}

export function inWords(ending: AnyEnding): string {
  return 'why' in ending ? `${ending.result}: ${ending.why}` : ending.result;
}

/** Runs the stage again, unless it was done, and tells what is not as it would be had nothing happened. */
async function divergence(
  sandbox: TestSandbox,
  { reference }: Template,
  stage: Stage,
  { result }: AnyEnding,
): Promise<string | undefined> {
  const wrong = result === 'done' ? undefined : await runAgain(sandbox, stage);
  if (wrong !== undefined) return wrong;
  const found = await inventoryOf(sandbox);
  return isDeepStrictEqual(found, reference) ? undefined : difference(found, reference);
}

async function runAgain(sandbox: TestSandbox, stage: Stage): Promise<string | undefined> {
  const testLab = await openTestLab(sandbox);
  try {
    const ending = await attempt(testLab, stage);
    if (ending.result !== 'done') return inWords(ending);
    for (const id of stage === 'cleanup' ? [] : stepsUpTo(stage)) {
      const wrong = failed(await inspect(testLab.lab, id));
      if (wrong.length > 0) return `${id} fails ${wrong.join(', ')}`;
    }
    return undefined;
  } finally {
    testLab.lab.close();
  }
}

function difference(found: Inventory, reference: Inventory): string {
  const more = found.filter((line) => !reference.includes(line));
  const less = reference.filter((line) => !found.includes(line));
  return `there is ${more.join(', ') || 'nothing more'}; there is no ${less.join(', ') || 'less'}`;
}

/** Cleans up and tells what is left all the same. */
async function leftovers(sandbox: TestSandbox): Promise<string | undefined> {
  const testLab = await openTestLab(sandbox);
  const ending = await attempt(testLab, 'cleanup');
  testLab.lab.close();
  if (ending.result !== 'done') return inWords(ending);
  const left = await inventoryOf(sandbox);
  return left.length === 0 ? undefined : left.join(', ');
}
