/** From the command line to an exit code. Loads no more than is needed to know what was called. */
import { randomUUID } from 'node:crypto';
import { type Command, CommanderError } from 'commander';
import { mayHoldLabsOnAws } from '../lab/folder.js';
import { ExitCode, Problem } from '../problem.js';
import { statePath } from '../state/home.js';
import { type GlobalFlags, readGlobalFlags } from './global-flags.js';
import { watchInterruption } from './interruption.js';
import type { Ending } from './old-labs.js';
import { buildProgram } from './program.js';
import { Tally } from './tally.js';
import { usageProblem } from './usage.js';

/**
 * Runs the command line and answers the exit code; never throws.
 * @param words what was typed after `orders-lab`
 * @param leave ends the process at once, for a second Ctrl-C
 */
export async function main(words: readonly string[], leave: (code: ExitCode) => void): Promise<ExitCode> {
  const occasion = { run: randomUUID(), words, tally: new Tally(), interruption: watchInterruption(leave) };
  let called = '';
  let flags: GlobalFlags | undefined;
  let exitCode: ExitCode = ExitCode.Ok;

  const program = buildProgram(async (command, meaningful, work) => {
    called = command;
    flags = readGlobalFlags(program, command, meaningful);
    const { openInvocation } = await import('./invocation.js');
    exitCode = await work(openInvocation(command, flags, occasion));
  });

  try {
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.Ok;
    const command = called === '' ? commandAmong(words, program) : called;
    const { reportFailure } = await import('./failure.js');
    return reportFailure(error instanceof CommanderError ? usageProblem(error, command, words) : error, {
      ...occasion,
      command,
      flags,
      interrupted: occasion.interruption.signal.aborted,
    });
  } finally {
    if (flags !== undefined) await remind({ command: called, flags, words });
    occasion.interruption.close();
  }
}

/** Of labs that are being paid for. Loads nothing where there is none; a reminder is not worth an error. */
async function remind(ending: Ending): Promise<void> {
  try {
    const stateFolder = statePath();
    if (!mayHoldLabsOnAws(stateFolder)) return;
    (await import('./old-labs.js')).tellOldLabs(stateFolder, ending);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** The commands among the words, as far as they exist: the parser failed before it called one. */
function commandAmong(words: readonly string[], program: Command): string {
  const first = program.commands.find((command) => words.includes(command.name()));
  const second = first?.commands.find((command) => words.includes(command.name()));
  return [first?.name(), second?.name()].filter((name) => name !== undefined).join(' ');
}
