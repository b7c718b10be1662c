import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/sandbox/services/page-token.js';

const invalid = (): never => {
  throw new RangeError('invalid');
};
const record = (key: string) => ({ key, value: key });

describe('pageOf', () => {
  it('gives every item once, in order, whatever the limits', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string()),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (keys, limit, weight) => {
          const sorted = keys.sort((a, b) => (a < b ? -1 : 1));
          const seen: string[] = [];
          let token: string | undefined;
          do {
            const page = pageOf(sorted.map(record), {
              limit,
              weight: { of: (key: string) => key.length, limit: weight },
              token,
              request: 'all',
              invalid,
            });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items);
            token = page.nextToken;
          } while (token !== undefined);
          expect(seen).toEqual(sorted);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('goes on after an item that has gone', () => {
    const first = pageOf(['a', 'b', 'c'].map(record), { limit: 2, token: undefined, request: 1, invalid });

    const second = pageOf(['a', 'c', 'd'].map(record), {
      limit: 2,
      token: first.nextToken,
      request: 1,
      invalid,
    });

    expect(second).toEqual({ items: ['c', 'd'] });
  });

  it.each([
    '',
    'garbage',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('does not take %j for a token', (token) => {
    expect(() => pageOf([record('a')], { limit: 1, token, request: 1, invalid })).toThrow(RangeError);
  });
});
