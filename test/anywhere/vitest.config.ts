import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/anywhere/**/*.test.ts'],
    globalSetup: ['test/anywhere/global-setup.ts'],
    // A test is a whole stage, once for each of its calls.
    testTimeout: 10 * 60_000,
    maxWorkers: '100%',
  },
});
