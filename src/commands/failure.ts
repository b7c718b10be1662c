/** What went wrong, as words and an exit code. */
import { withoutSecrets } from '../aws/secrets.js';
import { shellCommand } from '../lab/shell-command.js';
import { ExitCode, Problem } from '../problem.js';
import { ndjsonRenderer } from '../ui/ndjson-renderer.js';
import { printNote, printProblem } from '../ui/problem-output.js';
import { flagsToSameLab, type GlobalFlags } from './global-flags.js';
import type { Tally } from './tally.js';

export interface FailureContext {
  /** As far as it is known: '' when no command was recognised. */
  readonly command: string;
  /** All that was typed. */
  readonly words: readonly string[];
  /** Undefined where they could not be read. */
  readonly flags: GlobalFlags | undefined;
  readonly run: string;
  readonly tally: Tally;
  readonly interrupted: boolean;
}

/** Commands that answer one object, or something that is none of ours: no summary ends them. */
const ONE_OBJECT: ReadonlySet<string> = new Set(['status', 'doctor', 'sandbox', 'call', 'export']);

/**
 * Tells stderr what failed, why, and what to do; with `--json` also stdout, where a summary ends it as it
 * ends every run. For what fails before a session is open, and for our own bugs.
 */
export function reportFailure(error: unknown, context: FailureContext): ExitCode {
  const { command, words, flags, interrupted } = context;
  const cleanup = shellCommand('cleanup', flags === undefined ? [] : flagsToSameLab(flags));
  const problem = interrupted ? interruption({ command, words }, cleanup) : asProblem(error, cleanup);
  const color = !words.includes('--no-color');
  printProblem(problem, color);
  if (words.includes('--verbose') && !interrupted) printDetails(problem, color);
  if (words.includes('--json')) writeEvents(problem, context);
  return problem.exitCode;
}

function writeEvents({ message, because, next }: Problem, { command, run, tally }: FailureContext): void {
  const { event } = ndjsonRenderer({ write: (line) => process.stdout.write(line), run });
  event({ event: 'error', message, ...(because === undefined ? {} : { cause: because }), next });
  const answersOneObject = ONE_OBJECT.has(command.split(' ', 1)[0] ?? '');
  if (!tally.summarized && !answersOneObject) event(tally.summary(false, undefined));
}

/** Commands after which nobody wants to be told how to remove a lab: one does it, the other only looks. */
const NO_CLEANUP_AFTER = new Set(['cleanup', 'doctor']);

/** What to tell after Ctrl-C. Takes what was called, and the whole command that removes everything. */
export function interruption(
  { command, words }: Pick<FailureContext, 'command' | 'words'>,
  cleanup: string,
): Problem {
  const again = `Go on with: ${shellCommand('', words)}`;
  return new Problem('Interrupted.', {
    because: 'Nothing is lost: every command can be repeated and goes on from what is there.',
    next: NO_CLEANUP_AFTER.has(command) ? again : `${again}\nRemove everything with: ${cleanup}`,
    exitCode: ExitCode.Interrupted,
  });
}

/** What is no Problem has not been foreseen, and is therefore ours to mend. */
function asProblem(error: unknown, cleanup: string): Problem {
  if (error instanceof Problem) return error;
  return new Problem('This is a bug in orders-lab.', {
    because: withoutSecrets(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    next:
      'Run the same command again with --verbose and report what it prints.\n' +
      `What the lab has built is removed with: ${cleanup}`,
    cause: error,
  });
}

/** With `--verbose`: the stack of what a problem comes from, and of what caused that. */
export function printDetails(problem: Problem, color: boolean): void {
  printNote(withoutSecrets(detailsOf(problem.cause ?? problem)), color);
}

function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${detailsOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
