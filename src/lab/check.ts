import type { Check } from './events.js';

/** A claim that holds when what was found reads exactly as what was expected. */
export interface Comparison {
  readonly id: string;
  readonly claim: string;
  readonly expected: string;
  readonly actual: string;
  /** It differs, but is on its way. */
  readonly pending?: boolean;
  /** The likely cause and the next move; told only when the claim does not hold. */
  readonly hint: string;
}

export function compare({ id, claim, expected, actual, pending = false, hint }: Comparison): Check {
  if (expected === actual) return { id, claim, ok: true, expected, actual };
  return { id, claim, ok: false, ...(pending ? { pending } : {}), expected, actual, hint };
}
