import { describe, expect, it } from 'vitest';
import { pause, pauseUntil } from '../../src/lab/pause.js';
import { offlineLab } from '../support/lab.js';

const WHY = { title: 'Waiting for capacity', reason: 'a unit comes in each second' };

describe('a pause', () => {
  it('is told when it begins, and every five seconds while it lasts', async () => {
    const { lab, events } = offlineLab();

    await pause(lab, 12_000, WHY);

    expect(lab.clock.now()).toBe(12_000);
    expect(events).toEqual([0, 5_000, 10_000].map((elapsed) => ({ event: 'progress', ...WHY, elapsed })));
  });

  it('says nothing of a moment that is over', async () => {
    const { lab, events } = offlineLab();

    await pauseUntil(lab, lab.clock.now(), WHY);

    expect(events).toEqual([]);
  });

  it('ends where somebody else has moved the clock on', async () => {
    const { lab, events } = offlineLab({
      watched: (clock) => ({ ...clock, until: () => clock.until(60_000) }),
    });

    await pause(lab, 12_000, WHY);

    expect(events).toHaveLength(1);
  });
});
