import { expect, it } from 'vitest';
import { crashRounds } from './crash-rounds.js';

const KILLS = 5;

/** A hundred times and more in `npm run test:interop`. */
it(`A sandbox that is killed under load loses nothing (${KILLS} times)`, async () => {
  const counts = await crashRounds(KILLS);

  expect(counts.kills).toBe(KILLS);
  expect(counts.writes).toBeGreaterThan(0);
  expect(counts.transactions).toBeGreaterThan(0);
  expect(counts.inDoubt.done + counts.inDoubt.notDone).toBeGreaterThan(0);
  expect(counts.streamRecords).toBeGreaterThan(0);
});
