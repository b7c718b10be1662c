import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { progressLine, rateOf, timeLeft } from '../../src/ui/progress.js';
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
