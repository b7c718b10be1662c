import { defineConfig } from 'vitest/config';
import { NIGHTLY } from './ways.js';

export default defineConfig({
  test: {
    include: ['test/anywhere/**/*.test.ts'],
    globalSetup: ['test/anywhere/global-setup.ts'],
    // A test is a whole stage, once for each of its calls; at night, reads are calls too.
    testTimeout: (NIGHTLY ? 90 : 10) * 60_000,
    maxWorkers: '100%',
  },
});
