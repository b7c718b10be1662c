/** What `doctor` finds, for a person. */
import type { Finding, FindingArea, FindingState } from '../lab/finding.js';
import { plural } from './format.js';
import { hang } from './layout.js';
import { nextLines } from './summary-view.js';
import type { Theme } from './theme.js';

const TITLES: Readonly<Record<FindingArea, string>> = {
  machine: 'This machine',
  access: 'Access',
  permissions: 'Permissions',
  quotas: 'Quotas of the account',
  names: 'Names',
  labs: 'Labs',
};
/** Columns before a mark. */
const INDENT = '  ';

/** An area with all that was found in it. */
export function areaLines(
  area: FindingArea,
  findings: readonly Finding[],
  width: number,
  theme: Theme,
): string[] {
  if (findings.length === 0) return [];
  return [
    '',
    theme.bold(TITLES[area]),
    ...findings.flatMap((finding, index) => findingLines(told(finding, findings[index + 1]), width, theme)),
  ];
}

/** Where several in a row have one remedy, it stands below the last of them. */
function told({ next, ...finding }: Finding, follower: Finding | undefined): Finding {
  return next === undefined || next === follower?.next ? finding : { ...finding, next };
}

/** The claim and what was found; below it what to do, a move on each line. */
function findingLines({ claim, state, found, next }: Finding, width: number, theme: Theme): string[] {
  const words = `: ${theme.prose(found)}`;
  // What needs nobody's attention steps back.
  const rest = state === 'ok' || state === 'note' ? theme.dim(words) : words;
  const text = `${state === 'blocker' ? theme.failure(theme.prose(claim)) : theme.prose(claim)}${rest}`;
  const moves = (next ?? '').split('\n').filter((move) => move !== '');
  return [
    ...hang(text, width, `${INDENT}${markOf(state, theme)} `).split('\n'),
    ...moves.flatMap((move) =>
      hang(theme.prose(move), width, `${INDENT}  ${theme.accent(theme.symbols.next)} `).split('\n'),
    ),
  ];
}

/** How many there are of each kind, and what to do first. `ready` is said where nothing stands in the way. */
export function verdictLines(
  findings: readonly Finding[],
  ready: string,
  width: number,
  theme: Theme,
): string[] {
  const counted = (state: FindingState, one: string, many?: string): readonly string[] => {
    const count = findings.filter((finding) => finding.state === state).length;
    return count === 0 ? [] : [plural(count, one, many)];
  };
  const counts = [
    ...counted('blocker', 'blocker'),
    ...counted('warning', 'warning'),
    ...counted('unknown', 'open question'),
    ...counted('note', 'note'),
    ...counted('ok', 'fine', 'fine'),
  ];
  const blocker = findings.find(({ state }) => state === 'blocker');
  const mark = markOf(blocker === undefined ? 'ok' : 'blocker', theme);
  const first = blocker?.next === undefined ? ready : `First: ${blocker.next}`;
  return [
    '',
    theme.dim(theme.symbols.line.repeat(width)),
    ...hang(theme.bold(counts.join(', ')), width, `${mark} `).split('\n'),
    ...nextLines(first, width, theme),
  ];
}

function markOf(state: FindingState, theme: Theme): string {
  const { symbols } = theme;
  return {
    ok: theme.success(symbols.pass),
    note: theme.dim(symbols.separator),
    warning: theme.warning('!'),
    blocker: theme.failure(symbols.fail),
    unknown: theme.warning('?'),
  }[state];
}
