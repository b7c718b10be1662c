/** One command of the program: its help, and what it is dispatched to. */
import type { Command, Option } from 'commander';
import type { ExitCode } from '../problem.js';
import { flagName, type GlobalFlag } from './global-flags.js';
import type { Invocation } from './invocation.js';

/** Calls a command's work once the parser knows which it is. */
export type Dispatch = (
  command: string,
  meaningful: readonly GlobalFlag[],
  work: (invocation: Invocation) => Promise<ExitCode>,
) => Promise<void>;

/** The global flags that each command's help shows. */
const meaningfulTo = new WeakMap<Command, readonly GlobalFlag[]>();

export function addCommand(parent: Command, name: string, meaningful: readonly GlobalFlag[]): Command {
  const command = parent.command(name).usage('[flags]');
  meaningfulTo.set(command, meaningful);
  return command;
}

/** For the parser's help. */
export function meaningfulFlags(command: Command): Option[] {
  const meaningful = (meaningfulTo.get(command) ?? []).map(flagName);
  const root = command.parent?.parent ?? command.parent;
  return (root?.options ?? []).filter(({ long }) => long !== undefined && meaningful.includes(long));
}
