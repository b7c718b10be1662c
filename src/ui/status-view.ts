/** `status` for a person. */
import type { Status, StepStatus } from '../lab/status.js';
import { checkLines } from './check-line.js';
import { runningCostInWords } from './cost-view.js';
import { plural } from './format.js';
import { hang, pad } from './layout.js';
import { gapLines, nextLines, remainingLines } from './summary-view.js';
import type { Theme } from './theme.js';

const STATE_WORDS: Readonly<Record<StepStatus, string>> = {
  todo: 'to do',
  done: 'done',
  partial: 'in part',
  settling: 'settling',
};
/** Columns for the step's id. */
const ID_COLUMNS = 14;

/** `next` says how to go on, one move on each line. */
export function statusLines(status: Status, next: string, width: number, theme: Theme): string[] {
  return [
    '',
    ...status.steps.flatMap((step) => stepLines(step, width, theme)),
    '',
    ...(status.remaining.length === 0
      ? ['Nothing of this lab exists.']
      : [
          `${plural(status.remaining.length, 'resource')} of this lab:`,
          ...status.remaining.flatMap((remaining) => remainingLines(remaining, width, theme)),
          ...runningCostLines(status, width, theme),
        ]),
    ...(status.incomplete === undefined ? [] : gapLines(status.incomplete, width, theme)),
    ...nextLines(next, width, theme),
  ];
}

function runningCostLines({ target, cost }: Status, width: number, theme: Theme): string[] {
  if (cost.perHour === 0) return [];
  const onAws = target === 'aws';
  const words = `${runningCostInWords(cost, { onAws, source: cost.prices })}.`;
  return hang(onAws ? words : theme.dim(words), width).split('\n');
}

function stepLines({ id, state, checks }: Status['steps'][number], width: number, theme: Theme): string[] {
  const { symbols } = theme;
  const mark = {
    todo: theme.dim(symbols.separator),
    done: theme.success(symbols.pass),
    partial: theme.failure(symbols.fail),
    settling: theme.warning(symbols.pending),
  }[state];
  const passed = checks.filter(({ ok }) => ok).length;
  const proof = checks.length === 0 ? '' : theme.dim(`  ${passed} of ${plural(checks.length, 'check')}`);
  // What is all to do needs no list of what does not hold.
  const shown = state === 'todo' ? [] : checks.filter(({ ok }) => !ok);
  return [
    `${mark} ${theme.bold(pad(id, ID_COLUMNS))}${STATE_WORDS[state]}${proof}`,
    ...shown.flatMap((check) => checkLines(check, width, theme)),
  ];
}
