/** The last words of a run: what was proven, what it took, what remains, what to do next. */
import { money } from '../lab/dollars.js';
import type { Remaining, SummaryEvent } from '../lab/events.js';
import { duration, plural } from './format.js';
import { hang } from './layout.js';
import type { CheckCount } from './step-view.js';
import type { Theme } from './theme.js';

/** Commands to go on with, complete with the flags that lead to the same lab. */
export interface SummaryHints {
  /** After a run that left nothing behind. */
  readonly whenClean: string;
  /** While something remains. */
  readonly whenRemaining: string;
  /** The same after a failure, whose own words have said how to go on. Default: `whenRemaining`. */
  readonly whenFailed?: string;
  /** Where the prices come from. Absent: what remains costs nothing, since it is in the sandbox. */
  readonly prices?: string;
  /** What may remain something of. Default: "this lab". */
  readonly subject?: string;
}

export function summaryLines(
  summary: SummaryEvent,
  checks: CheckCount,
  hints: SummaryHints,
  width: number,
  theme: Theme,
): string[] {
  const { symbols } = theme;
  const clean = summary.remaining.length === 0 && !summary.remainingUnknown;
  // After a failure with nothing left behind, the error has said what to do.
  const { whenClean, whenRemaining, whenFailed = whenRemaining } = hints;
  const whenDone = clean ? whenClean : whenRemaining;
  const next = summary.ok ? whenDone : clean ? undefined : whenFailed;
  return [
    '',
    theme.dim(symbols.line.repeat(width)),
    ...hang(theme.bold(outcome(summary)), width, mark(summary, theme)).split('\n'),
    ...hang(theme.dim(figures(summary, checks, theme)), width, '  ').split('\n'),
    ...hang(whatRemains(summary, hints), width, '  ').split('\n'),
    ...summary.remaining.flatMap((remaining) => remainingLines(remaining, width, theme)),
    ...costLines(summary, hints, width),
    ...(next === undefined ? [] : nextLines(next, width, theme)),
  ];
}

function costLines({ remaining }: SummaryEvent, { prices }: SummaryHints, width: number): string[] {
  const perHour = remaining.reduce((sum, { dollarsPerHour = 0 }) => sum + dollarsPerHour, 0);
  if (prices === undefined || perHour === 0) return [];
  return hang(`That costs about ${money(perHour)} an hour until cleanup (${prices}).`, width, '  ').split(
    '\n',
  );
}

/** What to do next: one move on each line of the text. */
export function nextLines(next: string, width: number, theme: Theme): string[] {
  const mark = `${theme.accent(theme.symbols.next)} `;
  return next.split('\n').flatMap((move) => hang(theme.prose(move), width, mark).split('\n'));
}

/** Why a search may not have found everything. */
export function gapLines(incomplete: string, width: number, theme: Theme): string[] {
  return hang(`${theme.warning('There may be more.')} ${theme.prose(incomplete)}`, width).split('\n');
}

/** One resource that exists and is ours. */
export function remainingLines({ kind, name, because }: Remaining, width: number, theme: Theme): string[] {
  const why = because === undefined ? '' : `: ${theme.prose(because)}`;
  return hang(`${kind} ${theme.bold(name)}${why}`, width, `    ${theme.symbols.bullet} `).split('\n');
}

function whatRemains(
  { remaining, remainingUnknown }: SummaryEvent,
  { subject = 'this lab' }: SummaryHints,
): string {
  if (remainingUnknown) return 'What remains could not be asked.';
  return remaining.length === 0 ? `Nothing of ${subject} remains.` : 'Still there:';
}

function mark({ ok }: SummaryEvent, theme: Theme): string {
  return ok ? `${theme.success(theme.symbols.pass)} ` : `${theme.failure(theme.symbols.fail)} `;
}

function outcome({ ok, steps }: SummaryEvent): string {
  const titles = (state: string): number =>
    steps.filter((step) => step.state === state && step.id !== 'cleanup').length;
  const done = titles('done');
  const parts = [
    ...(done === 0 ? [] : [`${plural(done, 'step')} done and proven`]),
    ...(titles('settling') === 0 ? [] : [`${titles('settling')} still settling`]),
    ...(titles('skipped') === 0 ? [] : [`${titles('skipped')} skipped`]),
    ...(titles('failed') === 0 ? [] : [`${titles('failed')} failed`]),
    ...steps.filter(({ id }) => id === 'cleanup').map(({ state }) => CLEANUP[state]),
  ];
  if (parts.length === 0) return ok ? 'Nothing to do' : 'Nothing was done';
  const sentence = parts.join(', ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const CLEANUP = {
  done: 'cleaned up',
  settling: 'cleanup still going on',
  skipped: 'cleanup skipped',
  failed: 'cleanup left something behind',
} as const;

function figures({ calls, retries, ms }: SummaryEvent, { passed }: CheckCount, theme: Theme): string {
  return [
    ...(passed === 0 ? [] : [`${plural(passed, 'check')} passed`]),
    `${plural(calls, 'call')}${retries === 0 ? '' : ` (${plural(retries, 'retry', 'retries')})`}`,
    duration(ms),
  ].join(` ${theme.symbols.separator} `);
}
