import { describe, expect, it } from 'vitest';
import { duration, plural } from '../../src/ui/format.js';

describe('a duration', () => {
  it.each([
    [-3, '0 ms'],
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [3_240, '3.2 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
    [86_399_000, '1 d'],
    [86_400_000, '1 d'],
    [187_500_000, '2 d 4 h'],
    [31_536_000_000, '365 d'],
  ])('of %d ms reads %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe('a number of things', () => {
  it('agrees with its noun', () => {
    expect(plural(1, 'call')).toBe('1 call');
    expect(plural(1200, 'call')).toBe('1,200 calls');
    expect(plural(2, 'retry', 'retries')).toBe('2 retries');
  });
});
