/**
 * Makes one change after another to a copy of the kernels, and looks whether a test of the kernels or of the
 * engine notices. Prints the changes that none did, and a score by folder.
 *
 *     npm run mutate:kernels                    all changes of kernel-changes.mts
 *     npm run mutate:kernels -- conv2d matmul   those of these folders
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type KernelChange, kernelChanges } from './kernel-changes.mts';

const WANTED = 85;
/** Milliseconds until a build or tests that do not come to an end are taken to have failed. */
const PATIENCE = 900_000;

const root = resolve(import.meta.dirname, '../..');

/** The tests that notice most of a folder's changes; all others come after them. */
const likely: Record<string, readonly string[]> = {
  activation: ['kernels/activation', 'kernels/special-values'],
  batch_norm: ['kernels/batch-norm', 'engine/zoo'],
  conv2d: ['kernels/conv2d', 'kernels/accuracy'],
  dropout: ['kernels/dropout'],
  gather: ['kernels/gather', 'kernels/order'],
  layer_norm: ['kernels/layer-norm', 'engine/zoo'],
  linear: ['kernels/linear', 'kernels/accuracy'],
  loss: ['kernels/loss'],
  matmul: ['kernels/matmul', 'kernels/linear', 'kernels/special-values', 'kernels/accuracy'],
  optimizer: ['kernels/optimizer'],
  pixel_linear: ['kernels/pixel-linear', 'kernels/accuracy'],
  pool2d: ['kernels/pool2d', 'kernels/special-values', 'kernels/accuracy'],
  random: ['kernels/random'],
  'simd.ts': ['kernels/matmul', 'kernels/order'],
  step: ['engine/zoo', 'engine/learning-rate', 'engine/reproducible'],
};

function folderOf({ file }: KernelChange): string {
  return file.split('/')[0]!;
}

/** A copy of what kernels are built and tested with, where changes hurt nobody. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'kernels-'));

  constructor() {
    const copied = ['assembly', 'asconfig.json', 'dist', 'extension', 'package.json', 'tsconfig.json']; // prettier-ignore
    const tests = ['engine', 'fixtures', 'kernels', 'support', 'training', 'mutation/vitest.config.mts'].map((name) => `test/${name}`); // prettier-ignore
    for (const name of [...copied, ...tests]) {
      cpSync(join(root, name), join(this.folder, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'), 'junction');
  }

  /** @throws Error if the text to change is not there exactly once */
  async notices(change: KernelChange): Promise<boolean> {
    const { variant = 'portable' } = change;
    const file = join(this.folder, 'assembly', change.file);
    const wasm = join(this.folder, `dist/wasm/${variant}.wasm`);
    const [text, built] = [readFileSync(file, 'utf8'), readFileSync(wasm)];
    writeFileSync(file, changed(text, change));
    try {
      // Level 1 is faster to build, and as right.
      const words = ['assembly/index.ts', '--target', variant, '--optimizeLevel', '1'];
      if (!(await this.passes('assemblyscript/bin/asc.js', ...words))) {
        throw new Error(`${change.file} cannot be built with "${change.to}"`);
      }
      const first = likely[folderOf(change)] ?? [];
      // What names a variant in its title is run for the changed one alone.
      const named = ['--testNamePattern', `${variant}(?!-)`];
      return (
        !(await this.test([...named, ...first])) ||
        !(await this.test([...named, 'kernels', 'engine/zoo', 'engine/random-networks'])) ||
        !(await this.test(['kernels', 'engine']))
      );
    } finally {
      writeFileSync(file, text);
      writeFileSync(wasm, built);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private test(filters: readonly string[]): Promise<boolean> {
    const words = ['run', '--config', 'test/mutation/vitest.config.mts', '--bail', '1', '--maxWorkers', '1']; // prettier-ignore
    return this.passes('vitest/vitest.mjs', ...words, ...filters);
  }

  /** Whether a program of node_modules/ ends well, and ends at all. */
  private passes(program: string, ...words: readonly string[]): Promise<boolean> {
    const path = join(this.folder, 'node_modules', program);
    return new Promise((done) => {
      spawn(process.execPath, [path, ...words], { cwd: this.folder, stdio: 'ignore', timeout: PATIENCE }) // prettier-ignore
        .on('exit', (code) => {
          done(code === 0);
        });
    });
  }
}

function changed(text: string, { file, from, to }: KernelChange): string {
  const [before, after, ...more] = text.split(from);
  if (after === undefined || more.length > 0) {
    throw new Error(
      `assembly/${file} does not have "${from}" exactly once: bring the change up to date`,
    );
  }
  return before! + to + after;
}

// To be found by test/mutation/vitest.config.mts.
process.env.MUTATION_TESTS = 'kernels,engine';

const folders = new Set(kernelChanges.map(folderOf));
const names = process.argv.slice(2);
const unknown = names.find((name) => !folders.has(name));
if (unknown !== undefined) {
  console.error(`There is no folder ${unknown}: choose ${[...folders].join(', ')}.`);
  process.exit(2);
}
const chosen = kernelChanges.filter(
  (change) => names.length === 0 || names.includes(folderOf(change)),
);
// Before anything is built.
for (const change of chosen)
  changed(readFileSync(join(root, 'assembly', change.file), 'utf8'), change);

const survivors: KernelChange[] = [];
const queue = [...chosen];

async function work(): Promise<void> {
  const copy = new Copy();
  try {
    for (let change = queue.shift(); change !== undefined; change = queue.shift()) {
      const noticed = await copy.notices(change);
      if (!noticed) survivors.push(change);
      console.log(`${noticed ? 'noticed ' : 'SURVIVED'} ${change.file}: ${change.breaks}`);
    }
  } finally {
    copy.remove();
  }
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));

const percent = (of: readonly KernelChange[]): string => {
  const noticed = of.filter((change) => !survivors.includes(change)).length;
  return `${noticed} of ${of.length}, ${((100 * noticed) / of.length).toFixed(1)} %`;
};
console.log();
for (const folder of folders) {
  const own = chosen.filter((change) => folderOf(change) === folder);
  if (own.length > 0) console.log(`${folder.padEnd(14)}${percent(own)}`);
}
console.log(`${'all'.padEnd(14)}${percent(chosen)}`);
if (100 * survivors.length > (100 - WANTED) * chosen.length) process.exitCode = 1;
