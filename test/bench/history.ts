/**
 * `npm run bench:history -- [RUNS]`: how long the history of 1,000 runs takes to open and to be read again, how long
 * that holds up whatever else the extension host does, and what it takes of memory. The runs are made up, each with
 * files as large as a real one's, in a temporary folder.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RunStore } from '../../extension/runs/store';
import { makeHistory } from './made-up-history';
import { spread } from './statistics';

/** Given to the processes that this one starts. */
const OPEN = '--open';
const RUNS = Number(process.argv[2] ?? 1000);
const ROUNDS = 9;
const MB = 1e6;
interface Time {
  /** Milliseconds from beginning to end, and those of a processor. */
  readonly took: number;
  readonly busy: number;
  /** The longest that all else waited. */
  readonly held: number;
}

async function time(work: () => Promise<unknown>): Promise<Time> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await setTimeout(20);
  delay.reset();
  const start = performance.now();
  const used = process.cpuUsage();
  await work();
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  await setTimeout(5);
  delay.disable();
  return { took, busy: (user + system) / 1000, held: delay.max / 1e6 };
}

/** In a process of its own, as in a window that has just been opened. */
async function timeOpening(storage: string): Promise<Time> {
  const { stdout } = await promisify(execFile)(process.execPath, [__filename, OPEN, storage]);
  return JSON.parse(stdout) as Time;
}

async function print(name: string, round: (round: number) => Promise<Time>): Promise<void> {
  const rounds: Time[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(i));
  const { median, most } = spread(rounds.map(({ took }) => took));
  const busy = spread(rounds.map((round) => round.busy)).median;
  const held = spread(rounds.map((round) => round.held)).median;
  const columns = [median, most, busy, held].map((value) => value.toFixed(0).padStart(8));
  console.log(`${name.padEnd(44)}${columns.join('')}`);
}

function heap(): number {
  globalThis.gc!();
  return process.memoryUsage().heapUsed / MB;
}

async function main(): Promise<void> {
  if (process.argv[2] === OPEN) {
    const store = new RunStore(process.argv[3]!);
    console.log(JSON.stringify(await time(() => store.list())));
    return;
  }
  const storage = await mkdtemp(join(tmpdir(), 'mnist-lab-history-'));
  try {
    const ids = await makeHistory(storage, RUNS);
    const head = `${RUNS} runs; milliseconds`.padEnd(44);
    console.log(`${head}  median    most    busy    held`);
    await print('opened by a new window', () => timeOpening(storage));
    const store = new RunStore(storage);
    await store.list();
    // From then on what has not changed is known not to have.
    await setTimeout(3500);
    await store.list();
    await print('read again, nothing has changed', () => time(() => store.list()));
    const other = new RunStore(storage);
    await print('read again, another window has named one', async (round) => {
      await other.rename(ids[round]!, `round ${round}`);
      return time(() => store.list());
    });
    await print('cleared up, as after each start', () => time(() => store.tidy()));
    const before = heap();
    for (let i = 0; i < 100; i++) await store.list();
    console.log(`heap: ${before.toFixed(1)} MB, after 100 times more ${heap().toFixed(1)} MB`);
  } finally {
    await rm(storage, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
