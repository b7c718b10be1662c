/** What things cost, in words. */
import { describe, expect, it } from 'vitest';
import type { StepCost } from '../../src/lab/cost.js';
import { type Pricing, runningCostInWords, stepCostLines, totalCostLines } from '../../src/ui/cost-view.js';
import { paper } from './paper.js';

const WIDTH = 60;
const { theme } = paper(WIDTH);
const AWS: Pricing = { onAws: true, source: 'prices of a day' };
const SANDBOX: Pricing = { onAws: false, source: 'prices of a day' };

const FREE: StepCost = { perHour: [], once: [] };
const DEAR: StepCost = {
  perHour: [
    { what: 'a table', dollars: 0.003 },
    { what: '8 alarms', dollars: 0.002 },
  ],
  once: [{ what: 'some requests', dollars: 0.5 }],
};

function said(lines: readonly string[]): string {
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(WIDTH);
  return lines.join(' ');
}

describe('before a step', () => {
  it('all of it is told where it is going to be paid for', () => {
    expect(said(stepCostLines(DEAR, AWS, WIDTH, theme))).toBe(
      'It costs about 0.5 cents an hour until cleanup: a table; 8 alarms. ' +
        'One run of it costs about 50 cents: some requests. At prices of a day.',
    );
    expect(said(stepCostLines(FREE, AWS, WIDTH, theme))).toContain('It costs nothing of its own');
  });

  it('the sandbox says in short what it would cost', () => {
    expect(said(stepCostLines(DEAR, SANDBOX, WIDTH, theme))).toBe(
      'On AWS this would cost about 0.5 cents an hour until cleanup and about 50 cents for a run (prices of a day).',
    );
    expect(said(stepCostLines(FREE, SANDBOX, WIDTH, theme))).toContain('would cost nothing of its own');
  });

  it('several are added up', () => {
    expect(said(totalCostLines([DEAR, FREE, DEAR], AWS, WIDTH, theme))).toBe(
      'All of it costs about 1 cent an hour until cleanup and about $1.00 for a run (prices of a day).',
    );
    expect(said(totalCostLines([FREE, FREE], SANDBOX, WIDTH, theme))).toBe(
      'On AWS all of it would cost nothing of its own (prices of a day).',
    );
  });
});

it('what stands has a rate and a sum', () => {
  const cost = { perHour: 0.005, soFar: 1.234 };

  expect(runningCostInWords(cost, AWS)).toBe(
    'What stands costs about 0.5 cents an hour, and has cost about $1.23 so far (prices of a day)',
  );
  expect(runningCostInWords(cost, SANDBOX)).toContain('On AWS this would cost');
});
