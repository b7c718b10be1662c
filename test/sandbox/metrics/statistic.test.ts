import { describe, expect, it } from 'vitest';
import { Distribution } from '../../../src/sandbox/metrics/distribution.js';
import { parseStatistic } from '../../../src/sandbox/metrics/statistic.js';

const ONE_TO_TEN = Distribution.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

describe('a statistic', () => {
  it.each([
    ['SampleCount', 10],
    ['Sum', 55],
    ['Average', 5.5],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p50', 5],
    ['p90', 9],
    ['p95.5', 10],
    ['p0', 1],
    ['p100', 10],
    // "tm90 calculates the average after removing the 10% of data points with the highest values."
    ['tm90', 5],
    ['TM(10%:90%)', 5.5],
    ['TM(:50%)', 3],
    ['TM(2:5)', 4],
    ['IQM', 5.5],
    ['TC(10%:90%)', 8],
    ['tc80', 8],
    ['TC(2:5)', 3],
    ['TC(:5)', 5],
    ['ts50', 15],
    ['TS(80%:)', 19],
    ['TS(8:)', 19],
    ['PR(:3)', 30],
    ['PR(3:5)', 20],
    // "All values higher than this are treated as equal to the value at the percentile."
    ['wm90', 5.4],
    ['WM(10%:90%)', 5.5],
    ['WM(2:5)', 4.1],
  ])('%s of one to ten is %d', (name, value) => {
    expect(parseStatistic(name)?.(ONE_TO_TEN)).toBeCloseTo(value);
  });

  it.each([
    'TM90%',
    'p101',
    'p',
    'P-1',
    'sum',
    'TM(:)',
    'TM(90%:10%)',
    'PR(1%:2%)',
    'PR(5:5)',
    'p99.12345678901',
    '',
  ])('%s is none', (name) => {
    expect(parseStatistic(name)).toBeUndefined();
  });

  it('takes parts of samples where the bound is between two', () => {
    expect(parseStatistic('TC(0%:25%)')?.(ONE_TO_TEN)).toBeCloseTo(2.5);
    expect(parseStatistic('tm25')?.(ONE_TO_TEN)).toBeCloseTo((1 + 2 + 0.5 * 3) / 2.5);
  });

  it.each(['Average', 'Minimum', 'Maximum', 'p50', 'tm90', 'PR(:3)'])('%s of nothing is not told', (name) => {
    expect(parseStatistic(name)?.(new Distribution())).toBeUndefined();
  });

  it('is not told where no sample lies in its range, but for counts and sums', () => {
    expect(parseStatistic('TM(20:30)')?.(ONE_TO_TEN)).toBeUndefined();
    expect(parseStatistic('TC(20:30)')?.(ONE_TO_TEN)).toBe(0);
    expect(parseStatistic('TS(20:30)')?.(ONE_TO_TEN)).toBe(0);
  });
});
