/**
 * `npm run bench:data -- [FORM…]`: how long MNIST's 60,000 training images take to load in each form that people have
 * them in, and what that takes of memory; each time in a process of its own. They are made in `out/bench-data` once.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dataAt } from '../../extension/data/choice';
import { loadDataset } from '../../extension/data/load-dataset';
import { dataForms, makeDataForms } from './data-forms';

/** Given to the processes that this one starts. */
const LOAD = '--load';
const root = process.cwd();
const MB = 1e6;

interface Load {
  readonly seconds: number;
  /** Bytes of the images that were loaded. */
  readonly bytes: number;
  /** Most resident memory of the process, in bytes, and what it had before. */
  readonly most: number;
  readonly before: number;
}

async function load(path: string, threads: number): Promise<Load> {
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const { train, test } = await loadDataset({
    data: dataAt(path),
    classNames: [],
    memoryLimit: 2 ** 31,
    threads,
    distFolder: join(root, 'dist'),
  });
  const seconds = (performance.now() - start) / 1000;
  const bytes = train.images.length + test.images.length;
  return { seconds, bytes, most: peakMemory(), before };
}

/** Most bytes of this process alone; `resourceUsage` begins with those of whoever started it. */
function peakMemory(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kibibytes) * 1024;
}

async function measure(path: string, threads: number): Promise<Load> {
  const args = [__filename, LOAD, path, threads.toString()];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Load;
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === LOAD) {
    console.log(JSON.stringify(await load(rest[0]!, Number(rest[1]))));
    return;
  }
  const wanted = first === undefined ? [] : [first, ...rest];
  const paths = await makeDataForms(root, join(root, 'out/bench-data'));
  console.log(`${'60,000 images'.padEnd(24)}seconds      MB  of 47 MB beyond the start`);
  for (const [i, { name, pictures }] of dataForms.entries()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const threads of pictures === true ? [1, 2] : [1]) {
      const { seconds, bytes, most, before } = await measure(paths[i]!, threads);
      const columns = [
        (pictures === true ? `${name}, ${threads} threads` : name).padEnd(24),
        seconds.toFixed(2).padStart(7),
        (most / MB).toFixed(0).padStart(8),
        ((most - before) / bytes).toFixed(2).padStart(8),
      ];
      console.log(columns.join(''));
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
