import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mnistLab, type Result } from '../support/cli';
import { datasetFiles, type DatasetSize, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

interface Line {
  readonly type: string;
  readonly model?: string;
  readonly id?: string;
  readonly epoch?: number;
  readonly total?: number;
  readonly confusion?: number[][];
  readonly losses?: Record<string, number>;
  readonly accuracy?: number;
  readonly dataset?: { readonly name: string };
}

const parse = ({ stdout }: Result): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

async function settingsFile(name: string, text: string): Promise<string> {
  const path = folder(name);
  await writeFile(path, text);
  return path;
}

/** Trains for an epoch and returns what was said of each network at the end. */
async function evaluations(...options: string[]): Promise<Line[]> {
  const result = await mnistLab('train', '--json', '--epochs', '1', ...options);
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  const lines = parse(result);
  for (const { losses } of lines.filter(({ type }) => type === 'batch')) {
    for (const loss of Object.values(losses!)) expect(Number.isFinite(loss)).toBe(true);
  }
  return lines.filter(({ type }) => type === 'evaluation');
}

describe('the default networks learn any IDX data set', () => {
  it.each<[string, DatasetSize & { readonly classes: number }, string]>([
    ['of one class', { classes: 1, train: 40, test: 20 }, '8'],
    ['of 47 classes', { classes: 47, train: 188, test: 94 }, '16'],
    ['of 20×30 images', { classes: 10, height: 20, width: 30 }, '8'],
    ['of 7 images in all', { classes: 3, train: 4, test: 3 }, '4'],
  ])('%s', async (what, size, batch) => {
    const data = await writeFiles(folder(what), datasetFiles(size));
    const found = await evaluations('--data', data, '--batch-size', batch);
    expect(found.map(({ model }) => model)).toEqual(['mlp', 'cnn', 'cnn-big']);
    for (const { confusion } of found) {
      expect(confusion).toHaveLength(size.classes);
      for (const row of confusion!) expect(row).toHaveLength(size.classes);
      expect(confusion!.flat().reduce((a, b) => a + b)).toBe(size.test ?? 20);
    }
  });

  /** Where Debian's package dataset-fashion-mnist puts it; CI installs that. */
  const fashion = process.env.FASHION_MNIST ?? '/usr/share/datasets/fashion-mnist';

  it.skipIf(!existsSync(fashion))('Fashion-MNIST, far better than by chance', async () => {
    const found = await evaluations('--data', fashion, '--limit-batches', '20');
    expect(found).toHaveLength(3);
    for (const { confusion } of found) {
      expect(confusion!.flat().reduce((a, b) => a + b)).toBe(10_000);
    }
    expect(found.find(({ model }) => model === 'cnn-big')!.accuracy).toBeGreaterThan(0.6);
  });
});

describe('--settings', () => {
  it('runs what was tried in the editor, comments and trailing commas included', async () => {
    const data = await writeFiles(folder('runs'), datasetFiles({ train: 64 }));
    const file = await settingsFile(
      'runs.json',
      `{
        // What VS Code would have, other extensions' keys among it.
        "editor.fontSize": 12,
        "mnistLab.models": {
          "tiny": {
            "label": "Tiny",
            "layers": [
              { "type": "conv2d", "name": "conv_1", "out_channels": 4, "kernel_size": [3, 5], "padding": 1 },
              { "type": "batch_norm2d" },
              { "type": "gelu" },
              { "type": "max_pool2d", "kernel_size": 2 },
              { "type": "dropout", "p": 0.1 },
              { "type": "linear", "out_features": "classes" },
            ],
            "optimizer": { "type": "adamw", "lr": 0.01 },
            "schedule": { "type": "one_cycle", "max_lr": 0.02 },
            "initialization": "kaiming_normal",
          },
        },
        "mnistLab.networks": ["tiny", "mlp"],
        "mnistLab.batchSize": 16, /* small */
        "mnistLab.seed": 3,
      }`,
    );
    const save = folder('runs-weights');
    const train = (): Promise<Result> =>
      mnistLab(
        'train',
        '--json',
        '--settings',
        file,
        '--data',
        data,
        '--epochs',
        '2',
        '--save',
        save,
      );
    const result = await train();
    expect(result.stderr).toBe('');
    const lines = parse(result);
    expect(Object.keys(lines.find(({ type }) => type === 'batch')!.losses!)).toEqual([
      'tiny',
      'mlp',
    ]);
    expect(lines.filter(({ type }) => type === 'batch')).toHaveLength(8);
    const losses = (all: readonly Line[]): unknown[] => all.map((line) => line.losses);
    const isBatch = ({ type }: Line): boolean => type === 'batch';
    expect(losses(parse(await train()).filter(isBatch))).toEqual(losses(lines.filter(isBatch)));

    // Running statistics are saved with the weights: the same answers come back.
    const evaluated = await mnistLab(
      ...['evaluate', '--json', '--settings', file, '--data', data, '--models', 'tiny'],
      ...['--init', `tiny=${save}/tiny.safetensors`],
    );
    const answer = (all: readonly Line[]): unknown =>
      all.find(({ type, model }) => type === 'evaluation' && model === 'tiny')!.confusion;
    expect(answer(parse(evaluated))).toEqual(answer(lines));
  });

  it('gives way to what the command line says', async () => {
    const data = await writeFiles(folder('gives-way'), datasetFiles());
    const file = await settingsFile(
      'gives-way.json',
      '{ "mnistLab.networks": ["mlp"], "mnistLab.batchSize": 8, "mnistLab.epochs": 5 }',
    );
    const found = await evaluations('--settings', file, '--data', data, '--models', 'cnn');
    expect(found.map(({ model }) => model)).toEqual(['cnn']);
  });

  it('stops early, and says after which epoch', async () => {
    const data = await writeFiles(folder('early'), datasetFiles());
    const file = await settingsFile(
      'early.json',
      `{ "mnistLab.models": { "stuck": { "layers": [{ "type": "linear", "out_features": "classes" }],
         "optimizer": { "type": "sgd", "lr": 1e-30 } } },
         "mnistLab.networks": ["stuck"], "mnistLab.earlyStopping.monitor": "loss",
         "mnistLab.earlyStopping.patience": 2 }`,
    );
    const result = await mnistLab(
      ...[
        'train',
        '--json',
        '--settings',
        file,
        '--data',
        data,
        '--batch-size',
        '8',
        '--epochs',
        '9',
      ],
    );
    expect(result.status).toBe(0);
    const lines = parse(result);
    // The first epoch sets the mark; two without an improvement follow.
    expect(lines.filter(({ type }) => type === 'epoch')).toHaveLength(3);
    expect(lines.filter(({ type }) => type === 'test').map(({ epoch }) => epoch)).toEqual([
      1, 2, 3,
    ]);
    expect(lines.at(-1)!.type).toBe('done');
    expect(result.stderr).toContain('Stopped early after epoch 3');
  });

  it.each([
    ['that is missing', null, 'cannot be read (it is missing)'],
    ['that is not JSON', '{ "mnistLab.epochs": 3,\n  oops }', ':2:3 is not JSON'],
    ['that is a list', '[1]', 'does not hold settings'],
    ['with an unknown key', '{ "mnistLab.epoch": 3 }', 'did you mean "mnistLab.epochs"?'],
    ['with a misspelt prefix', '{ "mnistlab.epoch": 3 }', 'did you mean "mnistLab.epochs"?'],
    ['without the prefix', '{ "epochs": 3 }', 'no setting epochs: did you mean "mnistLab.epochs"?'],
    ['with a network that nobody has', '{ "mnistLab.networks": ["mpl"] }', 'did you mean "mlp"?'],
    ['with a value out of range', '{ "mnistLab.epochs": 0 }', 'mnistLab.epochs is 0: choose'],
    [
      'with a network that does not fit',
      `{ "mnistLab.models": { "tiny": { "layers": [
          { "type": "max_pool2d", "kernel_size": 7 },
          { "type": "relu" },
          { "type": "dropout" },
          { "type": "conv2d", "out_channels": 2, "kernel_size": 5 },
          { "type": "linear", "out_features": "classes" }],
          "optimizer": { "type": "adam", "lr": 0.1 } } }, "mnistLab.networks": ["tiny"] }`,
      'models.tiny.layers[3] conv2d: kernel 5×5 does not fit 4×4 input',
    ],
    [
      'with a data set but no folder for it',
      '{ "mnistLab.dataset": "fashion-mnist" }',
      'mnistLab.data is empty',
    ],
    [
      'with a network larger than the limit',
      `{ "mnistLab.models": { "huge": { "layers": [
          { "type": "linear", "out_features": 100000 },
          { "type": "linear", "out_features": "classes" }],
          "optimizer": { "type": "adam", "lr": 0.1 } } }, "mnistLab.networks": ["huge"] }`,
      'and the limit (mnistLab.memoryLimit in --settings) is 2.00 GiB: huge needs most',
    ],
  ])('%s ends with one clear line and status 1', async (name, text, message) => {
    const file = text === null ? folder('nowhere.json') : await settingsFile(`${name}.json`, text);
    const result = await mnistLab('train', '--settings', file);
    expect(result.status).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('mnist-lab models', () => {
  it('lists all networks of the settings with shapes, counts, FLOPs and how widths were matched', async () => {
    const file = await settingsFile(
      'models.json',
      `{ "mnistLab.models": { "matched": { "layers": [
          { "type": "linear", "out_features": { "match": "cnn" } }, { "type": "sigmoid" },
          { "type": "linear", "out_features": "classes" }],
          "optimizer": { "type": "sgd", "lr": 0.01 } } } }`,
    );
    const { stdout, status } = await mnistLab('models', '--settings', file);
    expect(status).toBe(0);
    for (const text of ['mlp', 'cnn-big', 'matched', '[170, 784]', '170*784', '135,160', 'FLOPs']) {
      expect(stdout).toContain(text);
    }
    expect(stdout).toMatch(/170 .*cnn/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('are those of the chosen data set', async () => {
    const data = await writeFiles(
      folder('models-data'),
      datasetFiles({ height: 20, width: 30, classes: 4 }),
    );
    const result = await mnistLab('models', '--json', '--models', 'mlp', '--data', data);
    const [mlp] = parse(result);
    expect(mlp).toMatchObject({ id: 'mlp', total: 170 * 600 + 170 + 4 * 170 + 4 });
  });
});
