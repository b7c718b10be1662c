/** A line about work that takes a while: a bar where it can be counted, the time and reason where not. */
import stringWidth from 'string-width';
import type { Progress } from '../lab/events.js';
import { sparkline } from './chart.js';
import { count, duration } from './format.js';
import { hang, truncate } from './layout.js';
import type { Theme } from './theme.js';

const TREND_COLUMNS = 16;
const BAR_COLUMNS = { widest: 24, narrowest: 8 };
/** Before this much has passed (milliseconds), a rate says nothing. */
const RATE_AFTER = 300;
/** Before this much has passed (milliseconds), a wait has no time worth telling. */
const TIME_AFTER = 1_000;

/**
 * The same where there is room below: of a wait, what does not fit beside its title and time stands under it, as far as
 * that takes no more than two lines more. Each is at most `width` columns wide, and all but the first are indented.
 */
export function progressLines(
  progress: Progress,
  width: number,
  indent: number,
  theme: Theme,
): [string, ...string[]] {
  const { total, trend, title, elapsed, usually, reason } = progress;
  const inOne = progressLine(progress, width, theme);
  if (total !== undefined || trend !== undefined || reason === undefined) return [inOne];
  if (stringWidth(progressLine(progress, Number.POSITIVE_INFINITY, theme)) <= width) return [inOne];
  const head = progressLine({ title, elapsed, ...(usually === undefined ? {} : { usually }) }, width, theme);
  const [first = '', second, ...more] = hang(theme.prose(reason), width).split('\n');
  const margin = ' '.repeat(indent);
  if (second === undefined) return [head, margin + first];
  const rest = [second, ...more].join(' ');
  return [head, margin + first, margin + truncate(rest, width, theme.symbols.ellipsis)];
}

/** The line, at most `width` columns wide. */
export function progressLine(progress: Progress, width: number, theme: Theme): string {
  const { done, total } = progress;
  return done !== undefined && total !== undefined && total > 0
    ? countedLine(progress, done, total, width, theme)
    : waitingLine(progress, width, theme);
}

/** Units per second so far; undefined while it is too early to say. */
export function rateOf({ done = 0, elapsed }: Progress): number | undefined {
  return elapsed < RATE_AFTER || done === 0 ? undefined : done / (elapsed / 1000);
}

/** Milliseconds until the end: as told, else going on at the rate so far. */
export function timeLeft(progress: Progress): number | undefined {
  if (progress.left !== undefined) return progress.left;
  const rate = rateOf(progress);
  if (rate === undefined || progress.total === undefined || progress.done === undefined) return undefined;
  return (Math.max(0, progress.total - progress.done) / rate) * 1000;
}

function countedLine(progress: Progress, done: number, total: number, width: number, theme: Theme): string {
  const share = Math.min(1, done / total);
  const rate = rateOf(progress);
  const left = timeLeft(progress);
  const { separator, ellipsis } = theme.symbols;
  const facts = [
    `${count(done)}/${count(total)}${progress.unit === undefined ? '' : ` ${progress.unit}`}`,
    ...(rate === undefined ? [] : [`${count(Math.round(rate))}/s`]),
    ...(left === undefined || done >= total ? [] : [`${duration(left)} left`]),
    ...(progress.reason === undefined ? [] : [progress.reason]),
  ];
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const room = Math.min(BAR_COLUMNS.widest, width - percent.length - facts.join(' - ').length - 3);
  const bar = room >= BAR_COLUMNS.narrowest ? `${barOf(share, room, theme)} ` : '';
  const plain = `${percent}  ${facts.join(` ${separator} `)}`;
  const rest = bar === '' ? width : width - room - 1;
  return `${bar}${truncate(plain, rest, ellipsis)}`;
}

function barOf(share: number, columns: number, theme: Theme): string {
  const full = Math.floor(share * columns);
  return (
    theme.accent(theme.symbols.barDone.repeat(full)) + theme.dim(theme.symbols.barLeft.repeat(columns - full))
  );
}

function waitingLine(
  { title, elapsed, usually, reason, trend }: Progress,
  width: number,
  theme: Theme,
): string {
  const { separator, ellipsis } = theme.symbols;
  const time = elapsed < TIME_AFTER ? undefined : duration(elapsed);
  const range = usually === undefined ? undefined : `usually ${usually}`;
  const parts = [title, time, range, reason].filter((part) => part !== undefined);
  const words = theme.prose(parts.join(` ${separator} `));
  if (trend === undefined) return truncate(words, width, ellipsis);
  const small = sparkline(trend, Math.min(TREND_COLUMNS, width >> 1), theme);
  return truncate(`${small}  ${words}`.trimStart(), width, ellipsis);
}
