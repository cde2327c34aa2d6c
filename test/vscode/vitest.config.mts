import { defineConfig } from 'vitest/config';

/** The suites that need a whole editor: one after the other, they share the machine's cores. */
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
