import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { datasetFiles, writeFiles } from '../support/idx';
import { TestRandom } from '../support/random';
import { useTemporaryFolder } from '../support/temporary-folder';
import { anyMoment, merged, train, trainKilled, withoutTimes } from './killed-runs';

const KILLS = 20;

const folder = useTemporaryFolder();
let data: string;
let settings: string;

const layers = [{ type: 'linear', out_features: 5 }, { type: 'relu' }, { type: 'linear', out_features: 'classes' }]; // prettier-ignore
const scheduled = (schedule: object): object => ({
  layers,
  optimizer: { type: 'adam', lr: 0.01 },
  schedule,
});
/** Running statistics, random numbers of each step, momentum; and every schedule there is. */
const models = {
  normed: {
    layers: [
      { type: 'conv2d', out_channels: 4, kernel_size: 5, stride: 3 },
      { type: 'batch_norm2d' },
      { type: 'relu' },
      { type: 'dropout', p: 0.3 },
      { type: 'linear', out_features: 20 },
      { type: 'batch_norm1d' },
      { type: 'dropout' },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.001 },
  },
  constant: scheduled({ type: 'constant' }),
  stepped: scheduled({ type: 'step', step_size: 2, gamma: 0.5 }),
  cosine: scheduled({ type: 'cosine' }),
  cycle: scheduled({ type: 'one_cycle', max_lr: 0.05 }),
  warm: scheduled({ type: 'warmup', total_iters: 700 }),
};

beforeAll(async () => {
  data = await writeFiles(folder('data'), datasetFiles({ train: 1200, test: 200 }));
  settings = folder('settings.json');
  const keys = { 'mnistLab.models': models, 'mnistLab.networks': Object.keys(models) };
  await writeFile(settings, JSON.stringify(keys));
});

/** Options of runs. */
const runs = {
  'the three networks': (): string[] => ['--models', 'mlp,cnn,cnn-big', '--evaluate-each-epoch'],
  'batch norm, dropout, momentum and each schedule': (): string[] => [
    ...['--settings', settings, '--early-stopping', 'accuracy', '--patience', '5'],
  ],
};
const cases = Object.keys(runs).flatMap((name) =>
  (['portable', 'relaxed'] as const).flatMap((simd) =>
    [1, 2].map((threads) => ({ name: name as keyof typeof runs, simd, threads })),
  ),
);

test.each(cases)(
  'a run that is killed 20 times comes to the bits of one that is not: $name, $simd, $threads',
  async ({ name, simd, threads }) => {
    const number = Object.keys(runs).indexOf(name);
    const random = new TestRandom(10 * number + threads);
    const own = (word: string): string => folder(`${number}-${simd}-${threads}-${word}`);
    const settings = [
      ...['--data', data, '--epochs', '8', '--batch-size', '8', '--sampling', 'shuffle'],
      ...['--seed', '11', '--simd', simd, ...runs[name]()],
    ];
    const how = ['--threads', String(threads)];
    const whole = await train([...settings, ...how, '--save', own('whole')], own('none'), {
      never: true,
    });
    expect(whole.status, whole.stderr).toBe(0);
    // Milliseconds of a part: however fast the machine, the run outlives most of them.
    const longest = Math.ceil((Number(whole.lines.at(-1)!.seconds) * 1000) / 8);
    const { parts, kills } = await trainKilled(
      [...settings, '--save', own('killed')],
      how,
      own('checkpoints'),
      Array.from({ length: KILLS }, () => anyMoment(random, longest)),
    );
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
    const places = new Set(parts.map(([first]) => JSON.stringify(first?.resumed)));
    expect(withoutTimes(merged(parts))).toEqual(withoutTimes(whole.lines));
    const files = (await readdir(own('whole'))).sort();
    expect((await readdir(own('killed'))).filter((file) => !file.startsWith('.')).sort()).toEqual(
      files,
    );
    for (const file of files) {
      expect(await readFile(join(own('killed'), file)), file).toEqual(
        await readFile(join(own('whole'), file)),
      );
    }
    expect(places.size, 'places where it went on').toBeGreaterThan(3);
    console.log(`${name}, ${simd}, ${threads}: ${kills} kills, ${places.size} places`);
    for (const word of ['whole', 'killed', 'checkpoints']) await rm(own(word), { recursive: true });
  },
  1_200_000,
);
