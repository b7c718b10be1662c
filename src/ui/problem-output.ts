/** Words for people on stderr, where they do not mix with what a script reads. */
import { hang } from './layout.js';
import { type ProblemText, problemLines } from './problem-view.js';
import { describeTerminal } from './terminal.js';
import { createTheme, type Theme } from './theme.js';

/** The most that is pleasant to read, and what is used where stderr's width is unknown. */
const COLUMNS = 100;

/** Writes what failed. `color` is false with `--no-color`. */
export function printProblem(problem: ProblemText, color: boolean): void {
  process.stderr.write(`${problemLines(problem, widthOf(), themeOf(color)).join('\n')}\n`);
}

/** Writes what is amiss, though nothing has failed: one thing on each line of the text. */
export function printWarning(text: string, color: boolean): void {
  const theme = themeOf(color);
  const [first = '', ...rest] = text.split('\n');
  const lines = [
    ...hang(theme.prose(first), widthOf(), `${theme.warning('!')} `).split('\n'),
    ...rest.flatMap((line) => hang(theme.prose(line), widthOf(), '  ').split('\n')),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Writes text that is less important than what stands around it. */
export function printNote(text: string, color: boolean): void {
  process.stderr.write(`${themeOf(color).dim(text)}\n`);
}

function widthOf(): number {
  return Math.min(COLUMNS, process.stderr.columns ?? COLUMNS);
}

function themeOf(color: boolean): Theme {
  const facts = { input: process.stdin, output: process.stderr, environment: process.env };
  return createTheme(describeTerminal({ ...facts, json: false, yes: true, color }));
}
