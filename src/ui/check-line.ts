/** A check for a person: the claim, and when it does not hold, what was expected, found, and to be done. */
import type { Check } from '../lab/events.js';
import { hang } from './layout.js';
import type { Theme } from './theme.js';

const INDENT = '  ';

export function checkLines(check: Check, width: number, theme: Theme): string[] {
  const { symbols, prose } = theme;
  if (check.ok) return lines(prose(check.claim), width, `${INDENT}${theme.success(symbols.pass)} `);
  if (check.pending === true) {
    return [
      ...lines(prose(check.claim), width, `${INDENT}${theme.warning(symbols.pending)} `),
      ...lines(theme.dim(`not yet: ${prose(check.actual)}`), width, `${INDENT}    `),
    ];
  }
  return [
    ...lines(theme.failure(prose(check.claim)), width, `${INDENT}${theme.failure(symbols.fail)} `),
    ...lines(prose(check.expected), width, `${INDENT}    expected  `),
    ...lines(prose(check.actual), width, `${INDENT}    found     `),
    ...(check.hint === undefined
      ? []
      : lines(prose(check.hint), width, `${INDENT}    ${theme.accent(symbols.next)} `)),
  ];
}

function lines(text: string, width: number, first: string): string[] {
  return hang(text, width, first).split('\n');
}
