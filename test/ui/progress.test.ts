import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { progressLine, progressLines, rateOf, timeLeft } from '../../src/ui/progress.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });
const seeding = { title: 'Writing orders', done: 2500, total: 10_000, unit: 'orders', elapsed: 2000 };

describe('progress that can be counted', () => {
  it('shows share, count, rate and time left', () => {
    expect(progressLine(seeding, 90, theme)).toBe(
      '██████░░░░░░░░░░░░░░░░░░  25 %  2,500/10,000 orders · 1,250/s · 6.0 s left',
    );
  });

  it('gives up the bar, then the end of the line, in a narrow terminal', () => {
    expect(progressLine(seeding, 50, theme)).toBe(' 25 %  2,500/10,000 orders · 1,250/s · 6.0 s left');
    expect(progressLine(seeding, 40, theme)).toBe(' 25 %  2,500/10,000 orders · 1,250/s · …');
  });

  it('says no rate before there is one', () => {
    const early = { ...seeding, done: 25, elapsed: 10 };

    expect(rateOf(early)).toBeUndefined();
    expect(timeLeft(early)).toBeUndefined();
    expect(progressLine(early, 90, theme)).toBe('░░░░░░░░░░░░░░░░░░░░░░░░   0 %  25/10,000 orders');
  });

  it('has nothing left at the end', () => {
    const line = progressLine({ ...seeding, done: 10_000, elapsed: 8000 }, 90, theme);

    expect(line).toBe('████████████████████████ 100 %  10,000/10,000 orders · 1,250/s');
  });
});

describe('a wait with no known end', () => {
  it('says what, how long so far, and why', () => {
    const wait = { title: 'Waiting for add-gsi', elapsed: 95_000, reason: 'the index is being built' };

    expect(progressLine(wait, 80, theme)).toBe('Waiting for add-gsi · 1 min 35 s · the index is being built');
    expect(stringWidth(progressLine(wait, 30, theme))).toBeLessThanOrEqual(30);
    expect(progressLine({ ...wait, elapsed: 999 }, 80, theme)).toBe(
      'Waiting for add-gsi · the index is being built',
    );
  });
});

describe('a wait that has room below', () => {
  const settling = {
    title: 'Waiting for add-gsi',
    elapsed: 95_000,
    usually: '8 to 17 minutes on AWS',
    reason: 'CustomerIndex is CREATING, backfilling',
  };

  it('is one line where that is enough', () => {
    const wait = { title: 'Waiting', elapsed: 2_000, reason: 'it takes a moment' };

    expect(progressLines(wait, 76, 4, theme)).toEqual(['Waiting · 2.0 s · it takes a moment']);
  });

  it('tells all of it at 80 columns: how long first, and why below', () => {
    expect(progressLines(settling, 76, 4, theme)).toEqual([
      'Waiting for add-gsi · 1 min 35 s · usually 8 to 17 minutes on AWS',
      '    CustomerIndex is CREATING, backfilling',
    ]);
  });

  it('is three lines at most, none of them wider than there is room', () => {
    const long = { ...settling, reason: 'one call after another, '.repeat(20).trim() };
    for (const width of [40, 60, 76]) {
      const lines = progressLines(long, width, 4, theme);

      expect(lines).toHaveLength(3);
      for (const [index, line] of lines.entries()) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width + (index === 0 ? 0 : 4));
      }
    }
  });
});
