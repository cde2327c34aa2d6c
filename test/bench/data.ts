/**
 * `npm run bench:data -- [FORM…]`: how long MNIST's 60,000 training images take to load in each form that people have
 * them in, and what that takes of memory: in a worker, as editor and terminal do, each time in a process of its own. They
 * are made in `out/bench-data` once.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { dataAt } from '../../extension/data/choice';
import { loadDataset } from '../../extension/data/load-dataset';
import { useCacheFolder } from '../../extension/platform/cache-folder';
import { startWorker, thisWorker } from '../../extension/platform/worker';
import { dataForms, makeDataForms } from './data-forms';

/** Given to the processes that this one starts. */
const LOAD = '--load';
const root = process.cwd();
const MB = 1e6;

interface Loading {
  readonly path: string;
  readonly threads: number;
}

interface Loaded {
  readonly seconds: number;
  /** Bytes of the images that were loaded. */
  readonly bytes: number;
}

interface Load extends Loaded {
  /** Most resident memory of the process, in bytes, and what it had when its worker had started. */
  readonly most: number;
  readonly before: number;
}

/** In the worker. */
function answerLoading(): void {
  const parent = thisWorker();
  parent.onMessage((message) => {
    void loadHere(message as Loading).then((loaded) => {
      parent.post(loaded);
    });
  });
  parent.post('ready');
}

async function loadHere({ path, threads }: Loading): Promise<Loaded> {
  const start = performance.now();
  const { train, test } = await loadDataset({
    data: dataAt(path),
    classNames: [],
    memoryLimit: 2 ** 31,
    threads,
    distFolder: join(root, 'dist'),
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, bytes: train.images.length + test.images.length };
}

async function load(path: string, threads: number, cache: string): Promise<Load> {
  if (cache !== '') useCacheFolder(cache);
  const worker = startWorker(__filename);
  let before = 0;
  const loaded = await new Promise<Loaded>((resolve, reject) => {
    worker.onExit((reason) => {
      reject(new Error(reason));
    });
    worker.onMessage((message) => {
      if (message === 'ready') {
        before = process.memoryUsage().rss;
        worker.post({ path, threads } satisfies Loading);
      } else {
        resolve(message as Loaded);
      }
    });
  });
  const most = peakMemory();
  await worker.terminate();
  return { ...loaded, most, before };
}

/** Most bytes of this process alone; `resourceUsage` begins with those of whoever started it. */
function peakMemory(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kibibytes) * 1024;
}

async function measure(path: string, threads: number, cache: string): Promise<Load> {
  const args = [__filename, LOAD, path, threads.toString(), cache];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Load;
}

/** Memory also as a multiple of the images'. */
function print(name: string, { seconds, bytes, most, before }: Load): void {
  const columns = [
    name.padEnd(32),
    seconds.toFixed(2).padStart(7),
    (most / MB).toFixed(0).padStart(8),
    ((most - before) / bytes).toFixed(2).padStart(8),
  ];
  console.log(columns.join(''));
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === LOAD) {
    console.log(JSON.stringify(await load(rest[0]!, Number(rest[1]), rest[2]!)));
    return;
  }
  const wanted = first === undefined ? [] : [first, ...rest];
  const folder = join(root, 'out/bench-data');
  const paths = await makeDataForms(root, folder);
  console.log(`${'60,000 images, 47 MB'.padEnd(32)}seconds      MB  beyond the start`);
  const cache = join(folder, 'cache');
  await rm(cache, { recursive: true, force: true });
  for (const [i, { name, pictures }] of dataForms.entries()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (pictures === true) print(`${name}, 1 thread`, await measure(paths[i]!, 1, ''));
    const most = pictures === true ? 2 : 1;
    print(pictures === true ? `${name}, 2 threads` : name, await measure(paths[i]!, most, ''));
    print('  and kept in the cache', await measure(paths[i]!, most, cache));
    print('  the next time', await measure(paths[i]!, most, cache));
  }
}

if (isMainThread) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
} else {
  answerLoading();
}
