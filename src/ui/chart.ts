/** A chart of a few series over time, readable in a terminal of 80 columns and without colour. */
import stringWidth from 'string-width';
import type { ChartData, Series } from '../lab/events.js';
import { count } from './format.js';
import { hang, pad, truncate } from './layout.js';
import type { Theme } from './theme.js';

/** Rows of the plot, without its axis. */
const ROWS = 8;
/** Columns of one point at the most: a few points must not become walls. */
const WIDEST_POINT = 6;
/** Between the values at the left and the axis. */
const GAP = 1;
/** What a chart cannot be told apart with any more. */
const NARROWEST_PLOT = 10;

/** The chart's lines, each at most `width` columns wide. */
export function chartLines(chart: ChartData, width: number, theme: Theme): string[] {
  const top = topOf(chart.series);
  const labels = [top, top / 2, 0].map(valueInWords);
  const margin = Math.max(...labels.map((label) => stringWidth(label))) + GAP;
  const room = Math.max(NARROWEST_PLOT, width - margin - 1);
  const columns = columnsOf(chart, room);
  const labelOf = (row: number): string => {
    if (row === 0) return labels[0] ?? '';
    return row === ROWS / 2 ? (labels[1] ?? '') : '';
  };
  const { axis, corner, line } = theme.symbols;
  const plot = Array.from({ length: ROWS }, (_, row) => {
    const cells = columns.map((column) => cellOf(column, ROWS - row, top, theme)).join('');
    return `${pad(labelOf(row), margin - GAP, 'right')} ${axis}${cells}`.trimEnd();
  });
  const bottom = `${pad(labels[2] ?? '', margin - GAP, 'right')} ${corner}${line.repeat(columns.length)}`;
  const times = `${' '.repeat(margin + 1)}${endsOf(chart.points, columns.length, theme)}`;
  const legend = [`in ${chart.unit}`, ...legendOf(chart.series, theme)].join('   ');
  return [
    ...plot,
    bottom,
    times,
    ...hang(legend, width, ' '.repeat(Math.min(margin + 1, width >> 2))).split('\n'),
  ].map((text) => truncate(text, width, theme.symbols.ellipsis));
}

/** Values drawn as small as they can be, latest last: `▁▃▇`. At most `columns` of them. */
export function sparkline(values: readonly number[], columns: number, theme: Theme): string {
  const levels = [...theme.symbols.levels];
  const shown = columns <= 0 ? [] : values.slice(-columns);
  const top = Math.max(0, ...shown);
  return shown
    .map(
      (value) => levels[top === 0 ? 0 : Math.round((Math.max(0, value) / top) * (levels.length - 1))] ?? '',
    )
    .join('');
}

/** What stands in one column: a value for each series, undefined where there is none. */
interface Column {
  readonly bars: readonly (number | undefined)[];
  readonly lines: readonly (number | undefined)[];
}

/** Points that have to share a column show their greatest values; few points get several columns each. */
function columnsOf({ points, series }: ChartData, room: number): Column[] {
  const wide = Math.min(WIDEST_POINT, Math.max(1, Math.floor(room / Math.max(1, points.length))));
  const shared = Math.ceil(points.length / room);
  const groups = Math.ceil(points.length / shared) || 0;
  const greatestOf = ({ values }: Series, group: number): number | undefined => {
    const some = values.slice(group * shared, (group + 1) * shared).filter((value) => value !== null);
    return some.length === 0 ? undefined : Math.max(...some);
  };
  const of = (draw: Series['draw'], group: number): (number | undefined)[] =>
    series.filter((each) => each.draw === draw).map((each) => greatestOf(each, group));
  return Array.from(
    { length: groups },
    (_, group): Column => ({ bars: of('bar', group), lines: of('line', group) }),
  ).flatMap((column) => Array.from({ length: wide }, () => column));
}

/** One character of a column, `row` counted from 1 at the bottom. A line is drawn over the bars. */
function cellOf({ bars, lines }: Column, row: number, top: number, { symbols }: Theme): string {
  const line = lines.findIndex((value) => value !== undefined && rowOf(value, top) === row);
  if (line >= 0) return symbols.rules[line % symbols.rules.length] ?? '';
  let below = 0;
  let sum = 0;
  for (const [index, value = 0] of bars.entries()) {
    if (value <= 0) continue;
    sum += value;
    // What there is little of is seen all the same.
    const height = Math.min(ROWS, Math.max(below + 1, rowOf(sum, top)));
    if (row > below && row <= height) return symbols.fills[index % symbols.fills.length] ?? '';
    below = height;
  }
  return ' ';
}

function rowOf(value: number, top: number): number {
  return Math.round((value / top) * ROWS);
}

/** The lowest round number that nothing is above. */
function topOf(series: readonly Series[]): number {
  const stacked = sumAtEachPoint(series.filter(({ draw }) => draw === 'bar'));
  const lines = series.filter(({ draw }) => draw === 'line').flatMap(({ values }) => values);
  const highest = Math.max(0, ...stacked, ...lines.map((value) => value ?? 0));
  if (highest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 4, 5, 10].find((factor) => factor * power >= highest) ?? 10) * power;
}

function sumAtEachPoint(series: readonly Series[]): number[] {
  const points = Math.max(0, ...series.map(({ values }) => values.length));
  return Array.from({ length: points }, (_, point) =>
    series.reduce((sum, { values }) => sum + (values[point] ?? 0), 0),
  );
}

/** The first and the last point's names at the two ends. */
function endsOf(points: readonly string[], columns: number, theme: Theme): string {
  const first = theme.prose(points[0] ?? '');
  const last = theme.prose(points.length > 1 ? (points.at(-1) ?? '') : '');
  const between = columns - stringWidth(first) - stringWidth(last);
  return between > 0
    ? `${first}${' '.repeat(between)}${last}`
    : `${first} ${theme.symbols.ellipsis} ${last}`.trimEnd();
}

function legendOf(series: readonly Series[], { symbols, prose }: Theme): string[] {
  return (['bar', 'line'] as const).flatMap((draw) => {
    const marks = draw === 'bar' ? symbols.fills : symbols.rules;
    return series
      .filter((each) => each.draw === draw)
      .map(({ name }, index) => `${marks[index % marks.length] ?? ''} ${prose(name)}`);
  });
}

/** Numbers above a thousand without fractions, small ones with at most two digits of them. */
function valueInWords(value: number): string {
  return count(value >= 1000 ? Math.round(value) : Math.round(value * 100) / 100);
}
