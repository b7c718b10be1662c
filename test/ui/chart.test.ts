import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ChartData } from '../../src/lab/events.js';
import { chartLines, sparkline } from '../../src/ui/chart.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });
const plain = createTheme({ color: false, unicode: false });

const LOAD: ChartData = {
  points: ['0 s', '1 s', '2 s', '3 s', '4 s', '5 s', '6 s', '7 s'],
  unit: 'writes per second',
  series: [
    { name: 'accepted', draw: 'bar', values: [10, 10, 10, 10, 5, 1, 1, 1] },
    { name: 'throttled', draw: 'bar', values: [0, 0, 0, 0, 5, 9, 9, 9] },
    { name: 'provisioned', draw: 'line', values: [1, 1, 1, 1, 1, 1, 1, 1] },
  ],
};

describe('a chart', () => {
  it('stacks bars, draws lines over them and says what is what, without colour', () => {
    expect(chartLines(LOAD, 70, theme)).toEqual([
      '10 │████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░',
      '   │████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░',
      '   │████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░',
      '   │████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░',
      ' 5 │██████████████████████████████░░░░░░░░░░░░░░░░░░',
      '   │██████████████████████████████░░░░░░░░░░░░░░░░░░',
      '   │██████████████████████████████░░░░░░░░░░░░░░░░░░',
      '   │━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
      ' 0 └────────────────────────────────────────────────',
      '    0 s                                          7 s',
      '    in writes per second   █ accepted   ░ throttled   ━ provisioned',
    ]);
  });

  it('is drawn in ASCII where the terminal has nothing else', () => {
    for (const line of chartLines(LOAD, 70, plain)) expect(line).toMatch(/^[\x20-\x7e]*$/);
  });

  it('shows what there is little of', () => {
    const few: ChartData = {
      points: ['a', 'b'],
      unit: 'x',
      series: [{ name: 'few', draw: 'bar', values: [1000, 1] }],
    };

    const lowest = chartLines(few, 40, theme)[7] ?? '';

    expect(lowest.split('│')[1]).toBe('█'.repeat(12));
  });

  it('shows the greatest of the points that share a column', () => {
    const values = Array.from({ length: 500 }, (_, index) => (index === 250 ? 100 : 1));
    const spike: ChartData = {
      points: values.map(String),
      unit: 'x',
      series: [{ name: 'spike', draw: 'bar', values }],
    };

    expect(chartLines(spike, 60, theme)[0]).toContain('█');
  });

  it('is never wider than the terminal, whatever is in it', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));
    const series = fc.record({
      name: fc.string({ maxLength: 20 }),
      draw: fc.constantFrom('bar' as const, 'line' as const),
      values: fc.array(value, { maxLength: 200 }),
    });
    const chart = fc.record({
      points: fc.array(fc.string({ maxLength: 8 }), { maxLength: 200 }),
      unit: fc.string({ maxLength: 10 }),
      series: fc.array(series, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(chart, fc.integer({ min: 20, max: 120 }), (given, width) => {
        for (const line of chartLines(given, width, theme)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe('a sparkline', () => {
  it('draws the latest values, the greatest as high as it goes', () => {
    expect(sparkline([9, 0, 4, 8], 3, theme)).toBe('▁▅█');
    expect(sparkline([0, 0], 8, theme)).toBe('▁▁');
    expect(sparkline([], 8, theme)).toBe('');
  });
});
