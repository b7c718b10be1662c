import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Distribution } from '../../../src/sandbox/metrics/distribution.js';

/** What is read off a rounded distribution may be wrong by so much of itself. */
const ERROR = 0.005;

const fewValues = fc.array(
  fc.nat(40).map((value) => value / 4),
  { minLength: 1, maxLength: 300 },
);
const manyValues = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), {
  minLength: 400,
  maxLength: 800,
});
const percents = fc.constantFrom(0, 1, 25, 50, 90, 99, 99.9, 100);

/** The smallest value that is not below so many percent of all. */
function nearestRank(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

describe('a distribution', () => {
  it('knows every percentile of up to 250 different values exactly', () => {
    fc.assert(
      fc.property(fewValues, percents, (values, percent) => {
        expect(Distribution.of(...values).percentile(percent)).toBe(nearestRank(values, percent));
      }),
    );
  });

  it('knows the percentiles of more to half a percent, and everything else exactly', () => {
    fc.assert(
      fc.property(manyValues, percents, (values, percent) => {
        const samples = Distribution.of(...values);
        const exact = nearestRank(values, percent);
        const found = samples.percentile(percent) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * ERROR);
        expect(samples.samples).toBe(values.length);
        expect(samples.min).toBe(Math.min(...values));
        expect(samples.max).toBe(Math.max(...values));
        expect(samples.sum).toBe(values.reduce((sum, value) => sum + value, 0));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same in one piece or in two, kept and loaded in between', () => {
    fc.assert(
      fc.property(fewValues, fewValues, (left, right) => {
        const merged = Distribution.load(Distribution.of(...left).store());
        merged.merge(Distribution.load(JSON.parse(JSON.stringify(Distribution.of(...right).store()))));
        expect(merged.values).toEqual(Distribution.of(...left, ...right).values);
        expect(merged.samples).toBe(left.length + right.length);
        expect(merged.sum).toBeCloseTo(Distribution.of(...left, ...right).sum);
      }),
    );
  });

  it('stays as small as its range, however many values come', () => {
    const samples = new Distribution();
    for (let value = 1; value <= 100_000; value += 1) samples.add(value);

    expect(samples.values?.length).toBeLessThan(1200);
    expect(samples.samples).toBe(100_000);
  });

  it('knows no percentiles of negative values, of nothing, and of what is only summed up', () => {
    const summed = Distribution.of(1);
    summed.addSummary({ samples: 3, sum: 9, min: 2, max: 4 });
    const alike = Distribution.of(1);
    alike.addSummary({ samples: 3, sum: 9, min: 3, max: 3 });

    expect(new Distribution().percentile(50)).toBeUndefined();
    expect(Distribution.of(-1, 2).percentile(50)).toBeUndefined();
    expect(summed.percentile(50)).toBeUndefined();
    expect(Distribution.load(summed.store()).percentile(50)).toBeUndefined();
    expect([summed.samples, summed.sum, summed.min, summed.max]).toEqual([4, 10, 1, 4]);
    expect(alike.percentile(50)).toBe(3);
  });

  it('does not count what came no times', () => {
    const samples = new Distribution();
    samples.add(7, 0);
    samples.addSummary({ samples: 0, sum: 0, min: 0, max: 0 });

    expect(samples.store()).toEqual(new Distribution().store());
  });
});
