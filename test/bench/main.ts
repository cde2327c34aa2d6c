/** `npm run bench -- [--quick] [--json]`: our engine against the peers, see README.md. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare';
import { invite } from './invite';
import { measureKernels } from './kernels';
import { compilePeak } from './peak';
import { printReport } from './print';
import { measureProgram } from './program';
import { measureScaling } from './scaling';
import { measureWhole } from './whole';

const root = join(__dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { quick, json } = values;
  const { contestants, missing } = await invite(root);
  try {
    const measurePeak = await compilePeak(root, 'relaxed');
    // What runs alone comes first, before the peers have been woken.
    const program = await measureProgram(root);
    const kernels = await measureKernels(root, measurePeak, quick);
    const scaling = await measureScaling(root, quick);
    const comparison = await compare(contestants, measurePeak, quick);
    const whole = await measureWhole(contestants, quick);
    const report = { missing, ...comparison, whole, kernels, scaling, program };
    if (json) console.log(JSON.stringify(report));
    else printReport(report);
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.dispose()));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
