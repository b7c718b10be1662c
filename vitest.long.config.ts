import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What takes too long for `npm test`, which everybody runs all the time. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // With a worker for each core, a quarter of the time is idle: tests wait for programs that they have started.
    maxWorkers: availableParallelism() + 1,
  },
});
