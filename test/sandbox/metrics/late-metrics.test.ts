import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE, openRecording, type Recording, START, WRITES } from './recording.js';

const LATEST = 3; /* minutes after the end of the minute */

let recording: Recording;
beforeEach(() => {
  recording = openRecording();
});
afterEach(() => recording.close());

it('shows each minute one to three minutes after its end, and lists no metric before', () => {
  // Prepare
  recording.hazards.add('late-metrics');
  const { metrics } = recording;
  const firstSeen = new Map<number, number>();
  const listed: boolean[] = [];

  // Act
  for (let minute = 0; minute < 12; minute += 1) {
    recording.now = START + minute * MINUTE;
    metrics.meter(WRITES, 'Count').record(1);
    listed.push(metrics.list(WRITES).length === 1);
    for (const { start } of metrics.statistics(WRITES, {
      start: START,
      end: recording.now + MINUTE,
      period: MINUTE,
    })) {
      const written = (start - START) / MINUTE;
      if (!firstSeen.has(written)) firstSeen.set(written, minute - written - 1);
    }
  }

  // Assess
  const delays = [...firstSeen.values()];
  expect(new Set(delays)).toEqual(new Set([1, 2, 3]));
  expect([...firstSeen.keys()]).toHaveLength(12 - LATEST);
  expect(listed.slice(0, 2)).toEqual([false, false]);
  expect(listed.at(-1)).toBe(true);
});

it('shows what was recorded at once while the hazard is off', () => {
  // Prepare
  recording.metrics.meter(WRITES, 'Count').record(1);

  // Act
  const found = recording.metrics.statistics(WRITES, { start: START, end: START + 1, period: MINUTE });

  // Assess
  expect(found.map(({ samples }) => samples.sum)).toEqual([1]);
});
