import { createScreen, type Screen } from '../ui/screen.js';
import { describeTerminal, type TerminalFacts } from '../ui/terminal.js';
import { createTheme } from '../ui/theme.js';
import type { GlobalFlags } from './global-flags.js';
import type { Interruption } from './interruption.js';
import type { Tally } from './tally.js';

/** What is known before the command line is parsed. */
export interface Occasion {
  /** A UUID: it is in every line of `--json` and of the journal. */
  readonly run: string;
  readonly interruption: Interruption;
  /** All that was typed after `orders-lab`. */
  readonly words: readonly string[];
  readonly tally: Tally;
}

/** One call of the program, as every command gets it. */
export interface Invocation extends Occasion {
  /** As typed, without flags: `run`, `sandbox start`. */
  readonly command: string;
  readonly flags: GlobalFlags;
  readonly terminal: TerminalFacts;
  /** Human words on stdout. Not to be used with `--json`. */
  readonly screen: Screen;
}

export function openInvocation(command: string, flags: GlobalFlags, occasion: Occasion): Invocation {
  const { json, yes, color } = flags;
  const terminal = describeTerminal({
    input: process.stdin,
    output: process.stdout,
    environment: process.env,
    json,
    yes,
    color,
  });
  const screen = createScreen(process.stdout, { theme: createTheme(terminal), live: terminal.live });
  return { ...occasion, command, flags, terminal, screen };
}
