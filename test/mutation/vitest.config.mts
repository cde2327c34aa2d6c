import { defineConfig } from 'vitest/config';

/**
 * The unit tests of the folders that are named, as far as they can notice a change made to a source file: the
 * others start programs of `dist/`. Nobody looks whether that is built of the sources as they are now: changed
 * ones are what this is about.
 */
export default defineConfig({
  test: {
    include: process.env
      .MUTATION_TESTS!.split(',')
      .map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
    exclude: [
      '**/node_modules/**',
      // Start dist/cli.js.
      'test/cli/{any-network,bad-input,train}.test.ts',
      // Start dist/worker.js.
      'test/training/{fidelity,language,worker}.test.ts',
      // Start dist/inspection-worker.js, and some dist/worker.js.
      'test/inspection/{describe-data,live-run,saved-run}.test.ts',
      // Tries thousands of records: whole.test.ts has the rules one by one.
      'test/runs/damaged-record.test.ts',
      // Waits again and again for what windows see of one another, a second each time.
      'test/runs/windows.test.ts',
      // Measure dist/ itself.
      'test/vscode/unit/{l10n,panel/script-size}.test.ts',
    ],
    // Stryker ends what waits for ever; on a busy machine a test may take long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
