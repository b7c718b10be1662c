import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { hang, hangIndented, pad, truncate } from '../../src/ui/layout.js';

describe('truncating', () => {
  it('ends what it cuts in an ellipsis', () => {
    expect(truncate('CustomerIndex', 8, '…')).toBe('Custome…');
    expect(truncate('Orders', 6, '…')).toBe('Orders');
  });

  it('counts columns, not characters', () => {
    expect(truncate('注文テーブル', 7, '…')).toBe('注文テ…');
  });

  it('stays within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
        expect(stringWidth(truncate(text, width, '…'))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('padding', () => {
  it('fills either side and cuts nothing', () => {
    expect(pad('ab', 4)).toBe('ab  ');
    expect(pad('ab', 4, 'right')).toBe('  ab');
    expect(pad('abcde', 4)).toBe('abcde');
  });
});

describe('hanging', () => {
  it('indents what follows the first line by the width of its mark', () => {
    expect(hang('one two three four', 12, '✔ ')).toBe('✔ one two\n  three four');
  });

  it('breaks words that are longer than a line', () => {
    expect(hang('abcdefghij', 6, '> ')).toBe('> abcd\n  efgh\n  ij');
  });
});

describe('a line of code', () => {
  it('keeps its indentation, and goes on further in where it does not fit', () => {
    expect(hangIndented('    const text = "what does not fit";', 24)).toBe(
      ['    const text =', '        "what does not', '        fit";'].join('\n'),
    );
  });

  it('that fits stays as it is', () => {
    expect(hangIndented('  return 1;', 24)).toBe('  return 1;');
    expect(hangIndented('', 24)).toBe('');
  });

  it('gives up indentation before it gives up room', () => {
    for (const line of hangIndented(`${' '.repeat(60)}deep down it goes on and on`, 24).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(24);
    }
  });
});
