import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { shareColumns, tableLines } from '../../src/ui/table.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });

const ORDERS = {
  columns: ['order_id', 'customer_id', 'quantity'],
  rows: [
    ['0b2f6b58-6d5c-4f0e-9d4b-1f5a4c9e2d11', 'cust123', 1],
    ['9a1c', 'cust456', 1200],
  ],
};

describe('a table', () => {
  it('is as wide as its contents where there is room, with numbers to the right', () => {
    expect(tableLines(ORDERS, 100, theme)).toEqual([
      'order_id                              customer_id  quantity',
      '────────────────────────────────────  ───────────  ────────',
      '0b2f6b58-6d5c-4f0e-9d4b-1f5a4c9e2d11  cust123             1',
      '9a1c                                  cust456         1,200',
    ]);
  });

  it('takes from the widest column first where there is not', () => {
    expect(tableLines(ORDERS, 40, theme)).toEqual([
      'order_id           customer_id  quantity',
      '─────────────────  ───────────  ────────',
      '0b2f6b58-6d5c-4f…  cust123             1',
      '9a1c               cust456         1,200',
    ]);
  });

  it('becomes blocks where its columns would say nothing', () => {
    expect(tableLines(ORDERS, 20, theme)).toEqual([
      'order_id    0b2f6b5…',
      'customer_…  cust123',
      'quantity    1',
      '────────────',
      'order_id    9a1c',
      'customer_…  cust456',
      'quantity    1,200',
    ]);
  });

  it('shows all of what does not fit, where it is told to', () => {
    expect(tableLines({ ...ORDERS, wrapped: true }, 40, theme)).toEqual([
      'order_id           customer_id  quantity',
      '─────────────────  ───────────  ────────',
      '0b2f6b58-6d5c-4f0  cust123             1',
      'e-9d4b-1f5a4c9e2d',
      '11',
      '',
      '9a1c               cust456         1,200',
    ]);
    expect(tableLines({ ...ORDERS, wrapped: true }, 20, theme).slice(0, 4)).toEqual([
      'order_id    0b2f6b58',
      '            -6d5c-4f',
      '            0e-9d4b-',
      '            1f5a4c9e',
    ]);
    expect(tableLines({ ...ORDERS, wrapped: true }, 100, theme)).toEqual(tableLines(ORDERS, 100, theme));
  });

  it('never exceeds the width, whatever is in it', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer());
    const table = fc.integer({ min: 1, max: 6 }).chain((columns) =>
      fc.record({
        columns: fc.array(fc.string({ minLength: 1, maxLength: 20 }), {
          minLength: columns,
          maxLength: columns,
        }),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 5 }),
        wrapped: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 120 }), (given, width) => {
        for (const line of tableLines(given, width, theme))
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('sharing columns', () => {
  it('leaves everything as it is while there is room', () => {
    expect(shareColumns([10, 5], 20)).toEqual([10, 5]);
  });

  it('uses all the room there is', () => {
    expect(shareColumns([30, 30, 4], 40)).toEqual([18, 18, 4]);
  });

  it('gives up below what a column needs', () => {
    expect(shareColumns([30, 30, 30], 17)).toBeUndefined();
  });
});
