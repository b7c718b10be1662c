import type { Screen } from '../ui/screen.js';
import type { TerminalFacts } from '../ui/terminal.js';
import type { GlobalFlags } from './global-flags.js';
import type { Interruption } from './interruption.js';
import type { Tally } from './tally.js';

/** One call of the program, as every command gets it. */
export interface Invocation {
  /** As typed, without flags: `run`, `sandbox start`. */
  readonly command: string;
  readonly flags: GlobalFlags;
  /** A UUID: it is in every line of `--json` and of the journal. */
  readonly run: string;
  readonly terminal: TerminalFacts;
  /** Human words on stdout. Not to be used with `--json`. */
  readonly screen: Screen;
  readonly interruption: Interruption;
  readonly tally: Tally;
}
