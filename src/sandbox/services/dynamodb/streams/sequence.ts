/**
 * Sequence numbers: the virtual time of a change in milliseconds times 1,000, or one more than the last where
 * that is taken. So they grow, tell when a change was made, and need no counter that would have to be kept.
 * Outside they are decimal numbers of 21 digits, as AWS's are.
 */

/** Changes in one millisecond before sequence numbers run ahead of time. */
const PER_MILLISECOND = 1000n;
/** Added outside: 21 digits, the first of which is 1. */
const BASE = 10n ** 20n;

export type Sequence = bigint;

/** The first sequence number of a time in milliseconds since the epoch. */
export function sequenceAt(time: number): Sequence {
  return BigInt(Math.max(0, Math.floor(time))) * PER_MILLISECOND;
}

/** The time that a sequence number was made at, in milliseconds since the epoch; later where it ran ahead. */
export function timeOf(sequence: Sequence): number {
  return Number(sequence / PER_MILLISECOND);
}

export function formatSequence(sequence: Sequence): string {
  return (BASE + sequence).toString();
}

/** Undefined for what `formatSequence` cannot have made. */
export function parseSequence(text: string): Sequence | undefined {
  if (!/^1\d{20}$/.test(text)) return undefined;
  return BigInt(text) - BASE;
}

/** One that `formatSequence` has made and we have kept: anything else is a fault of ours. */
export function storedSequence(text: string): Sequence {
  const sequence = parseSequence(text);
  if (sequence === undefined) throw new Error(`Not a sequence number: ${text}`);
  return sequence;
}

export function later(a: Sequence, b: Sequence): Sequence {
  return a > b ? a : b;
}
