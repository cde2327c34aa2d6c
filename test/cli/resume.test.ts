import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mnistLab } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';
import { type Line, merged, train, trainKilled, withoutTimes } from './killed-runs';

const folder = useTemporaryFolder();
let data: string;
/** Epochs: so many that no machine is through them before it is killed. */
const EPOCHS = 20;

/** The settings of a run that takes a few seconds. */
let settings: string[];
const how = ['--threads', '2'];

beforeAll(async () => {
  data = await writeFiles(folder('data'), datasetFiles({ train: 400 }));
  settings = [
    ...['--data', data, '--models', 'mlp,cnn-big', '--epochs', String(EPOCHS), '--batch-size', '8'],
    ...['--sampling', 'shuffle', '--simd', 'portable', '--evaluate-each-epoch', '--seed', '3'],
  ];
});

const whole = async (...more: string[]): Promise<readonly Line[]> => {
  const ended = await train([...settings, ...more], folder('none'), { never: true });
  expect(ended.status).toBe(0);
  return ended.lines;
};

describe('mnist-lab train --resume', () => {
  it('goes on after kill -9, also while a checkpoint is written, to the same lines and weights', async () => {
    const saved = { whole: folder('whole'), killed: folder('killed') };
    const expected = await whole('--save', saved.whole);
    const { parts, kills } = await trainKilled(
      [...settings, '--save', saved.killed],
      how,
      folder('checkpoints'),
      [{ after: 150 }, { writing: 2 }, { after: 40 }],
    );
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(parts.at(-1)![0]!.resumed).toBeDefined();
    expect(withoutTimes(merged(parts))).toEqual(withoutTimes(expected));
    expect((await readdir(saved.killed)).sort()).toEqual([
      'cnn-big.best.safetensors',
      'cnn-big.safetensors',
      'mlp.best.safetensors',
      'mlp.safetensors',
    ]);
    for (const file of await readdir(saved.whole)) {
      expect(await readFile(join(saved.killed, file))).toEqual(
        await readFile(join(saved.whole, file)),
      );
    }
    // Nothing else is left there.
    expect((await readdir(folder('checkpoints'))).sort()).toEqual([
      ...['checkpoint-a.safetensors', 'checkpoint-b.safetensors'],
    ]);
  });

  it('goes on after Ctrl-C where it was stopped, and has lost nothing', async () => {
    const checkpoints = folder('interrupted');
    const first = await train([...settings, '--checkpoint', checkpoints], checkpoints, {
      ...{ after: 50, signal: 'SIGINT' },
    });
    expect(first.status).toBe(130);
    const second = await train(['--resume', checkpoints], checkpoints, { never: true });
    const last = first.lines.findLast(({ type }) => type === 'batch')!;
    expect(second.lines[0]!.resumed).toEqual({ epoch: last.epoch, batch: last.batch });
    expect(withoutTimes([...first.lines, ...second.lines.slice(1)])).toEqual(
      withoutTimes(await whole()),
    );
    // Networks of a run that has finished are judged once more.
    const third = await train(['--resume', checkpoints], checkpoints, { never: true });
    expect(third.lines.map(({ type }) => type)).toEqual([
      ...['run', 'evaluation', 'evaluation', 'done'],
    ]);
    expect(third.lines[0]!.resumed).toEqual({ epoch: EPOCHS, batch: 50 });
  });

  it('goes on with images varied by chance, normalised, weighted and held out as they were before', async () => {
    const varied = {
      layers: [
        { type: 'conv2d', out_channels: 4, kernel_size: 5, stride: 3 },
        { type: 'relu' },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.01 },
      normalization: 'standard',
      class_weights: 'balanced',
      augment: { translate: 0.1, degrees: 20, elastic: { alpha: 30 }, erasing: { p: 0.5 } },
    };
    const keys = { 'mnistLab.models': { varied }, 'mnistLab.networks': ['varied'] };
    const place = await writeFiles(folder('varied'), {
      'settings.json': new TextEncoder().encode(JSON.stringify(keys)),
    });
    const options = [
      ...['--settings', join(place, 'settings.json'), '--data', data, '--validation', '0.25'],
      ...['--epochs', `${2 * EPOCHS}`, '--batch-size', '8', '--evaluate-each-epoch', '--seed', '5'],
    ];
    const expected = await train(options, folder('no-checkpoints'), { never: true });
    expect(expected.status).toBe(0);
    const { parts, kills } = await trainKilled(options, how, folder('varied-checkpoints'), [
      { after: 60 },
      { writing: 2 },
    ]);
    expect(kills).toBeGreaterThanOrEqual(1);
    expect(withoutTimes(merged(parts))).toEqual(withoutTimes(expected.lines));
  });

  it('goes on for more epochs when the run has finished, saying what schedules do', async () => {
    const checkpoints = folder('longer');
    const file = await writeFiles(folder('settings'), {
      'settings.json': new TextEncoder().encode(
        JSON.stringify({
          'mnistLab.models': {
            tiny: {
              layers: [{ type: 'linear', out_features: 'classes' }],
              optimizer: { type: 'sgd', lr: 0.1 },
              schedule: { type: 'cosine' },
            },
          },
          'mnistLab.networks': ['tiny'],
        }),
      ),
    });
    const first = await train(
      [
        ...['--settings', join(file, 'settings.json'), '--data', data, '--epochs', '2'],
        ...['--batch-size', '100', '--checkpoint', checkpoints],
      ],
      checkpoints,
      { never: true },
    );
    expect(first.status).toBe(0);
    const second = await train(['--resume', checkpoints, '--epochs', '4'], checkpoints, {
      never: true,
    });
    expect(second.status).toBe(0);
    expect(second.lines.filter(({ type }) => type === 'epoch').map(({ epoch }) => epoch)).toEqual([3, 4]); // prettier-ignore
    // Cosine from 0.1 to 0 in 2 epochs is 0.05 in the second; in 4 epochs 0.05 in the third and 0.0146 in the last.
    expect(second.stderr).toContain(
      'The schedule of tiny (cosine) follows the number of epochs, which is 4 now. Its learning rate was 0.05 in the end; it goes on at 0.05 and ends at 0.0146.',
    );
    const refused = await mnistLab('train', '--resume', checkpoints, '--epochs', '3');
    expect([refused.status, refused.stderr]).toEqual([
      2,
      `mnist-lab: --epochs is 3, but 4 in the run of ${checkpoints}: it can only go on for more.\n`,
    ]);
  });

  it('refuses what says otherwise than the checkpoint, naming both, and takes the same again', async () => {
    const checkpoints = folder('refused');
    // Killed in its first epoch.
    await train([...settings, '--checkpoint', checkpoints], checkpoints, { after: 0 });
    const refusals = {
      '--seed 4': '--seed is 4, but 3 in the run of',
      '--models mlp': '--models is mlp, but mlp,cnn-big in the run of',
      '--batch-size 9': '--batch-size is 9, but 8 in the run of',
      '--sampling random': '--sampling is random, but shuffle in the run of',
      '--limit-batches 5': '--limit-batches is 5, but without a limit in the run of',
      '--early-stopping loss': '--early-stopping is loss, but off in the run of',
      '--simd relaxed': '--simd is relaxed, but portable in the run of',
      '--epochs 9': `--epochs is 9, but ${EPOCHS} in the run of`,
      '--init mlp=a': '--init is for the start of a run',
      '--settings a': '--settings is for a new run',
      '--checkpoint a': '--checkpoint is for a new run',
    };
    for (const [option, words] of Object.entries(refusals)) {
      const result = await mnistLab('train', '--resume', checkpoints, ...option.split(' '));
      expect([option, result.status]).toEqual([option, 2]);
      expect(result.stderr).toContain(words);
    }
    const other = await writeFiles(folder('other'), datasetFiles({ train: 400, test: 21 }));
    const result = await mnistLab('train', '--resume', checkpoints, '--data', other);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(
      'the data set is data (400 images for training, 20 for testing) there, and other (400 images for training, 21 for testing) here',
    );
    const moved = await writeFiles(folder('moved'), datasetFiles({ train: 400 }));
    const again = await train(
      ['--resume', checkpoints, ...settings, '--data', moved, '--threads', '1'].filter(
        (word, at, all) => word !== data && !(word === '--data' && all[at + 1] === data),
      ),
      checkpoints,
      { never: true },
    );
    expect([again.stderr, again.status]).toEqual(['', 0]);
    expect(again.lines.at(-1)!.type).toBe('done');
  });

  it('refuses a folder without a checkpoint, and a new run one that has one', async () => {
    const none = await mnistLab('train', '--resume', folder('nowhere'));
    expect([none.status, none.stderr]).toEqual([
      1,
      `mnist-lab: There is no checkpoint in ${folder('nowhere')}: choose the folder that a run wrote its checkpoints to.\n`,
    ]);
    const taken = folder('taken');
    const some = [...settings, '--limit-batches', '1', '--epochs', '1'].slice(0);
    some.splice(some.indexOf('--epochs'), 2);
    expect((await train([...some, '--checkpoint', taken], taken, { never: true })).status).toBe(0);
    const second = await mnistLab('train', ...some, '--checkpoint', taken);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`There is a checkpoint of a run in ${taken} already`);
    const every = await mnistLab('train', '--checkpoint-every', '3');
    expect([every.status, every.stderr]).toEqual([
      2,
      'mnist-lab: --checkpoint-every needs --checkpoint DIR, or --resume DIR.\n',
    ]);
  });
});
