/**
 * `npm run bench:accuracy -- [SEEDS]`: how well the template that is there for accuracy reads MNIST's test images after
 * as many epochs as it asks for, by the first so many seeds (5), and what that takes on two threads. Of what the
 * processors are busy with it, a quiet machine of two cores takes half by the clock.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { trainAccurate } from '../support/accurate-template';

const SEEDS = Number(process.argv[2] ?? 5);
const MICRO = 1e-6;

const percent = (share: number): string => `${(100 * share).toFixed(3)} %`;

async function main(): Promise<void> {
  console.log('seed  accuracy    loss  seconds  processor seconds  load');
  const accuracies: number[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const start = performance.now();
    const used = process.cpuUsage();
    const { accuracy, loss } = await trainAccurate(join(__dirname, '..'), seed);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(used);
    accuracies.push(accuracy);
    const cells = [
      percent(accuracy).padStart(10),
      loss.toFixed(4).padStart(8),
      seconds.toFixed(0).padStart(9),
      ((user + system) * MICRO).toFixed(0).padStart(19),
      loadavg()[0]!.toFixed(1).padStart(6),
    ];
    console.log(`${String(seed).padStart(4)}${cells.join('')}`);
  }
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / SEEDS;
  console.log(`mean of ${SEEDS}: ${percent(mean)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
