import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { _, number, points, seriesOf, valuesOf, workOut } from './working-out.js';

const ORDERS = { ok: [3, 0, 5], errors: [1, 0, _] };

describe('operators', () => {
  it.each([
    ['ok + errors', [4, 0, _]],
    ['ok - 1', [2, -1, 4]],
    ['100 * (errors / (ok + errors))', [25, _, _]],
    ['errors / ok', [1 / 3, _, _]],
    ['2 ^ ok', [8, 1, 32]],
    ['ok > 2', [1, 0, 1]],
    ['ok > 2 AND errors', [1, 0, _]],
    ['-ok', [-3, -0, -5]],
  ])('%s, point by point, without points that are no number', (expression, expected) => {
    expect(points(expression, ORDERS)).toEqual(expected);
  });

  it('do a list with a number, series by series, and not two lists', () => {
    const value = workOut('METRICS() * 10', ORDERS);

    expect(value.type === 'list' && value.list.map((series) => valuesOf(series, 3))).toEqual([
      [30, 0, 50],
      [10, 0, _],
    ]);
    expect(() => workOut('METRICS() + METRICS()', ORDERS)).toThrow('Unsupported operand type(s) for +');
  });
});

describe('aggregates', () => {
  it.each([
    ['SUM(ok)', 8],
    ['AVG(ok)', 8 / 3],
    ['MIN(ok)', 0],
    ['MAX(ok)', 5],
    ['STDDEV([2, 4, 4, 4, 5, 5, 7, 9])', 2],
    ['DATAPOINT_COUNT(errors)', 2],
    ['MAX([1, 7, 3])', 7],
    ['METRIC_COUNT(METRICS())', 2],
    ['PERIOD(ok)', 60],
  ])('%s is the number %d', (expression, value) => {
    expect(number(expression, ORDERS)).toBe(value);
  });

  it.each([
    ['SUM(METRICS())', [4, 0, 5]],
    ['AVG([ok, errors])', [2, 0, 5]],
    ['MAX([ok, errors])', [3, 0, 5]],
    ['MIN([ok, errors])', [1, 0, 5]],
    ['DATAPOINT_COUNT([ok, errors])', [2, 2, 1]],
    ['SUM(METRICS("err"))', [1, 0, _]],
  ])('%s is a series, made of what is there at each time', (expression, expected) => {
    expect(points(expression, ORDERS)).toEqual(expected);
  });

  it('agree with each other, whatever is missing', () => {
    const anyPoints = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: undefined }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(anyPoints, anyPoints, (a, b) => {
        const metrics = { a, b };
        const total = workOut('SUM(SUM([a, b]))', metrics);
        expect(total).toEqual(workOut('SUM(a) + SUM(b)', metrics));
        expect(points('AVG([a, b]) * DATAPOINT_COUNT([a, b]) - SUM([a, b])', metrics).map(nearZero)).toEqual(
          points('0 * SUM([a, b])', metrics).map(nearZero),
        );
        expect(points('MIN([a, b]) <= MAX([a, b])', metrics).filter((holds) => holds === 0)).toEqual([]);
      }),
    );
  });
});

describe('functions', () => {
  const LOAD = { load: [1, _, 4, 10, _] };

  it.each([
    ['FILL(load, 0)', [1, 0, 4, 10, 0]],
    ['FILL(load, REPEAT)', [1, 1, 4, 10, 10]],
    ['FILL(load, LINEAR)', [1, 2.5, 4, 10, _]],
    ['FILL(load, MAX(load))', [1, 10, 4, 10, 10]],
    ['FILL(load, load)', [1, _, 4, 10, _]],
    ['DIFF(load)', [_, _, 3, 6, _]],
    ['DIFF_TIME(load)', [_, _, 120, 60, _]],
    ['RATE(load)', [_, _, 3 / 120, 6 / 60, _]],
    ['RUNNING_SUM(load)', [1, _, 5, 15, _]],
    ['ABS(0 - load)', [1, _, 4, 10, _]],
    ['CEIL(load / 4)', [1, _, 1, 3, _]],
    ['FLOOR(load / 4)', [0, _, 1, 2, _]],
    ['LOG10(load * 10)', [1, _, Math.log10(40), 2, _]],
    ['LOG(load - 1)', [_, _, Math.log(3), Math.log(9), _]],
    ['MINUTE(load)', [0, _, 2, 3, _]],
    ['HOUR(load)', [12, _, 12, 12, _]],
    ['DAY(load)', [5, _, 5, 5, _]],
    ['DATE(load) + 100 * MONTH(load) + 10000 * YEAR(load)', [20261120, _, 20261120, 20261120, _]],
    ['TIME_SERIES(7)', [7, 7, 7, 7, 7]],
    ['IF(load > 3, load)', [_, _, 4, 10, _]],
    ['IF(load > 3, 1, 0)', [0, _, 1, 1, _]],
    ['IF(load > 3, 100, load)', [1, _, 100, 100, _]],
    ['IF(1, load, 0)', [1, _, 4, 10, _]],
    ['FIRST([load, TIME_SERIES(2)])', [1, _, 4, 10, _]],
    ['LAST([load, TIME_SERIES(2)])', [2, 2, 2, 2, 2]],
    ['SLICE([load, TIME_SERIES(2)], 1)', [2, 2, 2, 2, 2]],
  ])('%s', (expression, expected) => {
    expect(points(expression, LOAD)).toEqual(expected);
  });

  it('fill in a metric of which nothing was counted', () => {
    expect(points('FILL(none, 0)', { none: [_, _, _] })).toEqual([0, 0, 0]);
    expect(points('FILL(none, REPEAT)', { none: [_, _, _] })).toEqual([_, _, _]);
  });

  it('sort, cut and clean lists', () => {
    const metrics = { low: [1, 2], high: [9, 9], empty: [_, _] };
    const labels = (expression: string): readonly string[] => {
      const value = workOut(expression, metrics);
      return value.type === 'list' ? value.list.map(({ label }) => label) : [];
    };

    expect(labels('SORT(METRICS(), SUM, DESC)')).toEqual(['high', 'low', 'empty']);
    expect(labels('SORT(METRICS(), MAX, ASC, 2)')).toEqual(['empty', 'low']);
    expect(labels('SLICE(METRICS(), 0, 2)')).toEqual(['low', 'high']);
    expect(labels('REMOVE_EMPTY(METRICS())')).toEqual(['low', 'high']);
    expect(labels('FILL(METRICS(), 0)')).toEqual(['low', 'high', 'empty']);
  });

  it('keep what is there when they fill in what is not', () => {
    const anyPoints = fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(anyPoints, fc.constantFrom('0', 'REPEAT', 'LINEAR', 'AVG(m)'), (m, by) => {
        const filled = points(`FILL(m, ${by})`, { m });
        expect(filled.map((value, index) => (m[index] === undefined ? undefined : value))).toEqual(m);
        expect(points(`FILL(FILL(m, ${by}), ${by})`, { m })).toEqual(filled);
      }),
    );
  });

  it.each([
    ['NO(load)', 'Unknown function NO'],
    ['SEARCH("x", "Sum", 300)', 'The sandbox does not serve the function SEARCH'],
    ['constructor(load)', 'Unknown function constructor'],
    ['SUM(load, load)', 'Wrong number of parameters for SUM'],
    ['SUM()', 'Wrong number of parameters for SUM'],
    ['SUM(REPEAT)', 'Unsupported operand type(s) for SUM'],
    ['PERIOD(3)', 'Unsupported operand type(s) for PERIOD'],
    ['FILL(load, UP)', 'Unsupported operand type(s) for FILL'],
    ['SORT(METRICS(), SUM, UP)', 'Unsupported operand type(s) for SORT'],
    ['SLICE([load], 4)', 'SLICE has nothing to take a time series from'],
    ['load + "a"', 'Unsupported operand type(s) for +'],
    ['[load, 3]', 'Unsupported operand type(s) for []'],
    ['[]', 'A list cannot be empty'],
    ['load + other', "Unknown id 'other'"],
  ])('%s: %s', (expression, message) => {
    expect(() => workOut(expression, LOAD)).toThrow(message);
  });

  it('leave the series that they are given as they are', () => {
    const before = seriesOf('load', LOAD.load);
    workOut('RUNNING_SUM(FILL(load, 0))', LOAD);

    expect(seriesOf('load', LOAD.load)).toEqual(before);
  });
});

/** What is left of adding up numbers that are no binary fractions. */
function nearZero(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1e6) + 0;
}
