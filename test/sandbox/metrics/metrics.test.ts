import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Distribution } from '../../../src/sandbox/metrics/distribution.js';
import type { MetricIdentity } from '../../../src/sandbox/metrics/metrics.js';
import { DAY, MINUTE, openRecording, type Recording, START, WRITES } from './recording.js';

const KEPT = 15 * DAY;

let recording: Recording;
beforeEach(() => {
  recording = openRecording();
});
afterEach(() => recording.close());

/** Minutes after the start, and the sum of the period that began then. */
function sums(metric: MetricIdentity, minutes: number, period = MINUTE, start = START): [number, number][] {
  return recording.metrics
    .statistics(metric, { start, end: start + minutes * MINUTE, period })
    .map(({ start: at, samples }) => [(at - START) / MINUTE, samples.sum]);
}

function record(minute: number, value: number, metric = WRITES): void {
  recording.now = START + minute * MINUTE;
  recording.metrics.meter(metric, 'Count').record(value);
}

describe('what a meter records', () => {
  it('is added up by the minute of virtual time, and read in periods from any minute on', () => {
    record(0, 1);
    record(0.9, 2);
    record(1, 4);
    record(7, 8);

    expect(sums(WRITES, 10)).toEqual([
      [0, 3],
      [1, 4],
      [7, 8],
    ]);
    expect(sums(WRITES, 10, 5 * MINUTE)).toEqual([
      [0, 7],
      [5, 8],
    ]);
    expect(sums(WRITES, 7, 3 * MINUTE, START + MINUTE)).toEqual([
      [1, 4],
      [7, 8],
    ]);
    expect(sums(WRITES, 1)).toEqual([[0, 3]]);
  });

  it('is the same whether or not it has been written in between, whatever the periods', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('record' as const), value: fc.nat(9), ahead: fc.nat(3) }),
        fc.record({ do: fc.constantFrom('flush' as const, 'restart' as const) }),
      ),
      { maxLength: 20 },
    );
    let runs = 0;
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (taken, length) => {
        const metric = { ...WRITES, name: `run-${runs++}` };
        const expected = new Map<number, number>();
        let minute = 0;
        for (const step of taken) {
          if (step.do === 'record') {
            minute += step.ahead;
            record(minute, step.value, metric);
            const period = minute - (minute % length);
            expected.set(period, (expected.get(period) ?? 0) + step.value);
          } else if (step.do === 'flush') {
            recording.metrics.flush();
          } else {
            recording.restart();
          }
        }
        expect(sums(metric, minute + 1, length * MINUTE)).toEqual([...expected]);
      }),
      { numRuns: 40 },
    );
  });

  it('survives a kill once it is written, and a stop always', () => {
    record(0, 1);
    recording.metrics.flush();
    record(1, 2);
    recording.kill();
    expect(sums(WRITES, 5)).toEqual([[0, 1]]);

    record(2, 4);
    recording.restart();
    expect(sums(WRITES, 5)).toEqual([
      [0, 1],
      [2, 4],
    ]);
  });

  it('is kept apart by place, namespace, name and dimensions, in whatever order these come', () => {
    const two = { ...WRITES, dimensions: [...WRITES.dimensions, { Name: 'A', Value: 'b' }] };
    record(0, 1, WRITES);
    record(0, 2, two);
    record(0, 4, { ...two, dimensions: two.dimensions.toReversed() });
    record(0, 8, { ...WRITES, region: 'eu-west-1' });

    expect(sums(WRITES, 1)).toEqual([[0, 1]]);
    expect(sums(two, 1)).toEqual([[0, 6]]);
    expect(recording.metrics.list(WRITES)).toEqual([
      { ...two, dimensions: two.dimensions.toReversed() },
      WRITES,
    ]);
    expect(recording.metrics.meter(WRITES, 'Count')).toBe(recording.metrics.meter({ ...WRITES }, 'Count'));
  });

  it('can be added for another time and in other units', () => {
    record(5, 1);
    recording.metrics.add(WRITES, 'Bytes', START, Distribution.of(10, 20));

    expect(recording.metrics.units(WRITES)).toEqual(['Bytes', 'Count']);
    expect(sums(WRITES, 6)).toEqual([
      [0, 30],
      [5, 1],
    ]);
    const range = { start: START, end: START + 6 * MINUTE, period: MINUTE, unit: 'Count' as const };
    expect(recording.metrics.statistics(WRITES, range)).toHaveLength(1);
  });
});

describe('what is 15 days old', () => {
  it('is seen no more, and is gone from the store with the next flush a day later', () => {
    // Prepare
    record(0, 1);
    record(1, 2, { ...WRITES, name: 'Forgotten' });
    record(DAY / MINUTE, 4);
    recording.metrics.flush();

    // Act
    recording.now = START + KEPT + 2 * MINUTE;
    const seen = sums(WRITES, (KEPT + DAY) / MINUTE);
    recording.metrics.flush();
    recording.restart();
    recording.now = START + DAY;

    // Assess
    expect(seen).toEqual([[DAY / MINUTE, 4]]);
    expect(sums(WRITES, (2 * DAY) / MINUTE)).toEqual([[DAY / MINUTE, 4]]);
    expect(recording.metrics.list(WRITES).map(({ name }) => name)).toEqual([WRITES.name]);
  });

  it('does not keep its meter from counting again', () => {
    const meter = recording.metrics.meter(WRITES, 'Count');
    meter.record(1);
    recording.metrics.flush();

    recording.now = START + 2 * KEPT;
    recording.metrics.flush();
    meter.record(2);
    recording.metrics.flush();

    expect(sums(WRITES, (3 * KEPT) / MINUTE)).toEqual([[(2 * KEPT) / MINUTE, 2]]);
  });
});

describe('the list', () => {
  it('knows namespaces, names, dimensions and when something was recorded last', () => {
    const reads = { ...WRITES, name: 'ConsumedReadCapacityUnits' };
    const errors = { ...WRITES, namespace: 'AWS/Lambda', name: 'Errors', dimensions: [] };
    record(0, 1, reads);
    record(10, 1, WRITES);
    record(20, 1, errors);
    const names = (filter: object): string[] =>
      recording.metrics.list(WRITES, filter).map(({ name }) => name);

    expect(names({})).toEqual([reads.name, WRITES.name, errors.name]);
    expect(names({ namespace: 'AWS/DynamoDB' })).toEqual([reads.name, WRITES.name]);
    expect(names({ name: 'Errors' })).toEqual(['Errors']);
    expect(names({ dimensions: [{ Name: 'TableName' }] })).toEqual([reads.name, WRITES.name]);
    expect(names({ dimensions: [{ Name: 'TableName', Value: 'Other' }] })).toEqual([]);
    expect(names({ activeSince: START + 5 * MINUTE })).toEqual([WRITES.name, errors.name]);
    expect(recording.metrics.list({ ...WRITES, account: '999999999999' })).toEqual([]);
  });
});
