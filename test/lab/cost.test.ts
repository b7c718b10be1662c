/** What stands costs its rate times its age. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CostItem, costSoFar, type Standing, total } from '../../src/lab/cost.js';

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;

const items = fc.array(
  fc.record<CostItem>({ what: fc.string(), dollars: fc.double({ min: 0, max: 10, noNaN: true }) }),
);
const standing: fc.Arbitrary<Standing> = fc.record(
  { perHour: items, createdAt: fc.integer({ min: NOW - 1000 * HOUR, max: NOW + HOUR }) },
  { requiredKeys: [] },
);
const things = fc.array(standing);

function costing(dollars: number): Pick<Standing, 'perHour'> {
  return { perHour: [{ what: 'a thing', dollars }] };
}

describe('what a lab has cost', () => {
  it('is the rate of each thing times its age', () => {
    const table = { ...costing(2), createdAt: NOW - 5 * HOUR };
    const index = { ...costing(3), createdAt: NOW - HOUR };

    const cost = costSoFar([table, index], NOW);

    expect(cost).toMatchObject({ perHour: 5, soFar: 13 });
  });

  it('takes what does not tell its age for as old as the oldest that does', () => {
    const table = { ...costing(2), createdAt: NOW - 5 * HOUR };

    const cost = costSoFar([costing(1), table], NOW, NOW - 100 * HOUR);

    expect(cost.soFar).toBe(15);
  });

  it('is reckoned from the start of the lab where nothing tells its age', () => {
    expect(costSoFar([costing(1)], NOW, NOW - 7 * HOUR).soFar).toBe(7);
    expect(costSoFar([costing(1)], NOW).soFar).toBe(0);
  });

  it('looks for no age at what costs nothing', () => {
    const role = { createdAt: NOW - 90 * HOUR };

    expect(costSoFar([role, costing(1)], NOW, NOW - 7 * HOUR).soFar).toBe(7);
  });

  it('is never negative, never falls, and grows by the rate of an hour within an hour', () => {
    fc.assert(
      fc.property(things, fc.integer({ min: 0, max: 100 }), (all, hours) => {
        const before = costSoFar(all, NOW + HOUR, NOW);
        const later = costSoFar(all, NOW + HOUR + hours * HOUR, NOW);

        expect(before.soFar).toBeGreaterThanOrEqual(0);
        expect(later.perHour).toBe(before.perHour);
        expect(later.soFar - before.soFar).toBeCloseTo(hours * before.perHour, 6);
      }),
    );
  });

  it('is that of its things together, in any order', () => {
    fc.assert(
      fc.property(things, fc.array(standing), (some, others) => {
        const aged = [...some, ...others].map((thing) => ({ createdAt: NOW - HOUR, ...thing }));
        const parts = [aged.slice(0, some.length), aged.slice(some.length)].map((part) =>
          costSoFar(part, NOW),
        );

        const whole = costSoFar([...aged].reverse(), NOW);

        expect(whole.soFar).toBeCloseTo(
          parts.reduce((sum, { soFar }) => sum + soFar, 0),
          6,
        );
        expect(whole.perHour).toBeCloseTo(total(aged.flatMap(({ perHour = [] }) => perHour)), 6);
      }),
    );
  });
});
