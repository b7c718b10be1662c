import { describe, expect, it } from 'vitest';
import { Outage } from '../../src/aws/outage.js';

describe('an outage', () => {
  it('lasts from its first failure', () => {
    const outage = new Outage();

    expect([1_000, 11_000, 31_000].map((now) => outage.failed(now))).toEqual([0, 10_000, 30_000]);
  });

  it('begins anew after an answer', () => {
    const outage = new Outage();
    outage.failed(1_000);
    outage.failed(11_000);

    outage.ended();

    expect(outage.failed(12_000)).toBe(0);
  });

  it('does not count the hours of a closed lid, nor a clock that is put back', () => {
    const outage = new Outage();
    outage.failed(0);

    expect(outage.failed(8 * 3_600_000)).toBe(30_000);
    expect(outage.failed(7 * 3_600_000)).toBe(30_000);
    expect(outage.failed(7 * 3_600_000 + 5_000)).toBe(35_000);
  });
});
