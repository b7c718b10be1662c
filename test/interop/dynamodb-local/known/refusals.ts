/** Where both refuse a request, but DynamoDB Local not in AWS's words, or for another one of its faults. */
import type { Outcome } from '../outcome.js';
import type { KnownDifference } from './difference.js';
import { expressionOf, faultOf } from './faults.js';

const PREAMBLE = '1 validation error detected: ';

/** Faults for which Local has words of its own. */
const OTHER_WORDS = [
  'between',
  'empty-key',
  'index-key-type',
  'key',
  'key-condition',
  'not-projected',
  'number',
  'path-into-key',
  'operands',
  'overlapping-paths',
  'return-values',
  'set',
  'syntax',
  'value',
];

function inOurWords(amazons: Outcome, ours: Outcome): Outcome {
  return ours.message === undefined ? amazons : { ...amazons, message: ours.message };
}

const preamble: KnownDifference = {
  name: 'no-preamble',
  correct(amazons, { ours }) {
    const said = ours.code === amazons.code && ours.message === PREAMBLE + amazons.message;
    return said ? inOurWords(amazons, ours) : amazons;
  },
};

const words = OTHER_WORDS.map(
  (fault): KnownDifference => ({
    name: `words-${fault}`,
    correct(amazons, { ours }) {
      if (ours.code !== amazons.code || ours.message === amazons.message) return amazons;
      const same = faultOf(ours.message) === fault && faultOf(amazons.message) === fault;
      const there = expressionOf(ours.message) === expressionOf(amazons.message);
      return same && there ? inOurWords(amazons, ours) : amazons;
    },
  }),
);

/** A request with several faults is refused for one of them: not always the same one. */
const order: KnownDifference = {
  name: 'another-fault-first',
  correct(amazons, { ours }) {
    if (ours.code !== '400 ValidationException' || amazons.code !== ours.code) return amazons;
    const [mine, theirs] = [faultOf(ours.message), faultOf(amazons.message)];
    const elsewhere = expressionOf(ours.message) !== expressionOf(amazons.message);
    return mine !== undefined && theirs !== undefined && (mine !== theirs || elsewhere)
      ? inOurWords(amazons, ours)
      : amazons;
  },
};

export const REFUSALS: readonly KnownDifference[] = [preamble, ...words, order];
