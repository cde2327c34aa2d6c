/**
 * `npm run release -- 0.2.0`: sets the version and the changelog's date, builds the package, commits and tags.
 * Nothing leaves this machine: push the tag and publish the package when you have looked at both.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const version = process.argv[2] ?? '';
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
// npm is a script, which Windows starts by a shell only; nothing of what is passed here needs quotes.
const npm = (...args) => execFileSync('npm', args, { stdio: 'inherit', shell: true });
const CHANGED = ['package.json', 'package-lock.json', 'CHANGELOG.md'];

function check(condition, problem) {
  if (condition) return;
  console.error(problem);
  process.exit(1);
}

const heading = `## [${version}] - `;
const changelog = readFileSync('CHANGELOG.md', 'utf8');
check(/^\d+\.\d+\.\d+$/.test(version), 'Say which version: npm run release -- 1.2.3');
check(git('status', '--porcelain') === '', 'Commit or stash your changes first.');
check(git('tag', '--list', `v${version}`) === '', `There is a tag v${version} already.`);
check(
  changelog.includes(`${heading}Unreleased\n`),
  `Give CHANGELOG.md a section "${heading}Unreleased" first.`,
);

try {
  npm('version', version, '--no-git-tag-version', '--allow-same-version');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync('CHANGELOG.md', changelog.replace(`${heading}Unreleased`, heading + today));
  npm('run', 'package');
} catch (error) {
  git('restore', ...CHANGED);
  throw error;
}
const file = `mnist-lab-${version}.vsix`;
renameSync('mnist-lab.vsix', file);
git('commit', '--message', `Release ${version}`, ...CHANGED);
git('tag', '--annotate', `v${version}`, '--message', `MNIST Lab ${version}`);
console.log(`${file} is built, and the commit is tagged v${version}.`);
