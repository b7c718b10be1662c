/** The words that go with what things cost: where they are paid for, and by which prices. */

import { PRICED_REGION, pricesInWords } from '../aws/prices.js';
import type { CleanupPlan } from '../lab/cleanup.js';
import { type CostItem, costSoFar, type StepCost } from '../lab/cost.js';
import { dollars } from '../lab/dollars.js';
import type { Lab } from '../lab/lab.js';
import { type Pricing, runningCostInWords } from '../ui/cost-view.js';

/** @param region undefined where it is not known yet: no profile is read for a price. */
export function pricingOf(kind: 'sandbox' | 'aws', region: string | undefined): Pricing {
  const onAws = kind === 'aws';
  // A sandbox is free in every region.
  return { onAws, source: pricesInWords(onAws ? (region ?? PRICED_REGION) : PRICED_REGION) };
}

/** What a plan of cleanup comes to. Undefined where nothing of it costs anything by standing there. */
export function costOfPlan({ items }: CleanupPlan, lab: Lab, startedAt?: number): string | undefined {
  const found = items.flatMap((item) => (item.found.state === 'ours' ? [item.found] : []));
  const cost = costSoFar(found, lab.clock.now(), startedAt);
  if (cost.perHour === 0) return undefined;
  return `${runningCostInWords(cost, pricingOf(lab.target.kind, lab.target.region))}.`;
}

/** A step's costs as rows of a plan: what they are paid for and how much. */
export function costRows({ perHour, once }: StepCost, { onAws }: Pricing): [string, string][] {
  const would = onAws ? 'costs' : 'would cost on AWS';
  const row = (when: string, { what, dollars: amount }: CostItem): [string, string] => [
    `${would}, ${when}`,
    `${dollars(amount)} ${what}`,
  ];
  return [...perHour.map((item) => row('per hour', item)), ...once.map((item) => row('for a run', item))];
}
