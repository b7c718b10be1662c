import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { proveUnderLoad, TURNS } from './load.js';

const KEYS = 40;
const CHANGES = KEYS * TURNS;

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(async () => {
  await sandbox.close();
  expect(sandbox.log).toEqual([]);
});

/** Ten times as many in `npm run test:interop`. */
it(`${CHANGES} changes of ${KEYS} keys: each is done once or parked, in order, whatever the function does`, async ({
  annotate,
}) => {
  const counts = await proveUnderLoad(sandbox, KEYS);

  await annotate(JSON.stringify(counts));
  expect(counts).toMatchObject({ changes: CHANGES, keys: KEYS, deletions: CHANGES / 5 });
  expect(counts.done + counts.parked).toBe(CHANGES);
  expect(counts.ends).toMatchObject({ hung: 1, 'cut off': 0 });
  expect(counts.ends.threw).toBeGreaterThan(0);
  expect(counts.ends.reported).toBeGreaterThan(0);
});
