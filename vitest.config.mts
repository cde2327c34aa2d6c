import { defineConfig } from 'vitest/config';
import { requireNode } from './test/support/require-node.mts';

requireNode();

const suites: Readonly<Record<string, string>> = {
  // Those that take minutes: `npm run test:slow`.
  slow: 'test/**/*.slow.ts',
  // Readers of damaged files: `npm run fuzz`.
  fuzz: 'test/**/*.fuzz.ts',
};

/** The unit tests, or those of a mode. */
export default defineConfig(({ mode }) => ({
  test: {
    include: [suites[mode] ?? 'test/**/*.test.{ts,tsx}'],
    // The suites that need a whole editor have a configuration of their own: `npm run test:vscode` runs them.
    exclude: ['**/node_modules/**', 'test/vscode/*.slow.ts'],
    globalSetup: 'test/support/global-setup.ts',
    // A kernel that hangs must end as a failure, and on a busy machine nothing else: these are no bounds of speed.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A test that compares nothing cannot fail.
    expect: { requireAssertions: true },
    // On demand: `npm run coverage`. What runs in workers and programs of dist/ is not seen.
    coverage: {
      include: ['extension/**/*.ts', 'webview/**/*.{ts,tsx}'],
      reportsDirectory: 'out/coverage',
    },
  },
}));
