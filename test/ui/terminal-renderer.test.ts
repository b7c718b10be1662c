import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ErrorEvent, LabEvent } from '../../src/lab/events.js';
import { TerminalRenderer } from '../../src/ui/terminal-renderer.js';
import { paper } from './paper.js';

const STEPS = [
  { id: 'add-gsi', title: 'Add an index', summary: 'An index', place: { number: 1, of: 2 } },
  { id: 'seed', title: 'Write orders', summary: 'Some orders', place: { number: 2, of: 2 } },
] as const;

function shown(events: readonly LabEvent[]): { lines: string[]; errors: ErrorEvent[] } {
  const screen = paper(60);
  const errors: ErrorEvent[] = [];
  const renderer = new TerminalRenderer({
    screen,
    steps: STEPS,
    hints: { whenClean: 'Begin again.', whenRemaining: 'Clean up.' },
    printError: (error) => errors.push(error),
  });
  for (const event of events) renderer.event(event);
  renderer.close();
  return { lines: screen.lines.filter((line) => line !== ''), errors };
}

const call = { event: 'call', service: 'dynamodb', operation: 'DescribeTable', ms: 1, attempts: 1 } as const;
const check = {
  event: 'check',
  step: 'add-gsi',
  id: 'a',
  claim: 'It is there',
  expected: 'a',
  actual: 'a',
} as const;

describe('the terminal renderer', () => {
  it('says where it is again when it comes back to a step that was settling', () => {
    const { lines } = shown([
      { event: 'step', step: 'add-gsi', state: 'started', ms: 0 },
      { event: 'step', step: 'add-gsi', state: 'settling', ms: 5 },
      { event: 'step', step: 'seed', state: 'started', ms: 0 },
      { event: 'step', step: 'seed', state: 'done', ms: 5 },
      { ...check, ok: true },
      { event: 'step', step: 'add-gsi', state: 'done', ms: 9 },
    ]);

    expect(lines.filter((line) => !line.startsWith('─'))).toEqual([
      'Step 1 of 2 · Add an index',
      'An index',
      '… Goes on by itself, and is proven later  5 ms',
      'Step 2 of 2 · Write orders',
      'Some orders',
      '✔ Done  5 ms',
      'Back to step 1 of 2 · Add an index',
      '  ✔ It is there',
      '✔ Done, 1 check passed  9 ms',
    ]);
  });

  it('lists the calls of steps only', () => {
    const { lines } = shown([call, { ...call, step: 'seed', operation: 'PutItem' }]);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('dynamodb:PutItem');
  });

  it('fills no log with progress: the beginning of a wait, then every half minute', () => {
    const wait = { event: 'progress', step: 'add-gsi', title: 'Waiting' } as const;
    const { lines } = shown(
      [0, 15_000, 29_999, 30_000, 45_000, 60_000].map((elapsed) => ({ ...wait, elapsed })),
    );

    expect(lines).toEqual(['  Waiting', '  Waiting · 30 s', '  Waiting · 1 min']);
  });

  it('tells work that can be counted when it is finished, and before only if it is long', () => {
    const work = { event: 'progress', step: 'seed', title: 'Writing', total: 100 } as const;
    const { lines } = shown([25, 50, 75, 100].map((done) => ({ ...work, done, elapsed: done })));

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('100/100');
  });

  it('keeps errors apart', () => {
    const error = { event: 'error', message: 'No.', next: 'Try again.' } as const;

    expect(shown([error])).toEqual({ lines: [], errors: [error] });
  });

  it('ends with what was done, what it took, what remains and what to do', () => {
    const { lines } = shown([
      { ...check, ok: true },
      {
        event: 'summary',
        ok: true,
        steps: [
          { id: 'add-gsi', state: 'done' },
          { id: 'seed', state: 'skipped' },
        ],
        calls: 7,
        retries: 1,
        ms: 1500,
        remaining: [{ kind: 'dynamodb-table', name: 'Orders' }],
      },
    ]);

    expect(lines.slice(2)).toEqual([
      '✔ 1 step done and proven, 1 skipped',
      '  1 check passed · 7 calls (1 retry) · 1.5 s',
      '  Still there:',
      '    • dynamodb-table Orders',
      '→ Clean up.',
    ]);
  });

  it('leaves room for the ^C that a terminal echoes: on the next line it would leave the live one behind', () => {
    const live: string[] = [];
    const status = (text: string | undefined): void => {
      live.push(...(text ?? '').split('\n'));
    };
    const screen = { ...paper(60), live: true, status };
    const renderer = new TerminalRenderer({
      screen,
      steps: STEPS,
      hints: { whenClean: '', whenRemaining: '' },
      printError: () => {},
    });
    const told = { event: 'progress', step: 'seed', elapsed: 9_000, title: 'Writing '.repeat(9) } as const;

    renderer.event({ ...told, done: 5, total: 10, reason: 'a reason '.repeat(9) });
    renderer.event({ ...told, reason: 'a reason '.repeat(9) });
    renderer.event({ event: 'call-started', step: 'seed', service: 'dynamodb', operation: 'Put'.repeat(30) });

    expect(live.length).toBeGreaterThan(3);
    // The spinner itself takes four columns of the first line; those below it are indented by as many.
    for (const line of live) expect(4 + stringWidth(line.trimStart()) + '^C'.length).toBeLessThanOrEqual(60);
  });
});
