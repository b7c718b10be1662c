import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**', 'test/anywhere/**', 'test/**/*.long.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A worker keeps its modules from file to file: loading the SDK for each took a third of the time.
    isolate: false,
    // With a worker for each core, a quarter of the time is idle: tests wait for programs that they have started.
    maxWorkers: availableParallelism() + 1,
  },
});
