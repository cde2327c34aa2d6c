/** `npm run bench -- [--quick] [--json]`: our engine against the peers, see README.md. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare';
import { invite } from './invite';
import { compilePeak } from './peak';
import { printComparison } from './print';

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
    const report = { missing, ...(await compare(contestants, measurePeak, quick)) };
    if (json) console.log(JSON.stringify(report));
    else printComparison(report);
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.dispose()));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
