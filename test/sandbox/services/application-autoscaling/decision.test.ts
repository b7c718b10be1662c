import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capacityFor,
  decide,
  proportionalCapacity,
  type Situation,
} from '../../../../src/sandbox/services/application-autoscaling/decision.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23, 4);

const situation = (changed: Partial<Situation> = {}): Situation => ({
  direction: 'out',
  current: 10,
  wanted: () => 20,
  min: 5,
  max: 50,
  suspended: false,
  cooldown: 0,
  last: undefined,
  now: NOW,
  ...changed,
});

describe('what a policy does about an alarm', () => {
  const justNow = { at: NOW - MINUTE, units: 10 };
  it.each<[string, Partial<Situation>, object]>([
    ['adds what is wanted', {}, { kind: 'scale', capacity: 20 }],
    ['adds up to the maximum', { wanted: () => 80 }, { kind: 'scale', capacity: 50 }],
    ['takes away what is not wanted', { direction: 'in', wanted: () => 7 }, { kind: 'scale', capacity: 7 }],
    ['takes away down to the minimum', { direction: 'in', wanted: () => 0 }, { kind: 'scale', capacity: 5 }],
    ['is at the maximum', { current: 50 }, { reason: { Code: 'AlreadyAtMaxCapacity', MaxCapacity: 50 } }],
    [
      'is at the minimum',
      { direction: 'in', current: 5 },
      { reason: { Code: 'AlreadyAtMinCapacity', MinCapacity: 5 } },
    ],
    [
      'has what is wanted',
      { wanted: () => 10 },
      { reason: { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: 10 } },
    ],
    ['does nothing while it is suspended', { suspended: true }, { kind: 'stay' }],
    ['does nothing without data', { wanted: () => undefined }, { kind: 'stay' }],
    ['cools down', { cooldown: 2 * MINUTE, last: justNow }, { kind: 'stay' }],
    [
      'adds more than before all the same',
      { cooldown: 2 * MINUTE, last: justNow, wanted: () => 21 },
      { kind: 'scale', capacity: 21 },
    ],
    ['has cooled down', { cooldown: MINUTE, last: justNow }, { kind: 'scale', capacity: 20 }],
    [
      'takes no more away while it cools down',
      { direction: 'in', wanted: () => 5, cooldown: 2 * MINUTE, last: { at: NOW - MINUTE, units: 1 } },
      { kind: 'stay' },
    ],
  ])('%s', (_, changed, expected) => {
    expect(decide(situation(changed))).toMatchObject(expected);
  });

  it('never leaves the bounds, and only goes the way of the alarm', () => {
    const units = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(
        units,
        units,
        units,
        fc.nat(2000),
        fc.constantFrom('in', 'out'),
        (a, b, current, wanted, direction) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)];

          const decision = decide(situation({ direction, current, wanted: () => wanted, min, max }));

          if (decision.kind !== 'scale') return;
          expect(decision.capacity).toBeGreaterThanOrEqual(min);
          expect(decision.capacity).toBeLessThanOrEqual(max);
          expect(Math.sign(decision.capacity - current)).toBe(direction === 'out' ? 1 : -1);
        },
      ),
    );
  });
});

describe('the capacity for a load', () => {
  it.each([
    [2100, 70, 50],
    [2101, 70, 51],
    [0, 70, 0],
    [588, 70, 14],
  ])('of %i units a minute at %i %% is %i', (consumed, target, expected) => {
    expect(capacityFor(consumed, 60, target)).toBe(expected);
  });

  it('of a metric of one’s own is in proportion', () => {
    expect(proportionalCapacity(10, 150, 100)).toBe(15);
  });

  it('brings consumption to the target or just below', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 20, max: 90 }),
        (consumed, target) => {
          const capacity = capacityFor(consumed, 60, target);

          expect(consumed * 100).toBeLessThanOrEqual(capacity * 60 * target);
          expect(consumed * 100).toBeGreaterThan((capacity - 1) * 60 * target);
        },
      ),
    );
  });
});
