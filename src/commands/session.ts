/**
 * A command's connection to its lab: the target is reached, we know who we are, changes are confirmed, the
 * lab is locked for them, and everything that happens is told, counted and written down.
 */
import { toProblem } from '../aws/explain.js';
import { createLab, type OpenLab, openLab } from '../lab/create-lab.js';
import type { EmitEvent, Remaining, Section } from '../lab/events.js';
import { openLabFolder } from '../lab/folder.js';
import { type Journal, openJournal, rotateJournal } from '../lab/journal.js';
import { lockLab } from '../lab/lock.js';
import { namesFor } from '../lab/names.js';
import { removeLabRecord, writeLabRecord } from '../lab/record.js';
import { remaining } from '../lab/survey.js';
import type { ExitCode } from '../problem.js';
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

export interface SessionOptions {
  readonly labels: readonly StepLabel[];
  readonly hints: SummaryHints;
  /** What the summary tells of, in order. */
  readonly plan: readonly Section[];
}

export interface Session {
  readonly lab: OpenLab;
  readonly rendering: Rendering;
  readonly emit: EmitEvent;
  /** Undefined where nobody can be asked. */
  readonly prompts: Prompts | undefined;
  /** Says the last word, after looking at what remains. */
  summarize(ok: boolean): Promise<void>;
}

/** How long to look for what remains once the learner has pressed Ctrl-C, in milliseconds. */
const LAST_LOOK = 5_000;

/**
 * Opens a session that may change the lab, does `work` in it and closes everything. What goes wrong on the
 * way is told and becomes the exit code; a bug of ours is thrown.
 */
export async function inSession(
  invocation: Invocation,
  options: SessionOptions,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  requireConsent(invocation);
  const stateFolder = openStateFolder();
  const names = namesFor(invocation.flags.prefix);
  const reach = await reachTarget(invocation);
  const channel = openChannel(invocation, options);
  const { signal } = invocation.interruption;
  let lab: OpenLab | undefined;
  let lock: ProcessLock | undefined;
  let prompts: Prompts | undefined;
  try {
    const { emit } = channel;
    lab = await openLab({ ...reach, names, signal, emit, flags: flagsToSameLab(invocation.flags) });
    showBanner(invocation, lab);
    prompts = await promptsFor(invocation);
    await confirmChanges(invocation, lab, prompts);
    const labFolder = openLabFolder(stateFolder, lab);
    lock = lockLab(labFolder);
    writeLabRecord(labFolder, lab);
    channel.record(openJournal(labFolder, invocation.run));
    const opened = lab;
    return await work({
      lab,
      rendering: channel.rendering,
      emit,
      prompts,
      summarize: async (ok) => {
        const left = await whatRemains(opened);
        if (ok && left?.length === 0) {
          removeLabRecord(labFolder);
          rotateJournal(labFolder);
        }
        emit(invocation.tally.summary(ok, left));
      },
    });
  } catch (error) {
    return await fail(error, invocation, reach, channel, lab);
  } finally {
    channel.close();
    prompts?.close();
    lock?.release();
    lab?.close();
  }
}

/** The target, with a word about what is being waited for. */
export async function reachTarget({ flags, screen }: Invocation): Promise<Reach> {
  if (flags.aws) return reachAws(flags, process.env);
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

function openChannel(invocation: Invocation, { labels, hints, plan }: SessionOptions): Channel {
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
    ? interruption(invocation.words, toType('cleanup'))
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
async function whatRemains(lab: OpenLab): Promise<readonly Remaining[] | undefined> {
  try {
    return await remaining(lab, STEPS);
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
    signal: AbortSignal.timeout(LAST_LOOK),
    emit: () => {},
  });
  try {
    return await whatRemains(fresh);
  } finally {
    fresh.close();
  }
}
