import { describe, expect, it } from 'vitest';
import type { SummaryEvent } from '../../src/lab/events.js';
import { type SummaryHints, summaryLines } from '../../src/ui/summary-view.js';
import { paper } from './paper.js';

const HINTS = { whenClean: 'Go on elsewhere', whenRemaining: 'Remove it' };

function wordsOf(summary: Partial<SummaryEvent>, hints: Partial<SummaryHints> = {}): string {
  const whole: SummaryEvent = {
    event: 'summary',
    ok: true,
    steps: [],
    calls: 1,
    retries: 0,
    ms: 1,
    remaining: [],
    ...summary,
  };
  return summaryLines(
    whole,
    { passed: 0, failed: 0, pending: 0 },
    { ...HINTS, ...hints },
    80,
    paper(80).theme,
  ).join('\n');
}

describe('the summary', () => {
  it('says that nothing remains only when the service has said so', () => {
    expect(wordsOf({})).toContain('Nothing of this lab remains.');
    expect(wordsOf({})).toContain('Go on elsewhere');
  });

  it('leaves the next move to the error after a failure that left nothing behind', () => {
    expect(wordsOf({ ok: false })).not.toContain('Go on elsewhere');
  });

  it('names no next step after a failure, whose own words come before it', () => {
    const remaining = [{ kind: 'dynamodb-table', name: 'Orders' }];
    const hints = { whenRemaining: 'The next step', whenFailed: 'Remove everything' };

    expect(wordsOf({ remaining }, hints)).toContain('The next step');
    expect(wordsOf({ remaining, ok: false }, hints)).not.toContain('The next step');
    expect(wordsOf({ remaining, ok: false }, hints)).toContain('Remove everything');
  });

  it('names what remains, and how to remove it', () => {
    const words = wordsOf({ remaining: [{ kind: 'dynamodb-table', name: 'Orders' }] });

    expect(words).toContain('Still there:');
    expect(words).toContain('dynamodb-table Orders');
    expect(words).toContain('Remove it');
  });

  it('says what that costs where it is paid for', () => {
    const remaining = [
      { kind: 'dynamodb-table', name: 'Orders', dollarsPerHour: 0.0039 },
      { kind: 'iam-role', name: 'free' },
      { kind: 'cloudwatch-alarm', name: 'one', dollarsPerHour: 0.0001 },
    ];

    expect(wordsOf({ remaining }, { prices: 'by a list' })).toContain(
      'That costs about 0.4 cents an hour until cleanup (by a list).',
    );
    expect(wordsOf({ remaining })).not.toContain('cents');
    expect(wordsOf({ remaining: remaining.slice(1, 2) }, { prices: 'by a list' })).not.toContain('an hour');
  });

  it('admits that it does not know', () => {
    const words = wordsOf({ ok: false, remainingUnknown: true });

    expect(words).toContain('What remains could not be asked.');
    expect(words).not.toContain('Nothing of this lab remains');
    expect(words).toContain('Remove it');
  });
});
