import { describe, expect, it } from 'vitest';
import { millisecondsOf } from '../../src/commands/span.js';
import { ExitCode } from '../../src/problem.js';

describe('a span of time', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1d1h1m1s', 90_061_000],
    [' 5M ', 300_000],
    ['366d', 366 * 86_400_000],
  ])('%s is %d milliseconds', (typed, milliseconds) => {
    expect(millisecondsOf(typed)).toBe(milliseconds);
  });

  it.each([
    '',
    '15',
    'm',
    '-5m',
    '1.5h',
    '5 m',
    '30m1h',
    '5m5m',
    '0s',
    '367d',
    '999999999999999999999d',
    'soon',
  ])('%j is none, and it says what is', (typed) => {
    expect(() => millisecondsOf(typed)).toThrow(
      expect.objectContaining({ exitCode: ExitCode.Usage, next: expect.stringContaining('for example 15m') }),
    );
  });
});
