import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeInWords, sumOf } from '../../src/lab/takes.js';

describe('rangeInWords', () => {
  it.each([
    [5, 30, '5 to 30 seconds'],
    [30, 300, '30 seconds to 5 minutes'],
    [480, 1020, '8 to 17 minutes'],
    [60, 60, 'about 60 seconds'],
    [1, 95, '1 second to 2 minutes'],
    [5_400, 25_000, '90 minutes to 7 hours'],
  ])('tells %d to %d s as "%s"', (from, to, words) => {
    expect(rangeInWords({ from, to })).toBe(words);
  });

  it('never tells less for what takes longer', () => {
    const seconds = (words: string): number => {
      const [, amount = '', unit = ''] = /(\d+) (second|minute|hour)s?$/.exec(words) ?? [];
      return Number(amount) * ({ second: 1, minute: 60, hour: 3600 }[unit] ?? Number.NaN);
    };
    const time = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(seconds(rangeInWords({ from: 1, to: more }))).toBeGreaterThanOrEqual(
          seconds(rangeInWords({ from: 1, to: less })),
        );
      }),
    );
  });
});

it('adds up what comes one after the other', () => {
  const first = { from: 5, to: 30, because: 'a' };
  const second = { from: 60, to: 90, because: 'b' };

  expect(sumOf([first, second])).toEqual({ from: 65, to: 120 });
});
