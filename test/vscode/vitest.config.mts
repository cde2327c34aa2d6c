import { defineConfig } from 'vitest/config';
import { requireNode } from '../support/require-node.mts';

requireNode();

const suites: Readonly<Record<string, string>> = {
  // What takes minutes, as it looks at every view in every theme or kills editors: `npm run test:vscode:slow`.
  slow: '**/*.slow.ts',
  // The making of the README's pictures: `npm run screenshots`.
  pictures: '**/*.pictures.ts',
};

/** What needs a whole editor, one after the other, as they share the machine's cores. */
export default defineConfig(({ mode }) => ({
  test: {
    dir: import.meta.dirname,
    include: [suites[mode] ?? '**/*.e2e.ts'],
    fileParallelism: false,
    // Tests that build on others fail here, and not only where somebody runs one alone. The order is the same each
    // time; `--sequence.seed` tries another. Pictures are made in turn.
    sequence: { shuffle: { files: false, tests: mode !== 'pictures' }, seed: 1 },
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
}));
