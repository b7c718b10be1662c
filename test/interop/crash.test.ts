import { expect, it } from 'vitest';
import { crashRounds } from '../crash/crash-rounds.js';

const KILLS = 100;
const PATIENCE = 20 * 60 * 1000; /* 20 min */

it(
  `A sandbox that is killed under load loses nothing (${KILLS} times)`,
  async ({ annotate }) => {
    const counts = await crashRounds(KILLS);

    expect(counts.kills).toBe(KILLS);
    expect(counts.conflicts).toBeGreaterThan(0);
    expect(counts.inDoubt.done + counts.inDoubt.notDone).toBeGreaterThan(KILLS);
    await annotate(JSON.stringify(counts));
  },
  PATIENCE,
);
