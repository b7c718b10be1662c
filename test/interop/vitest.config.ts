import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The referees are whole programs of their own, and one of them, with clocks that cannot be moved, waits most of
    // the time: two beside each other take two thirds of the time.
    maxWorkers: 2,
  },
});
