/** What things cost on AWS, for a person. Where the prices come from is said with them. */

import { type CostItem, type RunningCost, type StepCost, total } from '../lab/cost.js';
import { money } from '../lab/dollars.js';
import { hang } from './layout.js';
import type { Theme } from './theme.js';

/** Where and by which prices. */
export interface Pricing {
  /** False in the sandbox, where the same would cost. */
  readonly onAws: boolean;
  /** "prices of us-east-1, 2026-06-13, before any free tier" */
  readonly source: string;
}

/** Before a step runs: in detail where it is going to be paid for, else in short. */
export function stepCostLines(
  cost: StepCost,
  { onAws, source }: Pricing,
  width: number,
  theme: Theme,
): string[] {
  if (!onAws) return hang(theme.dim(`${inShort(cost)} (${source}).`), width).split('\n');
  const { perHour, once } = cost;
  const paid = perHour.length + once.length > 0;
  return [
    ...(perHour.length === 0
      ? []
      : hang(
          `It costs about ${money(total(perHour))} an hour until cleanup: ${listed(perHour)}.`,
          width,
        ).split('\n')),
    ...(once.length === 0
      ? []
      : hang(`One run of it costs about ${money(total(once))}: ${listed(once)}.`, width).split('\n')),
    ...(paid
      ? hang(theme.dim(`At ${source}.`), width).split('\n')
      : ['It costs nothing of its own: the capacity is paid for whether it is used or not.']),
  ];
}

function inShort({ perHour, once }: StepCost): string {
  const parts = [
    ...(perHour.length === 0 ? [] : [`about ${money(total(perHour))} an hour until cleanup`]),
    ...(once.length === 0 ? [] : [`about ${money(total(once))} for a run`]),
  ];
  return `On AWS this would cost ${parts.length === 0 ? 'nothing of its own' : parts.join(' and ')}`;
}

function listed(items: readonly CostItem[]): string {
  return items.map(({ what }) => what).join('; ');
}

/** What stands costs, in one sentence; with a capital, without its full stop. */
export function runningCostInWords(
  { perHour, soFar }: Pick<RunningCost, 'perHour' | 'soFar'>,
  pricing: Pricing,
): string {
  const { onAws, source } = pricing;
  const [costs, has] = onAws
    ? ['What stands costs', 'has cost']
    : ['On AWS this would cost', 'would have cost'];
  return `${costs} about ${money(perHour)} an hour, and ${has} about ${money(soFar)} so far (${source})`;
}
