/** What becomes of batches that fail: nothing is lost, nothing overtakes, what is poisoned ends up alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  type BatchResult,
  type Part,
  type RetryRules,
  readBatchResponse,
  wholePart,
} from '../../../../../src/sandbox/services/lambda/mappings/parts.js';

const RULES: RetryRules = { maximumRetryAttempts: 2, bisect: true };

interface Outcome {
  /** Each record as it was done, and each part as it was given up, in order. */
  readonly done: string[];
  readonly discarded: string[][];
  readonly invoked: string[][];
}

/** Works through a batch with a function that answers as told, as the poller does. */
function workThrough(
  batch: readonly string[],
  rules: RetryRules,
  answer: (records: readonly string[]) => BatchResult,
): Outcome {
  const outcome: Outcome = { done: [], discarded: [], invoked: [] };
  const between = ({ first, last }: Part): string[] =>
    batch.slice(batch.indexOf(first), batch.indexOf(last) + 1);
  let parts: readonly Part[] = [wholePart(batch)];
  for (let turn = 0; parts.length > 0; turn++) {
    if (turn > 10_000) throw new Error('it does not end');
    const [part, ...later] = parts;
    if (part === undefined) break;
    const records = between(part);
    outcome.invoked.push(records);
    const result = answer(records);
    if (result.state === 'done') {
      outcome.done.push(...records);
      parts = later;
      continue;
    }
    outcome.done.push(...records.slice(0, result.checkpoint));
    const { next, discarded } = afterFailure(part, records, result.checkpoint, rules);
    if (discarded !== undefined) outcome.discarded.push(between(discarded));
    parts = [...next, ...later];
  }
  return outcome;
}

const sequences = (length: number): string[] => Array.from({ length }, (_, place) => `${1000 + place}`);

/** Reports the first poisoned record, as a function does that handles the others all the same. */
const reporting =
  (poisoned: ReadonlySet<string>) =>
  (records: readonly string[]): BatchResult => {
    const checkpoint = records.findIndex((record) => poisoned.has(record));
    return checkpoint < 0 ? { state: 'done' } : { state: 'failed', checkpoint };
  };

/** Fails as a whole. */
const throwing =
  (poisoned: ReadonlySet<string>) =>
  (records: readonly string[]): BatchResult =>
    records.some((record) => poisoned.has(record)) ? { state: 'failed', checkpoint: 0 } : { state: 'done' };

describe('a batch with a poisoned record', () => {
  it.each([
    ['that the function reports', reporting],
    ['over which the function fails as a whole', throwing],
  ])('%s: it alone is given up, after its retries', (_, answering) => {
    const batch = sequences(10);
    const { done, discarded, invoked } = workThrough(batch, RULES, answering(new Set(['1003'])));

    expect(discarded).toEqual([['1003']]);
    expect([...new Set(done)].sort()).toEqual(batch.filter((record) => record !== '1003'));
    expect(invoked.filter((records) => records.join() === '1003')).toHaveLength(3);
  });

  it('is given up as a whole without bisection, from the record on that failed', () => {
    const { done, discarded } = workThrough(
      sequences(5),
      { maximumRetryAttempts: 1, bisect: false },
      reporting(new Set(['1002'])),
    );

    expect(done).toEqual(['1000', '1001']);
    expect(discarded).toEqual([['1002', '1003', '1004']]);
  });

  it('loses nothing and changes no order, whatever is poisoned and however it fails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(39), { maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        (length, places, reports, bisect, maximumRetryAttempts) => {
          const batch = sequences(length);
          const poisoned = new Set(places.map((place) => `${1000 + place}`));
          const answer = reports ? reporting(poisoned) : throwing(poisoned);

          const { done, discarded } = workThrough(batch, { maximumRetryAttempts, bisect }, answer);

          // Each record is done or given up, and none of them both.
          expect([...done, ...discarded.flat()].sort()).toEqual(batch);
          expect(done).toEqual([...done].sort());
          expect(done.filter((record) => poisoned.has(record))).toEqual([]);
          if (bisect) {
            expect(discarded).toEqual(
              batch.filter((record) => poisoned.has(record)).map((record) => [record]),
            );
          }
        },
      ),
    );
  });

  it('is tried without end where nothing limits it', () => {
    let part = wholePart(['1000']);
    for (let turn = 1; turn <= 50; turn++) {
      const { next, discarded } = afterFailure(part, ['1000'], 0, { maximumRetryAttempts: -1, bisect: true });
      expect(discarded).toBeUndefined();
      expect(next).toEqual([{ first: '1000', last: '1000', retries: turn, invocations: turn }]);
      part = next[0] ?? part;
    }
  });
});

describe('the answer of a function that reports failures', () => {
  const records = sequences(3);

  it.each(['', 'null', '{}', '[]', '"fine"', '{"batchItemFailures":[]}', '{"batchItemFailures":null}'])(
    'means that all is done: %s',
    (payload) => {
      expect(readBatchResponse(payload, records)).toEqual({ state: 'done' });
    },
  );

  it.each([
    ['{"batchItemFailures":[{"itemIdentifier":"1002"},{"itemIdentifier":"1001"}]}', 1],
    ['{"batchItemFailures":[{"itemIdentifier":"1000"}]}', 0],
    ['{"batchItemFailures":[{"itemIdentifier":""}]}', 0],
    ['{"batchItemFailures":[{"itemIdentifier":"1002"},{"itemIdentifier":"9"}]}', 0],
    ['{"batchItemFailures":[{"itemIdentifier":null}]}', 0],
    ['{"batchItemFailures":[{}]}', 0],
    ['{"batchItemFailures":[null]}', 0],
    ['{"batchItemFailures":"1001"}', 0],
    ['no JSON', 0],
  ])('means that all has failed from a record on: %s', (payload, checkpoint) => {
    expect(readBatchResponse(payload, records)).toEqual({ state: 'failed', checkpoint });
  });
});
