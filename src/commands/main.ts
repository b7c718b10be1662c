/** From the command line to an exit code. */
import { randomUUID } from 'node:crypto';
import { CommanderError } from 'commander';
import { ExitCode } from '../problem.js';
import { createScreen } from '../ui/screen.js';
import { describeTerminal } from '../ui/terminal.js';
import { createTheme } from '../ui/theme.js';
import { reportFailure } from './failure.js';
import { readGlobalFlags } from './global-flags.js';
import { watchInterruption } from './interruption.js';
import { buildProgram } from './program.js';
import { Tally } from './tally.js';
import { usageProblem } from './usage.js';

/**
 * Runs the command line and answers the exit code; never throws.
 * @param words what was typed after `orders-lab`
 * @param leave ends the process at once, for a second Ctrl-C
 */
export async function main(words: readonly string[], leave: (code: ExitCode) => void): Promise<ExitCode> {
  const run = randomUUID();
  const tally = new Tally();
  const interruption = watchInterruption(leave);
  let called = '';
  let exitCode: ExitCode = ExitCode.Ok;

  const program = buildProgram(async (command, meaningful, work) => {
    called = command;
    const flags = readGlobalFlags(program, command, meaningful);
    const terminal = describeTerminal({
      input: process.stdin,
      output: process.stdout,
      environment: process.env,
      ...flags,
    });
    const screen = createScreen(process.stdout, { theme: createTheme(terminal), live: terminal.live });
    exitCode = await work({ command, flags, run, terminal, screen, interruption, tally });
  });

  try {
    if (words.length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.Ok;
    const failure = error instanceof CommanderError ? usageProblem(error, commandOf(words)) : error;
    return reportFailure(failure, {
      command: called === '' ? commandOf(words) : called,
      words,
      run,
      tally,
      interrupted: interruption.signal.aborted,
    });
  } finally {
    interruption.close();
  }

  /** The commands among the words, as far as they exist: the parser failed before it called one. */
  function commandOf(typed: readonly string[]): string {
    const first = program.commands.find((command) => typed.includes(command.name()));
    const second = first?.commands.find((command) => typed.includes(command.name()));
    return [first?.name(), second?.name()].filter((name) => name !== undefined).join(' ');
  }
}
