/**
 * Changes the code, one place at a time, and looks whether a test notices. What it prints are the changes
 * that none did, and a score by folder; see "Do the tests notice?" in CONTRIBUTING.md.
 *
 *     npm run mutate                       every folder, and the kernels
 *     npm run mutate -- models settings    these folders
 *     npm run mutate -- models --force     also what did not change since the last time
 *     npm run mutate -- vscode --share 20  of these folders' changes, the same 20 % every time
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Folder, folders } from './folders.mts';

const OUT = 'out/mutation';

/** What came of one change, as far as it is looked at. */
interface MutantResult {
  readonly status: string;
}

interface StrykerModule {
  readonly Stryker: new (options: object) => { runMutationTest(): Promise<MutantResult[]> };
}

// From packages of its own, which nothing but this command installs.
const core = '@stryker-mutator/core';
const { Stryker } = (await import(core)) as StrykerModule;

interface Score {
  readonly noticed: number;
  /** Run by tests, all of which pass all the same. */
  readonly survived: number;
  /** Run by no test. */
  readonly unreached: number;
}

function optionsOf(name: string, { mutate }: Folder, force: boolean, share: number): object {
  const file = share === 100 ? name : `${name}-${share}`;
  return {
    mutate: [...mutate],
    configFile: 'test/mutation/stryker.config.mjs',
    incrementalFile: `${OUT}/${file}.json`,
    htmlReporter: { fileName: `${OUT}/${file}.html` },
    force,
    checkers: share === 100 ? [] : ['sample'],
    // A change of what a module makes as it is loaded takes all tests of the folder.
    ignoreStatic: share < 100,
  };
}

function scoreOf(mutants: readonly MutantResult[]): Score {
  const count = (...statuses: readonly string[]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    // So are a change that never comes to an end, and one by which a module cannot even be loaded.
    noticed: count('Killed', 'Timeout', 'RuntimeError'),
    survived: count('Survived'),
    unreached: count('NoCoverage'),
  };
}

/** In percent. */
function percentOf({ noticed, survived, unreached }: Score, { ofReached = false }: Folder): number {
  return (100 * noticed) / Math.max(1, noticed + survived + (ofReached ? 0 : unreached));
}

/** @returns whether every folder has the score that is wanted */
function printScores(scores: ReadonlyMap<string, Score>): boolean {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(11))).join('');
  console.log(line(['folder', 'noticed', 'survived', 'unreached', 'score', 'wanted']));
  return [...scores]
    .map(([name, score]) => {
      const folder = folders.get(name)!;
      const percent = percentOf(score, folder);
      const counts = [score.noticed, score.survived, score.unreached].map(String);
      console.log(line([name, ...counts, percent.toFixed(1), folder.wanted?.toString() ?? '']));
      return percent >= (folder.wanted ?? 0);
    })
    .every(Boolean);
}

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    force: { type: 'boolean', default: false },
    share: { type: 'string', default: '100' },
  },
});
const unknown = names.find((name) => !folders.has(name));
if (unknown !== undefined) {
  console.error(`There is no folder ${unknown}: choose ${[...folders.keys()].join(', ')}.`);
  process.exit(2);
}
const share = Number(values.share);
if (!(share > 0 && share <= 100)) {
  console.error(`--share is ${values.share}: choose the percent of changes to make, up to 100.`);
  process.exit(2);
}
// Read by sample.mts, in processes of Stryker's.
process.env.MUTATION_SHARE = values.share;

const scores = new Map<string, Score>();
for (const name of names.length === 0 ? folders.keys() : names) {
  const folder = folders.get(name)!;
  // By the environment: with Stryker's own `testFiles`, a change to what a module makes as it is loaded comes
  // after that, and no test can notice (stryker-js#6144).
  process.env.MUTATION_TESTS = folder.tests.join(',');
  const mutants = await new Stryker(optionsOf(name, folder, values.force, share)).runMutationTest();
  scores.set(name, scoreOf(mutants));
}
if (!printScores(scores)) process.exitCode = 1;
if (names.length === 0) {
  const options = { stdio: 'inherit', shell: process.platform === 'win32' } as const;
  execFileSync('npm', ['run', '--silent', '--if-present', 'mutate:kernels'], options);
}
