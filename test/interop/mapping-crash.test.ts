import { expect, it } from 'vitest';
import { mappingCrashRounds } from '../crash/mapping-rounds.js';

const KILLS = 15;
const PATIENCE = 10 * 60 * 1000; /* 10 min */

it(
  `A sandbox that is killed with batches at their function tells every change all the same (${KILLS} times)`,
  async ({ annotate }) => {
    const counts = await mappingCrashRounds(KILLS);

    expect(counts.kills).toBe(KILLS);
    expect(counts.withFunction).toBeGreaterThan(0);
    expect(counts.ends['cut off']).toBeGreaterThan(0);
    await annotate(JSON.stringify(counts));
  },
  PATIENCE,
);
