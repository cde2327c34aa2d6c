/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.mts', related: false },
  plugins: [
    '@stryker-mutator/vitest-runner',
    './test/mutation/ignore-texts.mts',
    './test/mutation/sample.mts',
  ],
  ignorers: ['texts'],
  coverageAnalysis: 'perTest',
  // Remembers by mutant and test file.
  incremental: true,
  concurrency: 2,
  // Beyond what tests take: on a busy machine, slow ones are no change that never comes to an end.
  dryRunTimeoutMinutes: 30,
  timeoutMS: 30_000,
  timeoutFactor: 4,
  tempDirName: 'out/stryker',
  ignorePatterns: ['out', 'docs'],
  // vitest does not check types.
  disableTypeChecks: false,
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false },
  logLevel: 'error',
};
