import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skewOf } from '../../src/aws/clock-skew.js';

/** As a server writes the time `at`: whole seconds, cut off. */
const dated = (at: number): Record<string, string> => ({ date: new Date(at).toUTCString() });

const NOON = Date.UTC(2026, 10, 1, 12);

describe('skewOf', () => {
  it('measures from the middle between sending and receiving', () => {
    expect(skewOf(dated(NOON + 300_000), NOON, NOON + 400)).toBe(300_000 + 500 - 200);
    expect(skewOf({ Date: new Date(NOON - 300_000).toUTCString() }, NOON, NOON)).toBe(-299_500);
  });

  it('is off by no more than half a second and half the way, whatever the clocks say', () => {
    const time = fc.integer({ min: NOON, max: NOON + 60_000 });
    const skew = fc.integer({ min: -86_400_000, max: 86_400_000 });
    const way = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(time, skew, way, way, (sentAt, ahead, there, back) => {
        const measured = skewOf(dated(sentAt + there + ahead), sentAt, sentAt + there + back);

        // What is not told is less than what can be measured, which is half a second coarser.
        const accuracy = 500 + (there + back) / 2 + (measured === 0 ? 1_000 + (there + back) / 2 : 1);
        expect(Math.abs(measured - ahead)).toBeLessThanOrEqual(accuracy);
      }),
    );
  });

  it('takes clocks that agree within a second as being the same', () => {
    const skew = fc.integer({ min: -400, max: 400 });
    fc.assert(
      fc.property(skew, (ahead) => {
        expect(skewOf(dated(NOON + ahead), NOON, NOON + 100)).toBe(0);
      }),
    );
  });

  it.each([
    ['tells no time', {}],
    ['tells something else', { date: 'yesterday' }],
    ['comes from a cache', { ...dated(NOON + 300_000), age: '240' }],
  ])('is 0 where the answer %s', (_, headers) => {
    expect(skewOf(headers, NOON, NOON)).toBe(0);
  });
});
