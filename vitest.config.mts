import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // The suites that need a whole editor end in `.e2e.ts`: `npm run test:vscode` runs them.
    exclude: ['**/node_modules/**'],
    // A kernel that hangs must end as a failure; tests that train say how long they may take.
    testTimeout: 30_000,
    // On demand: `npm run coverage`. What runs in workers and programs of dist/ is not seen.
    coverage: {
      include: ['extension/**/*.ts', 'webview/**/*.{ts,tsx}'],
      reportsDirectory: 'out/coverage',
    },
  },
});
