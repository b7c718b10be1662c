/** A table that fits the terminal: columns shrink, and where even that is not enough, rows become blocks. */
import stringWidth from 'string-width';
import { count } from './format.js';
import { hang, pad, truncate } from './layout.js';
import type { Theme } from './theme.js';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Values that do not fit go on below. Otherwise they are cut. */
  readonly wrapped?: boolean;
}

/** Columns between two table columns. */
const GAP = 2;
/** A column is not made narrower than this; below it a value tells nothing. */
const NARROWEST = 6;

/** The table's lines, each at most `width` columns wide. */
export function tableLines(table: Table, width: number, theme: Theme): string[] {
  const cells = table.rows.map((row) => table.columns.map((_, index) => oneLine(row[index] ?? '')));
  const natural = table.columns.map((name, index) =>
    Math.max(stringWidth(name), ...cells.map((row) => stringWidth(row[index] ?? ''))),
  );
  const widths = shareColumns(natural, width - GAP * (natural.length - 1));
  return widths === undefined ? blocks(table, cells, width, theme) : grid(table, cells, widths, theme);
}

/**
 * Shares `room` among columns that would like their natural widths: the widest gives way first.
 * Undefined when not even the narrowest useful columns fit.
 */
export function shareColumns(natural: readonly number[], room: number): number[] | undefined {
  const least = natural.map((width) => Math.min(width, NARROWEST));
  if (sum(least) > room) return undefined;
  const widths = [...natural];
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function grid(table: Table, cells: string[][], widths: number[], theme: Theme): string[] {
  const { ellipsis, line } = theme.symbols;
  const aligns = table.columns.map((_, index) => alignmentOf(table.rows, index));
  const plain = (text: string): string => text;
  const row = (texts: readonly string[], style: (text: string) => string): string =>
    widths
      .map((width, index) => style(pad(truncate(texts[index] ?? '', width, ellipsis), width, aligns[index])))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [
    row(table.columns, theme.bold),
    theme.dim(widths.map((width) => line.repeat(width)).join(' '.repeat(GAP))),
    ...(table.wrapped === true
      ? spaced(cells.map((texts) => belowEachOther(texts, widths).map((line) => row(line, plain))))
      : cells.map((texts) => row(texts, plain))),
  ];
}

/** The lines of a row, each with a part of every cell. */
function belowEachOther(texts: readonly string[], widths: readonly number[]): string[][] {
  const parts = widths.map((width, index) => hang(texts[index] ?? '', width).split('\n'));
  const height = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => parts.map((lines) => lines[line] ?? ''));
}

/** Where a row takes several lines, one cannot see any more where the next one begins. */
function spaced(rows: readonly string[][]): string[] {
  const isSpaced = rows.some(({ length }) => length > 1);
  return rows.flatMap((lines, index) => (isSpaced && index > 0 ? ['', ...lines] : lines));
}

/** One block of `column: value` lines per row. */
function blocks({ columns, wrapped }: Table, cells: string[][], width: number, theme: Theme): string[] {
  const { ellipsis, line } = theme.symbols;
  const label = Math.min(Math.max(0, ...columns.map((name) => stringWidth(name))), Math.floor(width / 2));
  return cells.flatMap((row, index) => [
    ...(index === 0 ? [] : [theme.dim(line.repeat(Math.min(width, label + GAP)))]),
    ...columns.flatMap((name, column) => {
      const value = row[column] ?? '';
      const room = width - label - GAP;
      const [first = '', ...rest] =
        wrapped === true ? hang(value, room).split('\n') : [truncate(value, room, ellipsis)];
      const begin = theme.bold(pad(truncate(name, label, ellipsis), label));
      return [begin + ' '.repeat(GAP) + first, ...rest.map((below) => ' '.repeat(label + GAP) + below)];
    }),
  ]);
}

/** Numbers stand to the right, so that their digits line up. */
function alignmentOf(rows: Table['rows'], column: number): 'left' | 'right' {
  return rows.length > 0 && rows.every((row) => typeof row[column] === 'number') ? 'right' : 'left';
}

/** Line breaks and other control characters would tear the table, or play with the terminal. */
function oneLine(value: string | number): string {
  return typeof value === 'number' ? count(value) : value.replace(/\p{Cc}+/gu, ' ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
