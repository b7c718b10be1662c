/** Positions as texts: 56 digits, as AWS's event ids have, which sort as the positions do. */
import type { Position } from './event-store.js';

const DIGITS = 56;
/** AWS's ids are a time in milliseconds shifted by this much, with what tells events apart below. */
const TIME_SHIFT = 144n;
const SEQUENCE_MASK = (1n << TIME_SHIFT) - 1n;
const EVENT_ID = /^\d{56}$/;

export function eventIdOf({ timestamp, sequence }: Position): string {
  return ((BigInt(Math.trunc(timestamp)) << TIME_SHIFT) + BigInt(sequence)).toString().padStart(DIGITS, '0');
}

/** Undefined where the text is no event id. */
export function positionOfId(text: string): Position | undefined {
  if (!EVENT_ID.test(text)) return undefined;
  const id = BigInt(text);
  const position = { timestamp: Number(id >> TIME_SHIFT), sequence: Number(id & SEQUENCE_MASK) };
  return Number.isSafeInteger(position.timestamp) && Number.isSafeInteger(position.sequence)
    ? position
    : undefined;
}
