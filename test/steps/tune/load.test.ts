/** How much is written for auto scaling to follow. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesFor } from '../../../src/lab/names.js';
import { scalingOf } from '../../../src/steps/orders-table.js';
import { hasRoom, rateOf, utilizationOf } from '../../../src/steps/tune/load.js';

const [, spec] = scalingOf(namesFor(''));
if (spec === undefined) throw new Error('the table scales its writes');
const MINUTE = 60_000;

describe('the load', () => {
  it('of a table with five units is eight a second', () => {
    expect(rateOf(5, spec)).toBe(8);
  });

  it('is above the target wherever there is room, and never more than the maximum serves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (units) => {
        expect(rateOf(units, spec)).toBeLessThanOrEqual(35);
        if (hasRoom(units, spec)) expect(rateOf(units, spec)).toBeGreaterThan(units * 0.7);
      }),
    );
  });

  it.each([
    [5, true],
    [40, true],
    [50, false],
  ])('has room in a table of %d units: %j', (units, room) => {
    expect(hasRoom(units, spec)).toBe(room);
  });
});

it('utilization is that of the last two minutes', () => {
  const writes = [0.5, 1.5, 2.5, 3.5].map((minute, number) => ({
    at: minute * MINUTE,
    number,
    units: minute < 2 ? 10_000 : 420,
  }));

  expect(
    utilizationOf({
      writes,
      samples: [
        { at: 0, units: 5 },
        { at: MINUTE, units: 10 },
      ],
    }),
  ).toBe(70);
});
