import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { NIGHTLY } from './ways.js';

export default defineConfig({
  test: {
    include: ['test/anywhere/**/*.test.ts'],
    globalSetup: ['test/anywhere/global-setup.ts'],
    // A test is a whole stage, once for each of its calls; at night, reads are calls too.
    testTimeout: (NIGHTLY ? 90 : 10) * 60_000,
    // With a worker for each core, a quarter of the time is idle: tests wait for programs that they have started.
    maxWorkers: availableParallelism() + 1,
  },
});
