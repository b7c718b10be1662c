/** Sums of money, in a sentence and in a table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dollars, money } from '../../src/lab/dollars.js';

/** From a millionth of a cent to a billion dollars, evenly over the orders of magnitude. */
const amount = fc.double({ min: -8, max: 9, noNaN: true }).map((exponent) => 10 ** exponent);

describe('in a sentence', () => {
  it.each([
    [0, 'nothing'],
    [0.000_001, 'under 0.01 cents'],
    [0.000_1, '0.01 cents'],
    [0.0078, '0.78 cents'],
    [0.009_99, '1 cent'],
    [0.0165, '1.7 cents'],
    [0.174, '17 cents'],
    [0.994, '99 cents'],
    [0.996, '$1.00'],
    [12.1, '$12.10'],
    [1271.6, '$1,272'],
  ])('%d dollars are %s', (sum, text) => {
    expect(money(sum)).toBe(text);
  });

  it('something never reads like nothing', () => {
    fc.assert(
      fc.property(amount, (sum) => {
        expect(money(sum)).toMatch(/[1-9]/);
        expect(money(sum)).not.toMatch(/e[-+]?\d/);
      }),
    );
  });
});

describe('in a table', () => {
  it.each([
    [0, '$0'],
    [0.000_001, 'under $0.00001'],
    [0.000_35, '$0.00035'],
    [0.0078, '$0.0078'],
    [0.009_99, '$0.010'],
    [0.19, '$0.19'],
    [0.996, '$1.00'],
    [19.01, '$19.01'],
    [1271.6, '$1,272'],
  ])('%d dollars are %s', (sum, text) => {
    expect(dollars(sum)).toBe(text);
  });

  it('reads as what it is, to two digits', () => {
    fc.assert(
      fc.property(
        amount.filter((sum) => sum >= 0.000_01),
        (sum) => {
          const read = Number(dollars(sum).replace(/[$,]/g, ''));

          expect(Math.abs(read - sum)).toBeLessThanOrEqual(sum * 0.05);
        },
      ),
    );
  });
});
