/** What is drawn of the writes, minute by minute. */
import { expect, it } from 'vitest';
import type { Load } from '../../../src/steps/tune/load.js';
import { chartOf, completed, type Minute } from '../../../src/steps/tune/write-metrics.js';

const MINUTE = 60_000; /* ms */

/** Units a second that are drawn as throttled. */
function throttled(minutes: readonly Minute[]): readonly (number | null)[] {
  const { kind, data } = chartOf(minutes, '');
  if (kind !== 'chart') throw new Error(`a chart, not a ${kind}`);
  return data.series.find(({ name }) => name === 'throttled')?.values ?? [];
}

it('a refused write counts as much as those that were accepted in its minute, and a unit at least', () => {
  expect(
    throttled([
      { at: 0, consumed: 300, throttled: 60, unitsOfAWrite: 1 },
      { at: MINUTE, consumed: 480, throttled: 6, unitsOfAWrite: 80 },
      { at: 2 * MINUTE, consumed: 0, throttled: 60, unitsOfAWrite: 0 },
      { at: 3 * MINUTE, throttled: 60 },
      { at: 4 * MINUTE, consumed: 300, unitsOfAWrite: 1 },
    ]),
  ).toEqual([1, 8, 1, 1, 0]);
});

it("a refused write of the step's own load counts as one of these, whatever CloudWatch knows of the minute", () => {
  const load: Load = { startedAt: MINUTE, unitsBefore: 5, writes: [], samples: [] };

  const minutes = completed(
    [
      { at: 0, throttled: 60, unitsOfAWrite: 1 },
      { at: MINUTE, throttled: 6 },
    ],
    load,
  );

  expect(throttled(minutes)).toEqual([1, 8]);
});
