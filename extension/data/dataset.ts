import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { baseName, joinPath, readBytes } from '../platform/files';
import { gunzip } from '../platform/gzip';
import { type LabelFile, resolveClasses } from './classes';
import { parseImages, parseLabels } from './idx';

export interface ImageSet {
  readonly count: number;
  /** (count, H, W), one byte a pixel */
  readonly images: Uint8Array;
  /** (count), each below the number of classes */
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly name: string;
  readonly classes: readonly string[];
  /** (C, H, W) of one image. */
  readonly imageShape: readonly [number, number, number];
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The bundled data's folder is called so; any other data set goes by its own folder's name. */
const BUNDLED_FOLDER = 'data';

/**
 * Loads the four IDX files of a folder, raw or gzipped, under their usual names. They tell the images' size
 * and the number of classes.
 * @param classNames names of the classes, in the order of the labels; empty for their numbers
 * @throws LabError `input` that names the file and what is wrong with it.
 */
export async function loadDataset(
  folder: string,
  classNames: readonly string[] = [],
): Promise<Dataset> {
  const [train, test] = await both(loadSet(folder, 'train'), loadSet(folder, 't10k'));
  if (train.height !== test.height || train.width !== test.width) {
    throw new LabError(
      'input',
      t(
        'The images in {0} differ in size: {1}×{2} pixels for training, {3}×{4} for testing. Use files that belong together.',
        folder,
        train.height,
        train.width,
        test.height,
        test.width,
      ),
      'mnistLab.dataFolder',
    );
  }
  const name = baseName(folder);
  return {
    name: name === BUNDLED_FOLDER ? 'MNIST' : name,
    classes: resolveClasses(train.file, test.file, classNames),
    imageShape: [1, train.height, train.width],
    train: imagesOf(train),
    test: imagesOf(test),
  };
}

interface LoadedSet extends ImageSet {
  readonly height: number;
  readonly width: number;
  readonly file: LabelFile;
}

function imagesOf({ count, images, labels }: LoadedSet): ImageSet {
  return { count, images, labels };
}

/** Of two errors always the first one's, not the faster one's: the same mistake has the same message. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

async function loadSet(folder: string, prefix: 'train' | 't10k'): Promise<LoadedSet> {
  const imagesName = `${prefix}-images-idx3-ubyte`;
  const labelsName = `${prefix}-labels-idx1-ubyte`;
  const [imagesFile, labelsFile] = await both(
    readFile(folder, imagesName),
    readFile(folder, labelsName),
  );
  const { count, height, width, pixels } = parseImages(imagesFile.bytes, imagesFile.path);
  const labels = parseLabels(labelsFile.bytes, labelsFile.path);
  if (labels.length !== count) {
    throw new LabError(
      'input',
      t(
        '{0} has {1} images, but {2} has {3} labels. Use files that belong together.',
        imagesFile.path,
        count,
        labelsFile.path,
        labels.length,
      ),
      'mnistLab.dataFolder',
    );
  }
  const file = { path: labelsFile.path, labels };
  return { count, height, width, images: pixels, labels, file };
}

/** Reads a file under its name or, where that is missing, its name with `.gz`. */
async function readFile(
  folder: string,
  name: string,
): Promise<{ path: string; bytes: Uint8Array }> {
  for (const path of [joinPath(folder, name), joinPath(folder, `${name}.gz`)]) {
    let bytes;
    try {
      bytes = await readBytes(path);
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') continue;
      throw new LabError(
        'input',
        t(
          '{0} cannot be read ({1}): choose a folder that has the four IDX files of a data set (mnistLab.dataFolder, --data).',
          path,
          (error as { code?: string }).code ?? String(error),
        ),
        'mnistLab.dataFolder',
      );
    }
    return { path, bytes: isGzip(bytes) ? await unpack(bytes, path) : bytes };
  }
  throw new LabError(
    'input',
    t(
      '{0} is missing, with and without ".gz": choose a folder that has the four IDX files of a data set (mnistLab.dataFolder, --data).',
      joinPath(folder, name),
    ),
    'mnistLab.dataFolder',
  );
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function unpack(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  try {
    return await gunzip(bytes);
  } catch (error) {
    throw new LabError(
      'input',
      t(
        '{0} cannot be unpacked ({1}): replace the file by a good copy.',
        path,
        (error as Error).message,
      ),
      'mnistLab.dataFolder',
    );
  }
}
