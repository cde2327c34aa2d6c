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
    // Tests that build on others fail here, and not only where somebody runs one alone. The order is the same each
    // time; `--sequence.seed` tries another. Pictures are made in turn.
    sequence: { shuffle: { files: false, tests: mode !== 'pictures' }, seed: 1 },
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}));
