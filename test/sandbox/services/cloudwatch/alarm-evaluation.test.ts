import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Criteria,
  type Datapoint,
  evaluate,
  evaluationRange,
  type MissingData,
  samplesNeeded,
} from '../../../../src/sandbox/services/cloudwatch/alarm-evaluation.js';

const MISSING = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const MINUTE = 60_000;

const criteria = (
  missingData: MissingData,
  evaluationPeriods: number,
  datapointsToAlarm: number,
): Criteria => ({
  evaluationPeriods,
  datapointsToAlarm,
  missingData,
  isBreaching: (value) => value > 0,
});

/** As the user guide writes them, the newest last: `0` is within the threshold, `X` breaching, `-` missing. */
const periodsOf = (text: string): (Datapoint | undefined)[] =>
  text
    .split(' ')
    .map((sign, index) =>
      sign === '-' ? undefined : { at: index * MINUTE, value: sign === 'X' ? 1 : 0, samples: 1 },
    )
    .reverse();

const outcomes = (text: string, evaluationPeriods: number, datapointsToAlarm: number): string[] =>
  MISSING.map(
    (treatment) =>
      evaluate(periodsOf(text), criteria(treatment, evaluationPeriods, datapointsToAlarm))?.value ??
      'as it was',
  );

describe("the user guide's tables, an evaluation range of five", () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'as it was', 'ALARM', 'OK']],
  ])('3 out of 3: %s', (datapoints, expected) => {
    expect(outcomes(datapoints, 3, 3)).toEqual(expected);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'as it was', 'ALARM', 'OK']],
  ])('2 out of 3: %s', (datapoints, expected) => {
    expect(outcomes(datapoints, 3, 2)).toEqual(expected);
  });

  it.each(['- - - - X', '- - - X -'])('3 out of 3, too early to alarm: %s', (datapoints) => {
    expect(outcomes(datapoints, 3, 3).slice(0, 2)).toEqual(['as it was', 'as it was']);
  });

  it('alarms once the only breach is old enough', () => {
    expect(outcomes('- - X X -', 3, 3)[0]).toBe('ALARM');
  });
});

describe('M of N', () => {
  it.each([
    ['X X', 2, 2, 'ALARM'],
    ['0 X', 2, 2, 'OK'],
    ['0 X', 2, 1, 'ALARM'],
    ['X 0 0', 3, 1, 'ALARM'],
    ['X 0 0 0', 3, 1, 'OK'],
    ['X - 0 0', 3, 1, 'ALARM'],
  ])('%s with N = %i, M = %i is %s', (datapoints, periods, toAlarm, expected) => {
    expect(outcomes(datapoints, periods, toAlarm)).toEqual([expected, expected, expected, expected]);
  });

  it('looks two periods further than it counts', () => {
    expect(evaluationRange(3)).toBe(5);
  });
});

describe('a percentile of few samples', () => {
  const scarce = { at: 0, value: 1, samples: 40 };

  it.each([
    ['p90', 100],
    ['p50', 20],
    ['p10', 100],
    ['p99.9', 10_000],
    ['Sum', undefined],
  ])('%s means something from %s samples on', (statistic, expected) => {
    const needed = samplesNeeded(statistic);

    if (expected === undefined) expect(needed).toBeUndefined();
    else expect(needed).toBeCloseTo(expected);
  });

  it.each([
    [41, undefined],
    [40, 'ALARM'],
  ])('with %i needed and 40 there', (leastSamples, expected) => {
    const verdict = evaluate([scarce], { ...criteria('missing', 1, 1), leastSamples });

    expect(verdict?.value).toBe(expected);
  });
});

describe('whatever the data', () => {
  const sign = fc.constantFrom('0', 'X', '-');
  const anyAlarm = fc
    .integer({ min: 1, max: 6 })
    .chain((periods) =>
      fc.tuple(
        fc.constant(periods),
        fc.integer({ min: 1, max: periods }),
        fc.array(sign, { minLength: evaluationRange(periods), maxLength: evaluationRange(periods) }),
      ),
    );

  it('an alarm that takes missing data as breaching is never calmer than one that does not', () => {
    fc.assert(
      fc.property(anyAlarm, ([periods, toAlarm, signs]) => {
        const [missing, ignore, breaching, notBreaching] = outcomes(signs.join(' '), periods, toAlarm);

        if (notBreaching === 'ALARM')
          expect([missing, ignore, breaching]).toEqual(['ALARM', 'ALARM', 'ALARM']);
        if (breaching === 'OK') expect([missing, ignore, notBreaching]).toEqual(['OK', 'OK', 'OK']);
      }),
    );
  });

  it('data that is complete is judged the same by all', () => {
    fc.assert(
      fc.property(anyAlarm, ([periods, toAlarm, signs]) => {
        const complete = signs.map((one) => (one === '-' ? '0' : one)).join(' ');

        expect(new Set(outcomes(complete, periods, toAlarm)).size).toBe(1);
      }),
    );
  });
});
