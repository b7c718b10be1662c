/** What ways to read and write cost in a month. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billOf } from '../../../src/steps/tune/month.js';

const TEN_THOUSAND = { ordersPerDay: 10_000, utilization: 70 };

describe('a bill', () => {
  it('is what the price list says', () => {
    // 10,000 × 365 / 12 writes, of a million for $0.625; one unit for 730 hours at $0.00065.
    expect(billOf('write', 1, TEN_THOUSAND)).toEqual({
      onDemand: expect.closeTo(0.1901, 4),
      provisionedUnits: 1,
      provisioned: expect.closeTo(0.4745, 4),
    });
    expect(billOf('read', 0.5, TEN_THOUSAND)).toEqual({
      onDemand: expect.closeTo(0.019, 4),
      provisionedUnits: 1,
      provisioned: expect.closeTo(0.0949, 4),
    });
  });

  it('provisions enough for an even load to be at the target, and not a unit more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('read' as const, 'write' as const),
        fc.double({ min: 0.5, max: 1000, noNaN: true }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 20, max: 90 }),
        (direction, units, ordersPerDay, utilization) => {
          const { provisionedUnits } = billOf(direction, units, { ordersPerDay, utilization });
          const needed = (units * ordersPerDay * 100) / (86_400 * utilization);
          expect(provisionedUnits).toBeGreaterThanOrEqual(Math.max(1, needed * (1 - 1e-9)));
          expect(provisionedUnits).toBeLessThan(Math.max(1, needed) + 1);
        },
      ),
    );
  });

  it('on demand grows with what is done', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (ordersPerDay) => {
        const once = billOf('write', 1, { ordersPerDay, utilization: 70 }).onDemand;
        const twice = billOf('write', 1, { ordersPerDay: ordersPerDay * 2, utilization: 70 }).onDemand;
        expect(twice).toBeCloseTo(once * 2, 6);
      }),
    );
  });
});
