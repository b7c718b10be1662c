import { describe, expect, it } from 'vitest';
import { readUnits, writeUnits } from '../../../../src/sandbox/services/dynamodb/capacity-units.js';

describe('readUnits', () => {
  it.each([
    [0, 'strong', 1],
    [0, 'eventual', 0.5],
    [4096, 'strong', 1],
    [4097, 'strong', 2],
    [4097, 'eventual', 1],
    [8193, 'eventual', 1.5],
    [100, 'transactional', 2],
  ] as const)('of %i bytes, %s, is %d', (bytes, consistency, units) => {
    expect(readUnits(bytes, consistency)).toBe(units);
  });
});

describe('writeUnits', () => {
  it.each([
    [0, false, 1],
    [1024, false, 1],
    [1025, false, 2],
    [1025, true, 4],
    [400 * 1024, false, 400],
  ])('of %i bytes, transactional %s, is %d', (bytes, transactional, units) => {
    expect(writeUnits(bytes, { transactional })).toBe(units);
  });
});
