/** What the lab costs on AWS, as sums over named items. The prices themselves are in `aws/prices.ts`. */

export interface CostItem {
  /** What is paid for: "the table Orders: 5 read and 5 write units". */
  readonly what: string;
  /** US dollars, without any free tier: per hour for what stands, in all for what a run uses up. */
  readonly dollars: number;
}

export interface StepCost {
  /** For every hour that what the step builds exists. */
  readonly perHour: readonly CostItem[];
  /** For one run of the step, about. */
  readonly once: readonly CostItem[];
}

export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}
