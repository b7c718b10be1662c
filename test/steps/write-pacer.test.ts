/** The pacer against a table that counts as DynamoDB does, whatever it has saved up and however late it answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WritePacer } from '../../src/steps/write-pacer.js';

const BURST_SECONDS = 300;
const BATCH = 25;
/** Milliseconds before what was refused is sent again. */
const PAUSE = 200;

interface Part {
  readonly name: string;
  /** Units a second. */
  readonly rate: number;
  /** What it has saved up, as a part of the most. */
  readonly saved: number;
  /** Units that an item costs. */
  readonly cost: number;
}

/** A table and its indexes: an item is let in while all of them have anything left, and pays then. */
class Table {
  readonly parts: readonly (Part & { left: number })[];
  #at = 0;

  constructor(parts: readonly Part[]) {
    this.parts = parts.map((part) => ({ ...part, left: part.saved * part.rate * BURST_SECONDS }));
  }

  /** How many of the items it takes. */
  write(items: number, now: number): number {
    for (const part of this.parts) {
      const come = (part.rate * (now - this.#at)) / 1000;
      part.left = Math.min(part.left + come, part.rate * BURST_SECONDS);
    }
    this.#at = now;
    let written = 0;
    while (written < items && this.parts.every(({ left }) => left > 0)) {
      for (const part of this.parts) part.left -= part.cost;
      written += 1;
    }
    return written;
  }
}

interface Load {
  readonly parts: readonly Part[];
  readonly items: number;
  /** Milliseconds from sending to the answer. */
  readonly latency: number;
}

interface Seen {
  /** Milliseconds until all was written. */
  readonly took: number;
  readonly refused: number;
  readonly utilization: number | undefined;
}

function writeAll({ parts, items, latency }: Load): Seen {
  const table = new Table(parts);
  const pacer = new WritePacer(new Map(parts.map(({ name, rate }) => [name, rate])), 0);
  let now = 0;
  let refused = 0;
  let left = items;
  while (left > 0) {
    const size = Math.min(BATCH, left);
    const wait = pacer.waitFor(size, now);
    now += wait;
    if (wait > 0) continue;
    const reservation = pacer.reserve(size);
    const written = table.write(size, now);
    now += latency;
    const consumed = new Map(parts.map(({ name, cost }) => [name, cost * written]));
    pacer.settle(reservation, { written, consumed, isRefused: written < size }, now);
    refused += size - written;
    left -= written;
    if (written < size) now += PAUSE;
  }
  return { took: now, refused, utilization: pacer.utilization(now) };
}

const rate = fc.integer({ min: 1, max: 60 });
const saved = fc.double({ min: 0, max: 1, noNaN: true });
/** Table and index have been quiet for as long: an index that alone has something left is not known of. */
const parts = saved.chain((saved) =>
  fc.tuple(
    fc.record({
      name: fc.constant('table'),
      rate,
      saved: fc.constant(saved),
      cost: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      name: fc.constant('index'),
      rate,
      saved: fc.constant(saved),
      cost: fc.integer({ min: 0, max: 2 }),
    }),
  ),
);
const load: fc.Arbitrary<Load> = fc.record({
  parts,
  items: fc.integer({ min: 1, max: 4_000 }),
  latency: fc.integer({ min: 1, max: 100 }),
});

/** Milliseconds that nobody can do it in less than. */
function least({ parts, items }: Load): number {
  const times = parts.map(
    ({ rate, saved, cost }) => ((items - 1) * cost - saved * rate * BURST_SECONDS) / rate,
  );
  return Math.max(0, ...times) * 1000;
}

describe('the pacer', () => {
  it('writes everything, hardly slower than the capacity allows', () => {
    fc.assert(
      fc.property(load, (given) => {
        const { took } = writeAll(given);
        const batches = Math.ceil(given.items / BATCH);
        // Beyond 5 %: the answers themselves, one after the other, and the time that finding out takes.
        const slowest = Math.min(...given.parts.map(({ rate }) => rate));
        const findingOut = (3 * BATCH * 1000) / slowest + 1_000;
        expect(took).toBeLessThanOrEqual(least(given) * 1.05 + batches * given.latency + findingOut);
      }),
    );
  });

  it('is refused a batch or two at the most, when it finds out what there is', () => {
    fc.assert(
      fc.property(load, (given) => {
        expect(writeAll(given).refused).toBeLessThanOrEqual(4 * BATCH);
      }),
    );
  });

  it('is not refused at all by a table that has saved up what it can', () => {
    fc.assert(
      fc.property(load, ({ parts, ...rest }) => {
        const full = parts.map((part) => ({ ...part, saved: 1, cost: 1 }));
        expect(writeAll({ ...rest, parts: full }).refused).toBe(0);
      }),
    );
  });

  it('tells how much of the capacity it used', () => {
    const empty: Part = { name: 'table', rate: 5, saved: 0, cost: 1 };
    const used = (part: Part, items: number): number | undefined =>
      writeAll({ parts: [part], items, latency: 10 }).utilization;

    expect(used(empty, 3_000)).toBeGreaterThan(0.99);
    expect(used(empty, 10)).toBeLessThanOrEqual(1);
    expect(used({ ...empty, saved: 1 }, 100)).toBeUndefined();
  });

  it('tells of no more than all of it where calls were in flight before it had to wait', () => {
    const pacer = new WritePacer(new Map([['table', 1]]), 0);
    const send = (now: number) => {
      expect(pacer.waitFor(BATCH, now)).toBe(0);
      return pacer.reserve(BATCH);
    };
    const inFlight = Array.from({ length: BURST_SECONDS / BATCH }, () => send(0));
    expect(pacer.waitFor(BATCH, 0)).toBe(25_000);
    const answer = { written: BATCH, consumed: new Map([['table', BATCH]]), isRefused: false };
    for (const reservation of inFlight) pacer.settle(reservation, answer, 0);

    pacer.settle(send(25_000), answer, 25_000);

    expect(pacer.utilization(25_000)).toBe(1);
    expect(pacer.utilization(26_000)).toBeLessThan(1);
  });

  it('follows a capacity that changes', () => {
    const pacer = new WritePacer(new Map([['table', 1]]), 0);
    const first = pacer.reserve(BURST_SECONDS);
    pacer.settle(
      first,
      { written: BURST_SECONDS, consumed: new Map([['table', BURST_SECONDS]]), isRefused: false },
      0,
    );
    expect(pacer.waitFor(BATCH, 0)).toBe(25_000);

    pacer.change(new Map([['table', 5]]), 0);

    expect([pacer.rate, pacer.waitFor(BATCH, 0)]).toEqual([5, 5_000]);
  });

  it('does not hold up a table without provisioned capacity', () => {
    const pacer = new WritePacer(new Map(), 0);

    expect([pacer.waitFor(BATCH, 0), pacer.rate, pacer.timeFor(1_000)]).toEqual([
      0,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });

  it('sets aside what is in flight', () => {
    const pacer = new WritePacer(new Map([['table', 1]]), 0);
    const [one, other] = [pacer.reserve(BATCH), pacer.reserve(BATCH)];

    // Refused as a whole: nothing is left, and the other may take what it was let in for.
    pacer.settle(one, { written: 0, consumed: new Map(), isRefused: true }, 0);
    expect(pacer.waitFor(1, 0)).toBe((BATCH + 1) * 1000);

    pacer.settle(other, { written: 0, consumed: new Map(), isRefused: false }, 0);
    expect(pacer.waitFor(1, 0)).toBe(1_000);
  });
});
