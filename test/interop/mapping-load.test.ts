import { expect, it } from 'vitest';
import { proveUnderLoad, TURNS } from '../sandbox/services/lambda/mappings/load.js';
import { startTestSandbox } from '../support/sandbox.js';

const KEYS = 400;
const CHANGES = KEYS * TURNS;
const PATIENCE = 10 * 60 * 1000; /* 10 min */

it(
  `${CHANGES} changes of ${KEYS} keys: each is done once or parked, in order, whatever the function does`,
  async ({ annotate }) => {
    const sandbox = await startTestSandbox();
    try {
      const counts = await proveUnderLoad(sandbox, KEYS);

      await annotate(JSON.stringify(counts));
      expect(counts.done + counts.parked).toBe(CHANGES);
      expect(counts.ends.exited).toBeGreaterThan(0);
    } finally {
      await sandbox.close();
    }
    expect(sandbox.log).toEqual([]);
  },
  PATIENCE,
);
