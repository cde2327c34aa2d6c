import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import {
  type DatasetSource,
  loadDataset,
  readDatasetShape,
} from '../../extension/data/load-dataset';
import { LabError } from '../../extension/errors';
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
import { loadMnist } from '../support/mnist';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const windows = process.platform === 'win32';
let sets = 0;

/** What the settings say, but for the folder. */
const plain = { classNames: [], memoryLimit: 2 ** 20, distFolder: '/installed' };

function load(path: string, change: Partial<DatasetSource> = {}): Promise<Dataset> {
  return loadDataset({ data: dataAt(path), ...plain, ...change });
}

/** A data set in a folder of its own, with some files replaced, or left out where null. */
async function write(changes: Record<string, Uint8Array | null> = {}): Promise<string> {
  const files: DatasetFiles = {};
  for (const [name, bytes] of Object.entries({ ...datasetFiles(), ...changes })) {
    if (bytes !== null) files[name] = bytes;
  }
  return writeFiles(folder(`set-${sets++}`), files);
}

async function complaint(path: string, change: Partial<DatasetSource> = {}): Promise<string> {
  const error = await refusal(() => load(path, change));
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.data');
  return error.message;
}

/** Gzip of noise has every byte, line ends among them. */
function randomImages(): Uint8Array {
  let state = 1;
  const pixels = Uint8Array.from({ length: 20 * 784 }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    return state >>> 16;
  });
  return idx([20, 28, 28], pixels);
}

describe('MNIST', () => {
  it('is 60,000 + 10,000 images, the bytes that were published', async () => {
    const { name, classes, imageShape, train, test } = await loadMnist();
    expect(name).toBe('data');
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

  it('is called so where it comes with the extension, and no other folder called "data" is', async () => {
    const data = await writeFiles(folder('dist', 'data'), datasetFiles());
    expect((await load('', { data: null, distFolder: folder('dist') })).name).toBe('MNIST');
    expect((await load(data)).name).toBe('data');
  });
});

describe('a data set', () => {
  it('is the same raw, gzipped, in several gzip members, or mixed, and goes by its folder’s name', async () => {
    const raw = await load(await writeFiles(folder('letters'), datasetFiles()));
    expect(raw.name).toBe('letters');
    expect([raw.train.count, raw.test.count]).toEqual([40, 20]);
    expect([...raw.train.labels.subarray(8, 12)]).toEqual([8, 9, 0, 1]);
    expect(raw.train.images).toEqual(new Uint8Array(datasetFiles()[trainImages]!.subarray(16)));
    expect(raw.test.images).toEqual(new Uint8Array(datasetFiles()[testImages]!.subarray(16)));

    const packed = await writeFiles(folder('packed', 'letters'), gzipped(datasetFiles()));
    expect(await load(packed)).toEqual(raw);

    const images = datasetFiles()[trainImages]!;
    const mixed = await writeFiles(folder('mixed', 'letters'), {
      ...gzipped(datasetFiles()),
      [testLabels]: datasetFiles()[testLabels]!,
      [`${trainImages}.gz`]: Buffer.concat([
        gzipSync(images.subarray(0, 1000)),
        gzipSync(images.subarray(1000)),
      ]),
    });
    expect(await load(mixed)).toEqual(raw);
  });

  it('is read from the raw file where there is a packed one beside it', async () => {
    const other = gzipped(datasetFiles({ train: 7 }));
    const path = await write({ [`${trainImages}.gz`]: other[`${trainImages}.gz`]! });
    expect((await load(path)).train.count).toBe(40);
  });

  it('is unpacked where its content is gzip, whatever the name says', async () => {
    const misnamed = await write({ [trainImages]: gzipSync(datasetFiles()[trainImages]!) });
    expect((await load(misnamed)).train.count).toBe(40);
    const raw = { [`${trainImages}.gz`]: datasetFiles()[trainImages]!, [trainImages]: null };
    expect((await load(await write(raw))).train.count).toBe(40);
  });

  it.each(['raw', 'packed'])('is not loaded to its end where nobody wants it: %s', async (form) => {
    const large = idx([160, 250, 250], new Uint8Array(10_000_000));
    const files: DatasetFiles = { ...datasetFiles({ train: 160 }), [trainImages]: large };
    files[testImages] = idx([20, 250, 250], new Uint8Array(1_250_000));
    const path = await writeFiles(
      folder(`set-${sets++}`),
      form === 'packed' ? gzipped(files) : files,
    );
    const source = { data: dataAt(path), ...plain, memoryLimit: 2 ** 30 };
    expect((await loadDataset(source)).train.count).toBe(160);
    const stop = new AbortController();
    const reason = new Error('enough');
    const loading = loadDataset(source, stop.signal);
    setTimeout(() => {
      stop.abort(reason);
    });
    await expect(loading).rejects.toBe(reason);
  });

  it('larger than the pieces in which files are read comes whole', async () => {
    const count = 1000;
    const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => (i * i) >> 7);
    const images = idx([count, 28, 28], pixels);
    const labels = idx([count], new Uint8Array(count));
    for (const packed of [images, gzipSync(images)]) {
      const path = await write({ [trainImages]: packed, [trainLabels]: labels });
      expect(Buffer.compare((await load(path)).train.images, pixels)).toBe(0);
    }
  });

  it('may have images of any size, the same for training and testing', async () => {
    const wide = await writeFiles(folder('wide'), datasetFiles({ height: 20, width: 30 }));
    expect((await load(wide)).imageShape).toEqual([1, 20, 30]);

    for (const size of [
      { height: 30, width: 30 },
      { height: 20, width: 20 },
    ]) {
      const { [testImages]: other } = datasetFiles(size);
      const torn = { ...datasetFiles({ height: 20, width: 30 }), [testImages]: other! };
      const path = await writeFiles(folder(`torn-${sets++}`), torn);
      expect(await complaint(path)).toMatch(
        new RegExp(
          `torn-.* training images have 20×30 pixels, the test images ${size.height}×${size.width}\\.`,
        ),
      );
    }
  });

  it('says of the validation images, too, that they have another size', async () => {
    const { [testImages]: images, [testLabels]: labels } = datasetFiles({ width: 14 });
    const [validationImages, validationLabels] = [testImages, testLabels].map((name) =>
      name.replace('t10k', 'valid'),
    ) as [string, string];
    const path = await writeFiles(folder('odd-validation'), {
      ...datasetFiles(),
      ...{ [validationImages]: images!, [validationLabels]: labels! },
    });
    expect(await complaint(path)).toContain(
      'the training images have 28×28 pixels, the validation images 28×14. Use files',
    );
  });

  it('has the classes that occur, numbered without gaps, with their names', async () => {
    const shifted = (bytes: Uint8Array): Uint8Array =>
      idx(
        [bytes.length - 8],
        bytes.subarray(8).map((label) => 2 * label + 1),
      );
    const files = datasetFiles({ classes: 5 });
    const path = await writeFiles(folder('odd'), {
      ...files,
      [trainLabels]: shifted(files[trainLabels]!),
      [testLabels]: shifted(files[testLabels]!),
    });
    const { classes, train, test } = await load(path);
    expect(classes).toEqual(['1', '3', '5', '7', '9']);
    expect([...train.labels]).toEqual([...files[trainLabels]!.subarray(8)]);
    expect([...test.labels]).toEqual([...files[testLabels]!.subarray(8)]);
    const source = { data: dataAt(path), ...plain, classNames: ['a', 'b', 'c', 'd', 'e'] };
    expect((await loadDataset(source)).classes).toEqual(source.classNames);
    expect(await readDatasetShape(source)).toEqual({
      classes: source.classNames,
      imageShape: [1, 28, 28],
    });
    const error = await refusal(() => loadDataset({ ...source, classNames: ['a'] }));
    expect(error.setting).toBe('mnistLab.classNames');
    expect(error.message).toContain(join(path, trainLabels));
    expect(error.message).toContain(join(path, testLabels));
  });

  it('keeps names of folders as they are, whatever characters they have', async () => {
    if (windows) return;
    const path = await writeFiles(folder('\u001b[31mred\u0007'), datasetFiles());
    expect((await load(path)).name).toBe('\u001b[31mred\u0007');
  });
});

describe('a data set is refused', () => {
  it.each([trainImages, trainLabels, testImages, testLabels])(
    'without %s, by name and with what to do',
    async (name) => {
      const path = await write({ [name]: null });
      const message = await complaint(path);
      expect(message).toContain(`${join(path, name)} is missing`);
    },
  );

  it.each([trainImages, trainLabels, testImages, testLabels])(
    'when %s is damaged, by its path',
    async (name) => {
      for (const file of [name, `${name}.gz`]) {
        const path = await write({ [name]: null, [file]: new Uint8Array() });
        expect(await complaint(path)).toContain(
          `${join(path, file)} cannot be used: it is empty. Replace the file by a good copy.`,
        );
      }
    },
  );

  it('when gzip is cut short anywhere', async () => {
    const name = `${trainImages}.gz`;
    const packed = gzipped(datasetFiles())[name]!;
    for (const length of [2, 9, 30, packed.length - 9, packed.length - 1]) {
      const path = await write({ [trainImages]: null, [name]: packed.subarray(0, length) });
      expect(await complaint(path)).toContain(
        `${join(path, name)} cannot be used: it cannot be unpacked (it is cut short). Replace`,
      );
    }
  });

  it('when gzip is damaged', async () => {
    for (const [name, from] of [
      [trainImages, -6], // in the check sum, after more than is read for the header
      [testLabels, -6],
      [testLabels, 3],
    ] as const) {
      const file = `${name}.gz`;
      const packed = Uint8Array.from(gzipped(datasetFiles())[file]!);
      packed[(from + packed.length) % packed.length]! ^= 0xff;
      const path = await write({ [name]: null, [file]: packed });
      expect(await complaint(path)).toMatch(/ it cannot be unpacked \(it is (damaged|cut short)\)/);
    }
  });

  it('when gzip that has line ends is damaged, which nobody changed', async () => {
    const packed = Uint8Array.from(gzipSync(randomImages()));
    packed[packed.length - 6]! ^= 0xff;
    const path = await write({
      [trainImages]: packed,
      [trainLabels]: idx([20], new Uint8Array(20)),
    });
    expect(await complaint(path)).toContain('it cannot be unpacked (it is damaged)');
  });

  it('when it only begins as gzip does, or ends so', async () => {
    for (const start of [
      [0x1f, 0],
      [7, 0x8b],
    ]) {
      const bytes = Uint8Array.from(datasetFiles()[trainImages]!);
      bytes.set(start);
      expect(await complaint(await write({ [trainImages]: bytes }))).toContain(
        'it is not an IDX file of images',
      );
    }
  });

  it.skipIf(process.platform !== 'linux')('and leaves none of its files open', async () => {
    const path = await write({ [testLabels]: idx([20], new Uint8Array(21)) });
    const packed = await write({ [testLabels]: gzipSync(idx([20], new Uint8Array(21))) });
    const open = async (): Promise<string[]> => {
      const links = await readdir('/proc/self/fd');
      const files = links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => ''));
      return (await Promise.all(files)).filter((file) => file.startsWith(folder()));
    };
    await complaint(path);
    await complaint(packed);
    expect(await open()).toEqual([]);
    await load(await write());
    await load(await writeFiles(folder(`set-${sets++}`), gzipped(datasetFiles())));
    expect(await open()).toEqual([]);
  });

  it('when a file has other bytes than its header says, raw or packed, with the figures', async () => {
    const images = datasetFiles()[trainImages]!;
    const longer = Buffer.concat([images, Uint8Array.of(7)]);
    const said = 'the header says 40 × 28 × 28 = 31360 bytes, the file has';
    for (const [bytes, problem] of [
      [images.subarray(0, -1), `it is cut short: ${said} 31359. `],
      [gzipSync(images.subarray(0, -1)), `it is cut short: ${said} 31359. `],
      [longer, `it has bytes left over: ${said} 31361. `],
      [gzipSync(longer), `it has bytes left over: ${said} more. `],
    ] as const) {
      const path = await write({ [trainImages]: bytes });
      expect(await complaint(path)).toContain(
        `${join(path, trainImages)} cannot be used: ${problem}`,
      );
    }
  });

  it('when images and labels disagree in number, naming both files', async () => {
    for (const [images, labels, count] of [
      [trainImages, trainLabels, 40],
      [testImages, testLabels, 20],
    ] as const) {
      const path = await write({ [labels]: idx([39], new Uint8Array(39)) });
      const message = await complaint(path);
      expect(message).toContain(`${count} in ${join(path, images)}, 39 in ${join(path, labels)}`);
    }
  });

  it('always with the same words when several files are damaged', async () => {
    const path = await write({
      [trainImages]: gzipSync(datasetFiles()[trainImages]!.subarray(0, -1)),
      [testLabels]: gzipSync(datasetFiles()[testLabels]!.subarray(0, -1)),
    });
    expect(await complaint(path)).toContain(trainImages);
  });

  it('when tools for text have been at it: changed line ends, or one at the end', async () => {
    const crlf = (bytes: Uint8Array): Buffer =>
      Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
    const text = idx(
      [20, 10, 13],
      Uint8Array.from({ length: 2600 }, (_, i) => i % 251),
    );
    const labels = idx([20], new Uint8Array(20));
    for (const bytes of [crlf(text), crlf(gzipSync(randomImages()))]) {
      const path = await write({ [trainImages]: bytes, [trainLabels]: labels });
      expect(await complaint(path)).toMatch(
        /-images-idx3-ubyte cannot be used: its line ends were changed, as git does .*gitattributes/,
      );
    }
    const ended = Buffer.concat([datasetFiles()[testLabels]!, Buffer.from('\n')]);
    const path = await write({ [testLabels]: ended });
    expect(await complaint(path)).toContain('a line end comes after the last label');
    // One byte more and one line end, before which there is no carriage return.
    const ten = idx([20], Uint8Array.of(10, ...new Uint8Array(20)));
    expect(await complaint(await write({ [testLabels]: ten }))).toContain('bytes left over');
    // Two, or another byte, is no editor's doing; nor is a line end after pixels, which are 10 as often as not.
    for (const end of ['\n\n', ' ']) {
      const other = Buffer.concat([datasetFiles()[testLabels]!, Buffer.from(end)]);
      expect(await complaint(await write({ [testLabels]: other }))).toContain('bytes left over');
    }
    const images = Buffer.concat([datasetFiles()[testImages]!, Buffer.from('\n')]);
    expect(await complaint(await write({ [testImages]: images }))).toContain('bytes left over');
    // Line ends of both kinds are what pixels have by chance.
    const chance = Buffer.concat([text, Buffer.from('\r\n')]);
    expect(await complaint(await write({ [trainImages]: chance }))).toContain('bytes left over');
  });
});

describe('no more is read than headers and limits allow', () => {
  it('a data set beyond the limit is refused by its headers, with both figures', async () => {
    const bytes = 40 * 784 + 20 * 784 + 60;
    const path = await write();
    expect((await load(path, { memoryLimit: bytes })).train.count).toBe(40);
    for (const folder of [path, await writeFiles(`${path}-packed`, gzipped(datasetFiles()))]) {
      const error = await refusal(() => load(folder, { memoryLimit: bytes - 1 }));
      expect(error.setting).toBe('mnistLab.memoryLimit');
      expect(error.message).toContain(`The data set in ${folder} needs 0.000 GiB of memory`);
    }
  });

  it('gzip whose header claims more than it can hold is refused without memory for it', async () => {
    // 4 GB within the limit, of a file that has 100 bytes.
    const claim = gzipSync(idx([2 ** 32 - 1, 1, 1], new Uint8Array(50)));
    const path = await write({ [trainImages]: claim });
    // Deflate makes 1032 bytes of one at most, and 16 are the header.
    const most = claim.length * 1032 - 16;
    const before = process.memoryUsage().arrayBuffers;
    expect(await complaint(path, { memoryLimit: 2 ** 40 })).toContain(
      `it is cut short: the header says 4294967295 × 1 × 1 = 4294967295 bytes, the file has ${most}.`,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });

  it('gzip that goes on for long after what its header says is not unpacked to its end', async () => {
    const more = Buffer.concat([datasetFiles()[trainImages]!, new Uint8Array(2 ** 28)]);
    const path = await write({ [trainImages]: gzipSync(more, { level: 1 }) });
    const before = process.memoryUsage();
    expect(await complaint(path)).toContain('it has bytes left over');
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 26);
  });

  it.skipIf(windows)(
    'pipes, sockets and devices are refused at once, by what they are',
    async () => {
      const path = await write({ [trainImages]: null });
      const file = join(path, trainImages);
      execFileSync('mkfifo', [file]);
      expect(await complaint(path)).toContain(`${file} cannot be read: it is a pipe, not a file.`);

      const other = await write({ [testLabels]: null });
      execFileSync('ln', ['-s', '/dev/zero', join(other, testLabels)]);
      expect(await complaint(other)).toContain('it is a device, not a file.');

      const third = await write({ [testLabels]: null });
      const server = createServer();
      await new Promise<void>((listening) => server.listen(join(third, testLabels), listening));
      expect(await complaint(third)).toContain('it is a socket, not a file.');
      server.close();
    },
  );
});

describe('any damage', () => {
  it('ends in a data set or in one sentence, never in anything else', async () => {
    const path = await write();
    const whole: DatasetFiles = { ...datasetFiles({ train: 3, test: 2, height: 4, width: 3 }) };
    const names = [trainImages, trainLabels, testImages, testLabels];
    let loaded = 0;
    const change = fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.boolean(),
        fc.array(change, { maxLength: 3 }),
        fc.option(fc.nat(120)),
        fc.uint8Array({ maxLength: 3 }),
        async (name, packed, changes, cut, more) => {
          const files = { ...whole };
          let bytes = Uint8Array.from(packed ? gzipSync(files[name]!) : files[name]!);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          if (cut !== null) bytes = bytes.subarray(0, cut);
          files[name] = Buffer.concat([bytes, more]);
          await writeFiles(path, files);
          try {
            const { train, test, classes } = await load(path);
            loaded++;
            for (const { count, images, labels } of [train, test]) {
              expect([images.length % count, labels.length]).toEqual([0, count]);
              expect(Math.max(...labels)).toBeLessThan(classes.length);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(LabError);
            expect((error as LabError).message).not.toMatch(/\n|undefined|NaN/);
          }
        },
      ),
      { numRuns: 600, seed: 13 },
    );
    expect(loaded).toBeGreaterThan(30);
  });
});
