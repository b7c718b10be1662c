/**
 * The terminal, or what stands in for it: finished lines scroll by, and below them there may be one live
 * line that changes in place. Where nothing can change in place (a pipe, a log), the live line is not shown.
 */
import ora, { type Ora } from 'ora';
import { duration } from './format.js';
import { truncate } from './layout.js';
import type { Theme } from './theme.js';

/** Wider than this, lines are hard to read. */
const WIDEST = 100;
const NARROWEST = 40;
/** Where a width is unknown: pipes and logs. */
const USUAL = 80;
/** Indented by the frames: the library's own indent would stay behind on the line after the live one. */
const DOTS = { interval: 80, frames: indented(['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']) };
const LINE = { interval: 130, frames: indented(['-', '\\', '|', '/']) };
/** Columns that the spinner takes before the live text. */
export const SPINNER_COLUMNS = 4;
/** Left free behind it for the `^C` of a terminal that echoes it: on a line of its own it would leave the live one there. */
const ECHO_COLUMNS = 2;

export interface Screen {
  readonly theme: Theme;
  /** Whether a live line is shown at all. */
  readonly live: boolean;
  /** Columns to lay out for, now: the window may have been resized. */
  width(): number;
  /** Writes finished lines. Two empty lines in a row become one. */
  print(...lines: readonly string[]): void;
  /** Shows or changes the live line; `undefined` takes it away. */
  status(text: string | undefined): void;
}

export interface ScreenOptions {
  readonly theme: Theme;
  readonly live: boolean;
}

export function createScreen(output: NodeJS.WriteStream, { theme, live }: ScreenOptions): Screen {
  let spinner: Ora | undefined;
  let lastLine: string | undefined;
  const width = (): number => Math.min(WIDEST, Math.max(NARROWEST, output.columns ?? USUAL));

  const status = (text: string | undefined): void => {
    if (!live) return;
    if (text === undefined) {
      spinner?.stop();
      return;
    }
    spinner ??= ora({
      stream: output,
      spinner: theme.unicode ? DOTS : LINE,
      color: theme.color ? 'cyan' : false,
      // It would take the terminal's Ctrl-C without passing it on; see typed-ahead.ts.
      discardStdin: false,
      isEnabled: true,
    });
    spinner.text = text;
    if (!spinner.isSpinning) spinner.start();
  };

  const print = (...lines: readonly string[]): void => {
    const shown = spinner?.isSpinning === true;
    if (shown) spinner?.stop();
    for (const line of lines) {
      if (line !== '' || lastLine !== '') output.write(`${line}\n`);
      lastLine = line;
    }
    if (shown) spinner?.start();
  };

  return { theme, live, width, print, status };
}

/** Columns for the live text, beside the spinner. */
export function liveWidth(screen: Pick<Screen, 'width'>): number {
  return screen.width() - SPINNER_COLUMNS - ECHO_COLUMNS;
}

/** A live line's text: what goes on, and for how long (milliseconds) where that is worth saying. */
export function liveText(screen: Screen, text: string, elapsed?: number): string {
  const suffix = elapsed === undefined ? '' : `  ${duration(elapsed)}`;
  const room = liveWidth(screen) - suffix.length;
  return truncate(text, room, screen.theme.symbols.ellipsis) + screen.theme.dim(suffix);
}

function indented(frames: readonly string[]): string[] {
  return frames.map((frame) => `  ${frame}`);
}
