/** What the steps say that they cost, held against what they build. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../../src/lab/cost.js';
import { namesFor } from '../../src/lab/names.js';
import { streamFunction } from '../../src/steps/attach-stream/specs.js';
import { apiFunction } from '../../src/steps/build-api/specs.js';
import {
  FUNCTION_MEMORY,
  MONITOR_ALARMS,
  perHour,
  STEP_COSTS,
  THROTTLE_UNITS,
  TUNE_ADDED_UNITS,
} from '../../src/steps/costs.js';
import { STEPS } from '../../src/steps/index.js';
import { alarmNames } from '../../src/steps/monitor/alarms.js';
import { scalingOf } from '../../src/steps/orders-table.js';
import { UNITS } from '../../src/steps/throttle/scratch-table.js';
import { rateOf } from '../../src/steps/tune/load.js';

const NAMES = namesFor('');

describe('what is retyped for a quick start', () => {
  it('is what the steps are made of', () => {
    const [scaling] = scalingOf(NAMES).filter(({ direction }) => direction === 'write');
    if (scaling === undefined) throw new Error('the table scales its writes');
    const { minimum, utilization } = scaling;

    expect(MONITOR_ALARMS).toBe(alarmNames(NAMES).length);
    expect(THROTTLE_UNITS).toBe(UNITS);
    expect(TUNE_ADDED_UNITS).toBe(Math.ceil((rateOf(minimum, scaling) * 100) / utilization) - minimum);
    for (const { memory } of [streamFunction(NAMES, ''), apiFunction(NAMES, '')]) {
      expect(FUNCTION_MEMORY).toBe(memory / 1024);
    }
  });
});

describe('the whole lab', () => {
  it('costs what the facts about AWS say of its table and index, its 34 alarms and its dashboard', () => {
    const capacity = 10 * 0.000_65 + 10 * 0.000_13;
    const alarms = (34 * 0.1) / 730;
    const dashboard = 3 / 730;

    expect(perHour(STEPS)).toBeCloseTo(capacity + alarms + dashboard, 10);
  });

  it('costs about a cent for a run as it is', () => {
    const once = STEPS.flatMap(({ cost }) => cost({ count: 200 }).once);

    expect(total(once)).toBeCloseTo(0.01, 2);
    expect(once.every(({ dollars }) => dollars > 0)).toBe(true);
  });

  it('costs less where tune leaves out its load', () => {
    const [all, without] = [{}, { skipScaling: true }].map((input) => total(STEP_COSTS.tune(input).once));

    expect(without).toBeLessThan(all ?? 0);
  });
});

describe('more orders', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });

  it('never cost less, neither to write nor to keep', () => {
    fc.assert(
      fc.property(count, count, (one, other) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)].map((orders) =>
          STEP_COSTS.seed({ count: orders }),
        );

        expect(total(few?.once ?? [])).toBeLessThanOrEqual(total(many?.once ?? []));
        expect(total(few?.perHour ?? [])).toBeLessThanOrEqual(total(many?.perHour ?? []));
      }),
    );
  });

  it('cost nothing while the capacity that was saved up takes them', () => {
    expect(STEP_COSTS.seed({ count: 1500 }).once).toEqual([]);
    expect(STEP_COSTS.seed({ count: 1501 }).once).toHaveLength(1);
  });

  it('cost about half a dollar for a million', () => {
    expect(total(STEP_COSTS.seed({ count: 1_000_000 }).once)).toBeCloseTo(0.515, 2);
  });
});
