import { defineConfig } from 'vitest/config';
import { requireNode } from '../support/require-node.mts';

requireNode();

/**
 * What needs a whole editor, one after the other, as they share the machine's cores: the suites, and in
 * the mode `pictures` the making of the README's pictures.
 */
export default defineConfig(({ mode }) => ({
  test: {
    dir: import.meta.dirname,
    include: mode === 'pictures' ? ['**/*.pictures.ts'] : ['**/*.e2e.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}));
