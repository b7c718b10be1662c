/**
 * A command's connection to its target: it is reached, we know who we are, changes are confirmed, and everything
 * that happens is told, counted and written down. What goes wrong on the way is told and becomes the exit code.
 */
import { toProblem } from '../aws/explain.js';
import { createLab, type OpenLab, openLab } from '../lab/create-lab.js';
import type { EmitEvent, Remaining, Section } from '../lab/events.js';
import type { Journal } from '../lab/journal.js';
import type { Names } from '../lab/names.js';
import { remaining } from '../lab/survey.js';
import type { ExitCode } from '../problem.js';
import { sweepByTags } from '../resources/sweep.js';
import { openStateFolder } from '../state/home.js';
import type { ProcessLock } from '../state/process-lock.js';
import { STEPS } from '../steps/index.js';
import type { Prompts } from '../ui/prompts.js';
import type { StepLabel } from '../ui/step-view.js';
import type { SummaryHints } from '../ui/summary-view.js';
import { confirmChanges, promptsFor, requireConsent, showBanner } from './consent.js';
import { interruption, printDetails } from './failure.js';
import { flagsToSameLab } from './global-flags.js';
import type { Invocation } from './invocation.js';
import { commandLine, createRendering, type Rendering } from './rendering.js';
import { type Reach, reachAws, reachSandbox } from './target.js';

export interface ConnectionOptions {
  readonly labels: readonly StepLabel[];
  readonly hints: SummaryHints;
  /** What the summary tells of, in order. */
  readonly plan: readonly Section[];
  /** The command is about every lab of this owner: what remains of one says nothing about the others. */
  readonly everyLab?: true;
}

export interface Connection {
  readonly stateFolder: string;
  readonly reach: Reach;
  readonly lab: OpenLab;
  readonly rendering: Rendering;
  readonly emit: EmitEvent;
  /** Undefined where nobody can be asked. */
  readonly prompts: Prompts | undefined;
  /** From now on, what happens is also written into this journal, which is closed with the connection. */
  record(journal: Journal): void;
  /** Keeps a lock until the connection is closed and everything is told. */
  hold(lock: ProcessLock): void;
}

/** How long to look for what remains once the learner has pressed Ctrl-C, in milliseconds. */
const LAST_LOOK = 5_000;

/** Connects, does `work` and closes everything. A bug of ours is thrown. */
export async function connected(
  invocation: Invocation,
  names: Names,
  options: ConnectionOptions,
  work: (connection: Connection) => Promise<ExitCode>,
): Promise<ExitCode> {
  requireConsent(invocation);
  const stateFolder = openStateFolder();
  const reach = await reachTarget(invocation);
  const channel = openChannel(invocation, options);
  const { signal } = invocation.interruption;
  let lab: OpenLab | undefined;
  let lock: ProcessLock | undefined;
  let prompts: Prompts | undefined;
  try {
    const { emit, rendering, record } = channel;
    lab = await openLab({ ...reach, names, signal, emit, flags: flagsToSameLab(invocation.flags) });
    showBanner(invocation, lab);
    prompts = await promptsFor(invocation);
    await confirmChanges(invocation, lab, prompts);
    const hold = (taken: ProcessLock): void => {
      lock = taken;
    };
    return await work({ stateFolder, reach, lab, rendering, emit, prompts, record, hold });
  } catch (error) {
    return await fail(error, invocation, reach, channel, options.everyLab ? undefined : lab);
  } finally {
    channel.close();
    prompts?.close();
    lock?.release();
    lab?.close();
  }
}

/** The target, with a word about what is being waited for. */
export async function reachTarget({ flags, screen, interruption }: Invocation): Promise<Reach> {
  if (flags.aws) return reachAws(flags, process.env, interruption.signal);
  screen.status('Starting the sandbox');
  try {
    return await reachSandbox(flags);
  } finally {
    screen.status(undefined);
  }
}

/** Everything that happens goes through here: counted, written down, shown. */
interface Channel {
  readonly emit: EmitEvent;
  readonly rendering: Rendering;
  /** From now on, also into the journal. */
  record(journal: Journal): void;
  close(): void;
}

function openChannel(invocation: Invocation, { labels, hints, plan }: ConnectionOptions): Channel {
  const rendering = createRendering(invocation, labels, hints);
  let journal: Journal | undefined;
  invocation.tally.plan(plan);
  return {
    rendering,
    emit: (event) => {
      invocation.tally.event(event);
      journal?.append(event);
      rendering.event(event);
    },
    record: (opened) => {
      journal = opened;
    },
    close: () => {
      rendering.close();
      journal?.close();
    },
  };
}

/** Tells what stopped the session. A summary comes after it only in `--json`, whose last line it is. */
async function fail(
  error: unknown,
  invocation: Invocation,
  reach: Reach,
  { emit, rendering }: Channel,
  lab: OpenLab | undefined,
): Promise<ExitCode> {
  const { flags, tally } = invocation;
  const interrupted = invocation.interruption.signal.aborted;
  const toType = (words: string): string => commandLine(invocation, words);
  const problem = interrupted
    ? interruption(invocation, toType('cleanup'))
    : toProblem(error, { target: reach.target, commandLine: toType });
  if (problem === undefined) throw error;
  const { message, because, next, exitCode } = problem;
  rendering.event({ event: 'error', message, ...(because === undefined ? {} : { cause: because }), next });
  if (flags.verbose && !interrupted) printDetails(problem, flags.color);
  if (flags.json && !tally.summarized) {
    const left = lab === undefined ? undefined : await lastLook(lab, reach, interrupted);
    emit(tally.summary(false, left));
  }
  return exitCode;
}

/** What is ours and still there; undefined where it cannot be asked, for a reason that was told before. */
export async function whatRemains(lab: OpenLab): Promise<readonly Remaining[] | undefined> {
  try {
    return await remaining(lab, STEPS, sweepByTags);
  } catch (error) {
    if (toProblem(error, lab) === undefined && !lab.signal.aborted) throw error;
    return undefined;
  }
}

/** After Ctrl-C every call of the lab is refused, so another connection asks, and not for long. */
async function lastLook(
  lab: OpenLab,
  reach: Reach,
  interrupted: boolean,
): Promise<readonly Remaining[] | undefined> {
  if (!interrupted) return whatRemains(lab);
  const fresh = createLab({
    ...reach,
    target: lab.target,
    names: lab.names,
    ownership: lab.ownership,
    clockSkew: lab.clockSkew,
    signal: AbortSignal.timeout(LAST_LOOK),
    emit: () => {},
  });
  try {
    return await whatRemains(fresh);
  } finally {
    fresh.close();
  }
}
