import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**', 'test/anywhere/**', 'test/**/*.long.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A worker keeps its modules from file to file: loading the SDK for each took a third of the time.
    isolate: false,
    // Much of a suite's time is waiting for a program that it has started: no core is left to the runner alone.
    maxWorkers: '100%',
  },
});
