import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The referees are whole programs of their own; two at a time are slower than one after the other.
    fileParallelism: false,
  },
});
