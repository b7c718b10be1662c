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
export function stepCostLines(cost: StepCost, pricing: Pricing, width: number, theme: Theme): string[] {
  const { onAws, source } = pricing;
  if (!onAws) return lines(theme.dim(`On AWS this would cost ${inShort(cost)} (${source}).`), width);
  const { perHour, once } = cost;
  if (perHour.length + once.length === 0) {
    return lines('It costs nothing of its own: the capacity is paid for whether it is used or not.', width);
  }
  const [rate, run] = [money(total(perHour)), money(total(once))];
  return [
    ...(perHour.length === 0
      ? []
      : lines(`It costs about ${rate} an hour until cleanup: ${listed(perHour)}.`, width)),
    ...(once.length === 0 ? [] : lines(`One run of it costs about ${run}: ${listed(once)}.`, width)),
    ...lines(theme.dim(`At ${source}.`), width),
  ];
}

/** Of several steps, when each has been told. */
export function totalCostLines(
  costs: readonly StepCost[],
  { onAws, source }: Pricing,
  width: number,
  theme: Theme,
): string[] {
  const all = {
    perHour: costs.flatMap(({ perHour }) => perHour),
    once: costs.flatMap(({ once }) => once),
  };
  const words = `${inShort(all)} (${source}).`;
  return onAws
    ? lines(`All of it costs ${words}`, width)
    : lines(theme.dim(`On AWS all of it would cost ${words}`), width);
}

function inShort({ perHour, once }: StepCost): string {
  const parts = [
    ...(perHour.length === 0 ? [] : [`about ${money(total(perHour))} an hour until cleanup`]),
    ...(once.length === 0 ? [] : [`about ${money(total(once))} for a run`]),
  ];
  return parts.length === 0 ? 'nothing of its own' : parts.join(' and ');
}

function lines(text: string, width: number): string[] {
  return hang(text, width).split('\n');
}

function listed(items: readonly CostItem[]): string {
  return items.map(({ what }) => what).join('; ');
}

/** What stands costs, in one sentence; with a capital, without its full stop. */
export function runningCostInWords({ perHour, soFar }: RunningCost, pricing: Pricing): string {
  const { onAws, source } = pricing;
  const [costs, has] = onAws
    ? ['What stands costs', 'has cost']
    : ['On AWS this would cost', 'would have cost'];
  return `${costs} about ${money(perHour)} an hour, and ${has} about ${money(soFar)} so far (${source})`;
}
