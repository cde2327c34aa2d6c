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
    // A workbench on two busy cores loses a click or a key now and then; twice in a row is a fault.
    retry: 1,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
}));
