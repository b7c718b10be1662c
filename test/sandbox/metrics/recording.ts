/** Metrics on a store of their own, and a clock that is moved by hand. */
import type { HazardName } from '../../../src/sandbox/hazards.js';
import type { MetricIdentity, Metrics } from '../../../src/sandbox/metrics/metrics.js';
import { openMetrics } from '../../../src/sandbox/metrics/open-metrics.js';
import { openTestStore } from '../../support/store.js';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** A whole hour. */
export const START = Date.UTC(2026, 10, 20, 12);

export const WRITES: MetricIdentity = {
  account: '111122223333',
  region: 'us-east-1',
  namespace: 'AWS/DynamoDB',
  name: 'ConsumedWriteCapacityUnits',
  dimensions: [{ Name: 'TableName', Value: 'Orders' }],
};

export interface Recording {
  readonly metrics: Metrics;
  /** Milliseconds since the epoch. */
  now: number;
  readonly hazards: Set<HazardName>;
  /** Closes them and opens them again on the same store. */
  restart(): void;
  /** Leaves them as a killed process would, and opens others on the same store. */
  kill(): void;
  close(): Promise<void>;
}

export function openRecording(): Recording {
  const test = openTestStore();
  const hazards = new Set<HazardName>();
  const open = (): Metrics =>
    openMetrics({ store: test.store, clock: { now: () => recording.now }, hazards });
  let metrics: Metrics | undefined;
  const recording = {
    now: START,
    hazards,
    get metrics() {
      metrics ??= open();
      return metrics;
    },
    restart() {
      metrics?.close();
      metrics = open();
    },
    kill() {
      metrics = open();
    },
    async close() {
      metrics?.close();
      await test.close();
    },
  };
  return recording;
}
