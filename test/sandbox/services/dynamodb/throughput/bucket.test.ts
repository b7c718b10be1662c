import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucket, type Rate } from '../../../../../src/sandbox/services/dynamodb/throughput/bucket.js';
import { Flow } from '../../../../../src/sandbox/services/dynamodb/throughput/flow.js';
import { limitOf } from '../../../../../src/sandbox/services/dynamodb/throughput/limits.js';

const START = 29_833_334 * 60_000; // a minute begins
const FIVE: Rate = { perSecond: 5, burst: 1_500 };
const SECOND = 1_000; /* ms */

/** Requests of half units, some milliseconds apart; often many at once. */
const requests = fc.array(
  fc.record({
    pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400_000 })),
    halves: fc.integer({ min: 1, max: 1_600 }),
  }),
  { minLength: 1, maxLength: 200 },
);
const rates = fc
  .record({ perSecond: fc.integer({ min: 1, max: 5_000 }), seconds: fc.constantFrom(1, 300) })
  .map(({ perSecond, seconds }): Rate => ({ perSecond, burst: perSecond * seconds }));

interface Accepted {
  readonly at: number;
  readonly units: number;
}

/** Sends requests as fast as they come; gives those that were let in. */
function send(
  bucket: Bucket,
  sent: readonly { readonly pause: number; readonly halves: number }[],
  afterEach: (now: number, largest: number) => void = () => undefined,
): Accepted[] {
  const accepted: Accepted[] = [];
  let now = START;
  let largest = 0;
  for (const { pause, halves } of sent) {
    now += pause;
    if (bucket.hasCredit(now)) {
      const units = halves / 2;
      bucket.take(units, now);
      accepted.push({ at: now, units });
      largest = Math.max(largest, units);
    }
    afterEach(now, largest);
  }
  return accepted;
}

describe('A bucket', () => {
  it('lets in no more in any stretch of time than its burst, what came in meanwhile, and one request', () => {
    fc.assert(
      fc.property(rates, requests, (rate, sent) => {
        const accepted = send(new Bucket(rate, START), sent);
        for (const [first, { at: from }] of accepted.entries()) {
          let units = 0;
          for (const { at, units: more } of accepted.slice(first)) {
            // What was let in before the last request of the stretch fitted; the last one may overdraw.
            const most = rate.burst + ((at - from) / SECOND) * rate.perSecond;
            expect(units).toBeLessThan(most + Number.EPSILON * most);
            units += more;
          }
        }
      }),
    );
  });

  it('is never overdrawn by more than the largest request, and never holds more than its burst', () => {
    fc.assert(
      fc.property(rates, requests, (rate, sent) => {
        const bucket = new Bucket(rate, START);
        send(bucket, sent, (now, largest) => {
          expect(bucket.units(now)).toBeGreaterThan(-largest - Number.EPSILON);
          expect(bucket.units(now)).toBeLessThanOrEqual(rate.burst);
        });
      }),
    );
  });

  it('holds more the longer it waits, and the more comes in', () => {
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (rate, taken, one, other) => {
          const bucket = new Bucket(rate, START);
          const faster = new Bucket({ ...rate, perSecond: rate.perSecond + 1 }, START);
          for (const each of [bucket, faster]) each.take(taken, START);
          const [sooner, later] = [Math.min(one, other), Math.max(one, other)];

          const before = bucket.units(START + sooner);

          expect(bucket.units(START + later)).toBeGreaterThanOrEqual(before);
          expect(faster.units(START + later)).toBeGreaterThanOrEqual(bucket.units(START + later));
        },
      ),
    );
  });

  it('counts exactly, to the half unit, however often it is asked', () => {
    const bucket = new Bucket(FIVE, START, 0);

    for (let now = START; now <= START + SECOND; now += 1) bucket.units(now);
    bucket.take(0.5, START + SECOND);

    expect(bucket.units(START + SECOND)).toBe(4.5);
  });

  it('five units a second take 1,500 at once, then five a second', () => {
    const bucket = new Bucket(FIVE, START);
    const unit = { pause: 0, halves: 2 };

    expect(send(bucket, Array(2_000).fill(unit))).toHaveLength(1_500);
    const later = send(bucket, [{ pause: SECOND, halves: 2 }, ...Array(20).fill(unit)]);

    expect(later).toHaveLength(5);
  });

  it('keeps what it holds when its rate changes, as far as it still may, and what it owes', () => {
    const bucket = new Bucket(FIVE, START);
    bucket.change({ perSecond: 10, burst: 3_000 }, START);
    expect(bucket.units(START)).toBe(1_500);
    expect(bucket.units(START + 10 * SECOND)).toBe(1_600);

    bucket.change({ perSecond: 1, burst: 300 }, START + 10 * SECOND);
    expect(bucket.units(START + 10 * SECOND)).toBe(300);

    bucket.take(350, START + 10 * SECOND);
    bucket.change(FIVE, START + 10 * SECOND);
    expect(bucket.hasCredit(START + 20 * SECOND)).toBe(false);
    expect(bucket.hasCredit(START + 20 * SECOND + 1)).toBe(true);
  });
});

describe('Limits', () => {
  const onDemand = { billingMode: 'PAY_PER_REQUEST', throughput: { read: 0, write: 0 } } as const;

  it('of on-demand capacity grow to twice what a minute took, and end at the quota', () => {
    const limits = [0, 1_999, 2_500, 19_999, 20_000, 50_000].map((peak) => limitOf(onDemand, 'Write', peak));

    expect(limits.map(({ rate, type }) => [rate.perSecond, type])).toEqual([
      [4_000, 'KeyRangeThroughputExceeded'],
      [4_000, 'KeyRangeThroughputExceeded'],
      [5_000, 'KeyRangeThroughputExceeded'],
      [39_998, 'KeyRangeThroughputExceeded'],
      [40_000, 'AccountLimitExceeded'],
      [40_000, 'AccountLimitExceeded'],
    ]);
    expect(limitOf(onDemand, 'Read', 0).rate.perSecond).toBe(12_000);
  });

  it('of on-demand capacity are what the table was given at most', () => {
    const limited = { ...onDemand, onDemandLimits: { MaxWriteRequestUnits: 7 } };

    expect(limitOf(limited, 'Write', 0)).toEqual({
      rate: { perSecond: 7, burst: 2_100 },
      type: 'MaxOnDemandThroughputExceeded',
    });
    expect(limitOf(limited, 'Read', 0)).toEqual(limitOf(onDemand, 'Read', 0));
  });

  it('an on-demand table that is used takes twice as much the minute after', () => {
    const flow = new Flow('Write', onDemand, START);
    const fill = (now: number): number => {
      let units = 0;
      for (; flow.limitReached(now, undefined) === undefined; units += 100) flow.take(100, now, undefined);
      return units;
    };

    const first = Array.from({ length: 61 }, (_, second) => fill(START + second * SECOND));

    expect(first[0]).toBe(4_000);
    expect(first.at(59)).toBe(4_000);
    expect(fill(START + 62 * SECOND)).toBeGreaterThan(7_000);
  });
});
