import { expect, it } from 'vitest';
import { mappingCrashRounds } from './mapping-rounds.js';

const KILLS = 3;

/** More often in `npm run test:interop`. */
it(`A sandbox that is killed with batches at their function tells every change all the same (${KILLS} times)`, async ({
  annotate,
}) => {
  const counts = await mappingCrashRounds(KILLS);

  expect(counts.withFunction).toBeGreaterThan(0);
  expect(counts.poisoned).toBeGreaterThan(0);
  expect(counts.done + counts.parked).toBeGreaterThanOrEqual(counts.changes);
  await annotate(JSON.stringify(counts));
});
