import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPublishing } from '../../../../src/sandbox/metrics/metrics.js';
import { recordEmbeddedMetrics } from '../../../../src/sandbox/services/logs/embedded-metrics.js';

const NOW = Date.UTC(2026, 10, 20, 12);
const DAY = 24 * 60 * 60 * 1000;
const DIRECTIVE = { Namespace: 'Shop', Dimensions: [['Kind']], Metrics: [{ Name: 'Sold', Unit: 'Count' }] };
const EVENT = { _aws: { Timestamp: NOW - 5, CloudWatchMetrics: [DIRECTIVE] }, Kind: 'web', Sold: 3 };

/** What an event's text adds: namespace, name, dimensions, unit, time and sum of each. */
function recorded(message: string, timeFrom: 'metrics' | 'event' = 'metrics'): unknown[] {
  const found: unknown[] = [];
  const metrics: MetricPublishing = {
    meter: () => ({ record: () => undefined }),
    add: ({ namespace, name, dimensions }, unit, at, { sum }) => {
      const values = dimensions.map(({ Name, Value }) => `${Name}=${Value}`);
      found.push([namespace, name, values.join(), unit, at, sum]);
    },
  };
  const place = { account: '111122223333', region: 'us-east-1' };
  recordEmbeddedMetrics([{ timestamp: NOW, message }], { metrics, place, now: NOW, timeFrom });
  return found;
}

const withDirective = (more: object): object => ({
  ...EVENT,
  _aws: { Timestamp: NOW, CloudWatchMetrics: [{ ...DIRECTIVE, ...more }] },
});

describe('metrics in a log event', () => {
  it('have their time from where it is said', () => {
    expect(recorded(JSON.stringify(EVENT))).toEqual([['Shop', 'Sold', 'Kind=web', 'Count', NOW - 5, 3]]);
    expect(recorded(JSON.stringify(EVENT), 'event')).toEqual([['Shop', 'Sold', 'Kind=web', 'Count', NOW, 3]]);
  });

  it('count once for each set of dimensions, with all values of a list', () => {
    const event = {
      ...withDirective({ Dimensions: [['Kind'], []], Metrics: [{ Name: 'Sold' }] }),
      Sold: [1, 2],
    };

    expect(recorded(JSON.stringify(event))).toEqual([
      ['Shop', 'Sold', 'Kind=web', 'None', NOW, 3],
      ['Shop', 'Sold', '', 'None', NOW, 3],
    ]);
  });

  it.each([
    ['text around it', `INFO ${JSON.stringify(EVENT)}`],
    ['no JSON', `${JSON.stringify(EVENT)}.`],
    ['no time', JSON.stringify({ ...EVENT, _aws: { CloudWatchMetrics: [DIRECTIVE] } })],
    ['an old time', JSON.stringify({ ...EVENT, _aws: { ...EVENT._aws, Timestamp: NOW - 15 * DAY } })],
    ['a time to come', JSON.stringify({ ...EVENT, _aws: { ...EVENT._aws, Timestamp: NOW + DAY } })],
    ['no value', JSON.stringify({ ...EVENT, Sold: undefined })],
    ['a value that is a text', JSON.stringify({ ...EVENT, Sold: '3' })],
    ['a dimension that is not there', JSON.stringify({ ...EVENT, Kind: undefined })],
    ['no namespace', JSON.stringify(withDirective({ Namespace: undefined }))],
    ['no directives', JSON.stringify({ _aws: { Timestamp: NOW, CloudWatchMetrics: 'Sold' } })],
  ])('are none with %s', (_, message) => {
    expect(recorded(message)).toEqual([]);
  });

  it('do no harm, whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (directives, value) => {
        const event = { _aws: { Timestamp: NOW, CloudWatchMetrics: directives }, Sold: value };
        expect(() => recorded(JSON.stringify(event))).not.toThrow();
      }),
    );
  });
});
