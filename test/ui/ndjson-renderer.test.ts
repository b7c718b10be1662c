import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/lab/events.js';
import { ndjsonRenderer } from '../../src/ui/ndjson-renderer.js';

const RUN = '5e2d1c3a-0000-4000-8000-000000000000';

function rendered(events: readonly LabEvent[]): unknown[] {
  const lines: string[] = [];
  const renderer = ndjsonRenderer({ write: (line) => lines.push(line), run: RUN, now: () => 0 });
  for (const event of events) renderer.event(event);
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  return lines.map((line): unknown => JSON.parse(line));
}

describe('the NDJSON renderer', () => {
  it('adds version, time and run to the events of the contract', () => {
    const lines = rendered([{ event: 'step', step: 'seed', state: 'done', ms: 12 }]);

    expect(lines).toEqual([
      {
        v: 1,
        time: '1970-01-01T00:00:00.000Z',
        run: RUN,
        event: 'step',
        step: 'seed',
        state: 'done',
        ms: 12,
      },
    ]);
  });

  it('keeps to itself what only people need', () => {
    const lines = rendered([
      { event: 'call-started', service: 'dynamodb', operation: 'CreateTable' },
      { event: 'progress', title: 'Waiting', elapsed: 1 },
      { event: 'note', tone: 'info', text: 'Deleted.' },
    ]);

    expect(lines).toEqual([]);
  });

  it('writes text with line breaks on one line', () => {
    const [line] = rendered([{ event: 'error', message: 'a\nb', next: 'c' }]);

    expect(line).toMatchObject({ event: 'error', message: 'a\nb', next: 'c' });
  });
});
