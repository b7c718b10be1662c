/** What docs/on-aws.md says of durations and prices is what the program says of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CostItem, total } from '../src/lab/cost.js';
import { rangeInWords, sumOf } from '../src/lab/takes.js';
import { STEPS } from '../src/steps/index.js';
import { CLEANUP_TAKES } from '../src/steps/takes.js';

const page = readFileSync(new URL('../docs/on-aws.md', import.meta.url), 'utf8');

/** What `seed` writes by itself. */
const INPUT = { count: 200 };

function sectionOf(heading: string): string {
  return (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0] ?? '';
}

function cents(items: readonly CostItem[]): string {
  const dollars = total(items);
  return dollars === 0 ? '' : String(Number((dollars * 100).toPrecision(2)));
}

describe('docs/on-aws.md', () => {
  it('tells how long each step takes, and all of it', () => {
    const steps = STEPS.map(({ id, takes }) => ({ name: `\`${id}\``, takes: takes(INPUT) }));
    const all = { ...sumOf(steps.map(({ takes }) => takes)), because: 'one after another' };
    const rows = [...steps, { name: 'all steps', takes: all }, { name: 'cleanup', takes: CLEANUP_TAKES }].map(
      ({ name, takes }) => `| ${name} | ${rangeInWords(takes)} | ${takes.because} |`,
    );

    expect(sectionOf('How long it takes')).toContain(rows.join('\n'));
  });

  it('tells what each step costs, and all of it', () => {
    const steps = STEPS.map(({ id, cost }) => ({ name: `\`${id}\``, ...cost(INPUT) })).filter(
      ({ perHour, once }) => total(perHour) + total(once) > 0.000_01,
    );
    const all = {
      name: 'all of it',
      perHour: steps.flatMap(({ perHour }) => perHour),
      once: steps.flatMap(({ once }) => once),
    };
    const rows = [...steps, all].map(({ name, perHour, once }) =>
      `| ${[name, cents(perHour), cents(once)].join(' | ')} |`.replace('|  |', '| |'),
    );

    expect(sectionOf('What it costs')).toContain(rows.join('\n'));
  });
});
