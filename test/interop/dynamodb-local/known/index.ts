/** All differences that are Amazon's, in the order in which they are taken into account. */
import { BEHAVIOUR } from './behaviour.js';
import { CAPACITY } from './capacity.js';
import type { KnownDifference } from './difference.js';
import { MALFORMED } from './malformed.js';
import { REFUSALS } from './refusals.js';
import { STREAM } from './streams.js';
import { TRANSACTION } from './transactions.js';

export const KNOWN: readonly KnownDifference[] = [
  ...MALFORMED,
  ...BEHAVIOUR,
  ...TRANSACTION,
  ...STREAM,
  ...CAPACITY,
  ...REFUSALS,
];

/** Local answers numbers as they came, AWS in one spelling. Taken into account where answers are read. */
export const NUMBERS_AS_SENT = 'numbers-as-sent';
