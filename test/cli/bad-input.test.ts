import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../extension/formats/safetensors';
import { mnistLab } from '../support/cli';
import {
  type DatasetFiles,
  datasetFiles,
  idx,
  testImages,
  testLabels,
  trainImages,
  trainLabels,
  writeFiles,
} from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const good = datasetFiles();
let sets = 0;

beforeAll(async () => {
  await writeFiles(folder('good'), good);
});

/** What every failure has in common: the status, one line on standard error, nothing on standard output. */
async function expectFailure(
  status: number,
  parts: readonly string[],
  ...args: readonly string[]
): Promise<void> {
  const result = await mnistLab(...args);
  expect(result.stderr).toMatch(/^mnist-lab: [^\n]+\n$/);
  for (const part of parts) expect(result.stderr).toContain(part);
  expect(result).toMatchObject({ status, stdout: '' });
}

const train = (data: string): string[] => [
  ...['train', '--data', data, '--epochs', '1', '--batch-size', '8', '--limit-batches', '1'],
  ...['--simd', 'portable', '--json'],
];

describe('a data set that is not good ends with status 1 and names the file', () => {
  const cases: [problem: string, changes: Record<string, Uint8Array | null>, parts: string[]][] = [
    ['a missing file', { [testLabels]: null }, [testLabels, 'is missing']],
    ['an empty file', { [trainImages]: new Uint8Array() }, [trainImages, 'empty']],
    [
      'a truncated file',
      { [trainImages]: good[trainImages]!.subarray(0, 5000) },
      [trainImages, 'cut short'],
    ],
    [
      'a truncated gzip file',
      { [trainImages]: gzipSync(good[trainImages]!).subarray(0, 200) },
      [trainImages, 'cannot be unpacked'],
    ],
    ['images for labels', { [trainLabels]: good[trainImages]! }, [trainLabels, 'holds images']],
    [
      'counts that overflow',
      { [testImages]: idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(8)) },
      [testImages, 'cut short'],
    ],
    [
      'images and labels that disagree',
      { [trainLabels]: idx([39], new Uint8Array(39)) },
      [`40 in`, trainImages, '39 in', trainLabels],
    ],
    [
      'images of two sizes',
      { [testImages]: datasetFiles({ height: 27 })[testImages]! },
      ['28×28', '27×28'],
    ],
  ];

  it.each(cases)('%s', async (_, changes, parts) => {
    const files: DatasetFiles = {};
    for (const [name, bytes] of Object.entries({ ...good, ...changes })) {
      if (bytes !== null) files[name] = bytes;
    }
    const data = await writeFiles(folder(`set-${sets++}`), files);
    await expectFailure(1, [data, ...parts], ...train(data));
  });

  it('no folder', async () => {
    await expectFailure(1, [folder('nowhere')], ...train(folder('nowhere')));
  });
});

describe('weights that are not good end with status 1 and name the file', () => {
  const tensor = (name: string, ...shape: number[]): Parameters<typeof writeSafetensors>[0][0] => ({
    name,
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const mlp = writeSafetensors([
    tensor('layer_1.weight', 170, 784),
    tensor('layer_1.bias', 170),
    tensor('layer_2.weight', 10, 170),
    tensor('layer_2.bias', 10),
  ]);
  const longHeader = Uint8Array.from(mlp.subarray(0, 400));
  new DataView(longHeader.buffer).setBigUint64(0, 1_000_000n, true);
  const cases: [problem: string, bytes: Uint8Array, parts: string[]][] = [
    ['empty', new Uint8Array(), ['empty']],
    ['cut short', mlp.subarray(0, mlp.length - 1), ['cut short']],
    ['not safetensors', Buffer.from('once upon a time there was a file'), ['it is text']],
    ['a header longer than the file', longHeader, ['1000000 bytes']],
    [
      'of another network',
      writeSafetensors([tensor('conv_1.weight', 20, 1, 3, 3)]),
      ['mlp', 'layer_1.weight is missing'],
    ],
    [
      'of other shapes',
      writeSafetensors([
        tensor('layer_1.weight', 64, 784),
        tensor('layer_1.bias', 64),
        tensor('layer_2.weight', 10, 64),
        tensor('layer_2.bias', 10),
      ]),
      ['layer_1.weight', '[64, 784]', '[170, 784]'],
    ],
  ];

  it.each(cases)('%s', async (_, bytes, parts) => {
    const file = folder(`weights-${sets++}.safetensors`);
    await writeFile(file, bytes);
    await expectFailure(1, [file, ...parts], ...train(folder('good')), '--init', `mlp=${file}`);
    await expectFailure(
      1,
      [file, ...parts],
      ...[
        'evaluate',
        '--models',
        'mlp',
        '--init',
        `mlp=${file}`,
        '--data',
        folder('good'),
        '--json',
      ],
    );
  });

  it('missing', async () => {
    const file = folder('nothing.safetensors');
    await expectFailure(1, [file], ...train(folder('good')), '--init', `mlp=${file}`);
  });
});

describe('a folder that cannot be written to', () => {
  it('is found out before anything is trained', async () => {
    await writeFile(folder('a-file'), '');
    const save = folder('a-file', 'weights');
    await expectFailure(1, [save, 'in the way'], ...train(folder('good')), '--save', save);
  });
});

describe('settings that do not fit the data set', () => {
  it('are refused with both figures', async () => {
    await expectFailure(
      1,
      ['--batch-size', '41', '40 training images'],
      ...['train', '--data', folder('good'), '--batch-size', '41', '--json'],
    );
  });
});

describe('wrong usage ends with status 2 before anything is read', () => {
  it.each([
    ['an unknown command', ['fit'], ['"fit"']],
    ['an unknown option', ['train', '--epoch', '3'], ['--epoch']],
    ['an unknown network', ['train', '--models', 'resnet'], ['"resnet"', 'mlp, cnn, cnn-big']],
    ['an unknown sampling', ['train', '--sampling', 'fair'], ['"fair"', 'shuffle']],
    ['a size of zero', ['train', '--batch-size', '0'], ['--batch-size', '"0"']],
    ['a negative size', ['train', '--epochs', '-2'], ['--epochs', '"-2"']],
    ['a size that is no number', ['train', '--limit-batches', 'all'], ['--limit-batches', '"all"']],
    ['evaluation without weights', ['evaluate', '--models', 'mlp'], ['--init mlp=FILE']],
  ])('%s', async (_, args, parts) => {
    await expectFailure(2, parts, ...args);
  });
});
