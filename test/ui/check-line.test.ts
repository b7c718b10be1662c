import { describe, expect, it } from 'vitest';
import { checkLines } from '../../src/ui/check-line.js';
import { createTheme } from '../../src/ui/theme.js';

const unicode = createTheme({ color: false, unicode: true });
const ascii = createTheme({ color: false, unicode: false });
const CHECK = { id: 'keys', claim: 'The table has its keys', expected: 'order_id', actual: 'id' };

describe('a check', () => {
  it('that holds is its claim', () => {
    expect(checkLines({ ...CHECK, ok: true }, 60, unicode)).toEqual(['  ✔ The table has its keys']);
  });

  it('that is on its way says what is there now', () => {
    expect(checkLines({ ...CHECK, ok: false, pending: true, actual: 'CREATING' }, 60, unicode)).toEqual([
      '  … The table has its keys',
      '      not yet: CREATING',
    ]);
  });

  it('that does not hold says what was expected, what was found, and what to do', () => {
    expect(checkLines({ ...CHECK, ok: false, hint: 'Run it again.' }, 60, unicode)).toEqual([
      '  ✖ The table has its keys',
      '      expected  order_id',
      '      found     id',
      '      → Run it again.',
    ]);
  });

  it('is ASCII where the terminal is', () => {
    expect(checkLines({ ...CHECK, ok: true, claim: '5 … 50' }, 60, ascii)).toEqual(['  + 5 ... 50']);
  });
});
