import { describe, expect, it } from 'vitest';
import type { Finding, FindingState } from '../../src/lab/finding.js';
import { areaLines, verdictLines } from '../../src/ui/doctor-view.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });

function finding(state: FindingState, next?: string): Finding {
  const subject = { id: `is-${state}`, area: 'quotas', claim: `It is ${state}`, found: 'found' } as const;
  return { ...subject, state, ...(next === undefined ? {} : { next }) };
}

describe('what doctor found', () => {
  it('has a mark for each state, and the remedy below', () => {
    const findings = [
      finding('ok'),
      finding('note'),
      finding('warning', 'Do this.'),
      finding('blocker', 'Do that.\nThen this.'),
      finding('unknown'),
    ];

    expect(areaLines('quotas', findings, 80, theme)).toEqual([
      '',
      'Quotas of the account',
      '  ✔ It is ok: found',
      '  · It is note: found',
      '  ! It is warning: found',
      '    → Do this.',
      '  ✖ It is blocker: found',
      '    → Do that.',
      '    → Then this.',
      '  ? It is unknown: found',
    ]);
  });

  it('says a remedy once where several in a row have it', () => {
    const lines = areaLines('quotas', [finding('blocker', 'Ask.'), finding('blocker', 'Ask.')], 80, theme);

    expect(lines.filter((line) => line.includes('Ask.'))).toEqual([lines.at(-1)]);
  });

  it('keeps to the width, and to ASCII where there is nothing else', () => {
    const ascii = createTheme({ color: false, unicode: false });
    const long = {
      ...finding('blocker', 'Ask whoever manages the account. '.repeat(4)),
      claim: '→ '.repeat(60),
    };
    const lines = [...areaLines('names', [long], 60, ascii), ...verdictLines([long], 'Go', 60, ascii)];

    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.join('')).toMatch(/^[\0-\x7f]*$/);
  });

  it('leaves out an area of which nothing is to be said', () => {
    expect(areaLines('names', [], 80, theme)).toEqual([]);
  });

  it('ends with the counts, and with what to do first', () => {
    const findings = [finding('note'), finding('blocker', 'Do that.'), finding('blocker', 'Do more.')];

    expect(verdictLines(findings, 'Go', 80, theme).slice(2)).toEqual([
      '✖ 2 blockers, 1 note',
      '→ First: Do that.',
    ]);
    expect(verdictLines([finding('warning', 'Look.')], 'Go', 80, theme).slice(2)).toEqual([
      '✔ 1 warning',
      '→ Go',
    ]);
  });
});
