/** Sums of money for people. */

/** Below these, an amount is only said to be less. US dollars. */
const LEAST_CENTS = 0.0001;
const LEAST_DOLLARS = 0.00001;

/**
 * US dollars in a sentence: `nothing`, `0.78 cents`, `1 cent`, `17 cents`, `$1.23`, `$1,234`. Two digits count, and what
 * is not nothing never reads like it. Takes an amount of at least 0.
 */
export function money(amount: number): string {
  if (amount === 0) return 'nothing';
  if (amount < LEAST_CENTS) return 'under 0.01 cents';
  const cents = twoDigits(amount * 100);
  return cents < 100 ? `${cents} ${cents === 1 ? 'cent' : 'cents'}` : dollars(amount);
}

/** US dollars in a table: `$0`, `$0.0078`, `$0.50`, `$1.23`, `$1,234`. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount < LEAST_DOLLARS) return 'under $0.00001';
  const rounded = amount < 1 ? twoDigits(amount) : amount;
  const digits = rounded < 100 ? Math.max(2, 1 - Math.floor(Math.log10(rounded))) : 0;
  const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${rounded.toLocaleString('en-US', shown)}`;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
