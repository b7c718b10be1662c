import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/lab/events.js';
import { CallList } from '../../src/ui/call-list.js';
import { paper } from './paper.js';

function call(operation: string, more: Partial<CallEvent> = {}): CallEvent {
  return { event: 'call', step: 'seed', service: 'dynamodb', operation, ms: 4, attempts: 1, ...more };
}

describe('the list of calls', () => {
  it('has a line for each call with its latency', () => {
    const screen = paper(80);
    const calls = new CallList(screen);

    calls.ended(call('CreateTable', { ms: 41 }));
    calls.ended(call('DescribeTable', { ms: 1200 }));
    calls.flush();

    expect(screen.lines.map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      '  › dynamodb:CreateTable  41 ms',
      '  › dynamodb:DescribeTable  1.2 s',
    ]);
  });

  it('counts repeated calls instead of listing them', () => {
    const screen = paper(80);
    const calls = new CallList(screen);

    for (let batch = 0; batch < 4000; batch++) calls.ended(call('BatchWriteItem'));
    calls.flush();

    expect(screen.lines.map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      '  › dynamodb:BatchWriteItem ×4,000  16 s',
    ]);
  });

  it('gives alternating calls two lines each, not one per turn', () => {
    const screen = paper(80);
    const calls = new CallList(screen);

    for (let turn = 0; turn < 10; turn++) {
      calls.ended(call('DescribeTable'));
      calls.ended(call('DescribeScalableTargets', { service: 'application-autoscaling' }));
    }
    calls.flush();

    expect(screen.lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      '› dynamodb:DescribeTable',
      '› application-autoscaling:DescribeScalableTargets',
      '› dynamodb:DescribeTable ×9',
      '› application-autoscaling:DescribeScalableTargets ×9',
    ]);
  });

  it('tells attempts and errors', () => {
    const screen = paper(100);
    const calls = new CallList(screen);

    calls.ended(call('PutItem', { attempts: 3, error: 'ProvisionedThroughputExceededException' }));
    calls.flush();

    expect(screen.lines.join(' ')).toContain('3 attempts, ProvisionedThroughputExceededException');
  });

  it.each([40, 50, 80])('stays within %d columns, where the operation matters most', (width) => {
    const screen = paper(width);
    const calls = new CallList(screen);

    calls.ended(call('DescribeScalableTargets', { service: 'application-autoscaling' }));
    calls.ended(call('DescribeTable', { error: 'ResourceNotFoundException', attempts: 4 }));
    calls.flush();

    for (const line of screen.lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(screen.lines[0]).toMatch(/DescribeScalable/);
  });
});
