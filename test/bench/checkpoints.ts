/**
 * `npm run bench:checkpoints -- [PAIRS] [EPOCHS]`: what checkpoints cost a run of the notebook's three networks, in the
 * terminal. It is trained by turns with and without them, so that what else the machine does meets both alike; the
 * seconds are those that the run itself tells, to its last checkpoint.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spread } from './statistics';

const PAIRS = Number(process.argv[2] ?? 9);
const EPOCHS = Number(process.argv[3] ?? 2);
const cli = join(__dirname, '../cli.js');

/** Seconds of a run. */
async function train(checkpoints: string | null): Promise<number> {
  const args = ['train', '--json', '--epochs', String(EPOCHS), '--evaluate-each-epoch'];
  const more = checkpoints === null ? [] : ['--checkpoint', checkpoints];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, ...more], {
    maxBuffer: 2 ** 26,
  });
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    type: string;
    seconds: number;
  };
  if (last.type !== 'done') throw new Error(`The run ended as ${last.type}.`);
  return last.seconds;
}

async function withCheckpoints(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'mnist-lab-checkpoints-'));
  try {
    return await train(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(2)} %`;

async function main(): Promise<void> {
  const pairs: { readonly without: number; readonly with_: number }[] = [];
  console.log('seconds  without     with    more');
  for (let pair = 0; pair < PAIRS; pair++) {
    // Whoever comes second finds the machine as the first has left it: by turns.
    const first = pair % 2 === 0 ? await train(null) : await withCheckpoints();
    const second = pair % 2 === 0 ? await withCheckpoints() : await train(null);
    const [without, with_] = pair % 2 === 0 ? [first, second] : [second, first];
    pairs.push({ without, with_ });
    const columns = [without, with_].map((seconds) => seconds.toFixed(2).padStart(9)).join('');
    console.log(`       ${columns}  ${percent(with_ / without)}`);
  }
  const least = (which: 'without' | 'with_'): number =>
    spread(pairs.map((pair) => pair[which])).least;
  const ratios = spread(pairs.map(({ without, with_ }) => with_ / without));
  console.log(`least of each: ${percent(least('with_') / least('without'))} more`);
  const range = `${percent(ratios.least)} to ${percent(ratios.most)}`;
  console.log(`each pair: ${percent(ratios.median)} more in the median, ${range}`);
  console.log(
    `load of the machine: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
