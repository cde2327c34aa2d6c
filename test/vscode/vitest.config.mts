import { defineConfig } from 'vitest/config';

/**
 * What needs a whole editor, one after the other, as they share the machine's cores: the suites, and in
 * the mode `pictures` the making of the README's pictures.
 */
export default defineConfig(({ mode }) => ({
  test: {
    dir: import.meta.dirname,
    include: mode === 'pictures' ? ['**/*.pictures.ts'] : ['**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
}));
