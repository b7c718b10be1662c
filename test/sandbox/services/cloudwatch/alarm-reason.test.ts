import { describe, expect, it } from 'vitest';
import { evaluatedAlarm } from '../../../../src/sandbox/services/cloudwatch/alarm-criteria.js';
import { type Datapoint, evaluate } from '../../../../src/sandbox/services/cloudwatch/alarm-evaluation.js';
import { reasonDataOf, reasonOf } from '../../../../src/sandbox/services/cloudwatch/alarm-reason.js';
import type { AlarmDefinition } from '../../../../src/sandbox/services/cloudwatch/alarms.js';

const MINUTE = 60_000;
const NEWEST = Date.UTC(2026, 10, 23, 4);

const ALARM: AlarmDefinition = {
  Namespace: 'Orders',
  MetricName: 'Placed',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 210,
  ComparisonOperator: 'GreaterThanThreshold',
};

/** The newest value first; undefined without data. */
function judged(values: readonly (number | undefined)[], definition: Partial<AlarmDefinition> = {}) {
  const criteria = evaluatedAlarm({ ...ALARM, ...definition });
  if (criteria === undefined) throw new Error('Not an alarm that is evaluated');
  const points = values.map((value, index): Datapoint | undefined =>
    value === undefined ? undefined : { at: NEWEST - index * MINUTE, value, samples: 3 },
  );
  const verdict = evaluate(points, criteria);
  if (verdict === undefined) throw new Error('It remains as it was');
  const periods = points.map((point, index) => ({ at: NEWEST - index * MINUTE, point }));
  return {
    reason: reasonOf(verdict, criteria),
    data: reasonDataOf(verdict, periods.slice(0, criteria.evaluationPeriods), criteria, NEWEST + MINUTE),
  };
}

describe('the reason of a state', () => {
  it.each([
    [
      'every datapoint above',
      [410, 380.5],
      {},
      'Threshold Crossed: 2 datapoints [410.0 (23/11/26 04:00:00), 380.5 (23/11/26 03:59:00)] were greater than the threshold (210.0).',
    ],
    [
      'M of N',
      [410, 380],
      { DatapointsToAlarm: 2 },
      'Threshold Crossed: 2 out of the last 2 datapoints [410.0 (23/11/26 04:00:00), 380.0 (23/11/26 03:59:00)] were greater than the threshold (210.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
    [
      'back to OK',
      [0],
      { EvaluationPeriods: 1, DatapointsToAlarm: 1 },
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (23/11/26 04:00:00)] was not greater than the threshold (210.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      'five and more',
      [1, 2, 3, 4, 5, 6],
      { EvaluationPeriods: 6, ComparisonOperator: 'LessThanThreshold' },
      'Threshold Crossed: 6 datapoints were less than the threshold (210.0). The most recent datapoints which crossed the threshold: [1.0 (23/11/26 04:00:00), 2.0 (23/11/26 03:59:00), 3.0 (23/11/26 03:58:00), 4.0 (23/11/26 03:57:00), 5.0 (23/11/26 03:56:00)].',
    ],
    [
      'some missing beside it',
      [613, undefined, undefined],
      { EvaluationPeriods: 3, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' },
      'Threshold Crossed: 1 out of the last 3 datapoints [613.0 (23/11/26 04:00:00)] was greater than the threshold (210.0) and 2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      'only what is missing makes it so',
      [5, undefined, undefined],
      { EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'breaching' },
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      'nothing, not breaching',
      [undefined],
      { EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    ['nothing', [undefined, undefined], {}, 'Insufficient Data: 2 datapoints were unknown.'],
    ['nothing of one', [undefined], { EvaluationPeriods: 1 }, 'Insufficient Data: 1 datapoint was unknown.'],
  ] as const)('%s', (_, values, definition, expected) => {
    expect(judged(values, definition).reason).toBe(expected);
  });

  it('comes with the data that it is about, as JSON', () => {
    const { data } = judged([410, 380.5], { Unit: 'Count' });

    expect(data).toBe(
      '{"version":"1.0","queryDate":"2026-11-23T04:01:00.000+0000","startDate":"2026-11-23T03:59:00.000+0000",' +
        '"unit":"Count","statistic":"Sum","period":60,"recentDatapoints":[380.5,410.0],"threshold":210.0,' +
        '"evaluatedDatapoints":[{"timestamp":"2026-11-23T04:00:00.000+0000","sampleCount":3.0,"value":410.0},' +
        '{"timestamp":"2026-11-23T03:59:00.000+0000","sampleCount":3.0,"value":380.5}]}',
    );
  });

  it('names the periods without data', () => {
    const { data } = judged([undefined], { EvaluationPeriods: 1 });

    expect(JSON.parse(data)).toMatchObject({
      recentDatapoints: [],
      evaluatedDatapoints: [{ timestamp: '2026-11-23T04:00:00.000+0000' }],
    });
  });
});

describe('missing data', () => {
  it.each([
    ['DynamoDB ignores it', { Namespace: 'AWS/DynamoDB' }, 'ignore'],
    [
      'but for alarms that say otherwise',
      { Namespace: 'AWS/DynamoDB', TreatMissingData: 'notBreaching' },
      'notBreaching',
    ],
    ['others take it as missing', {}, 'missing'],
  ])('%s', (_, definition, expected) => {
    expect(evaluatedAlarm({ ...ALARM, ...definition })?.missingData).toBe(expected);
  });
});
