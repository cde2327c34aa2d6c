import { t } from '@vscode/l10n';
import { baseName, joinPath } from '../platform/files';
import { type Classes, resolveClasses } from './classes';
import { formatMemory } from '#shared/format';
import type { IdxFile } from './idx-file';
import { openSource, type Part } from './source-files';
import { refused } from './unusable';
import { faceName, settingName } from '../setting-names';

export interface ImageSet {
  readonly count: number;
  /** (count, C, H, W), one byte a pixel and channel */
  readonly images: Uint8Array;
  /** (count), each below the number of classes */
  readonly labels: Uint8Array;
}

/** What networks are built for. */
export interface DatasetShape {
  readonly classes: readonly string[];
  /** (C, H, W) of one image. */
  readonly imageShape: readonly [number, number, number];
}

export interface Dataset extends DatasetShape {
  readonly name: string;
  readonly train: ImageSet;
  /** What training is judged by on its way; null where the test images have to do: see split.ts. */
  readonly validation: ImageSet | null;
  readonly test: ImageSet;
  /** What the person should hear once of what was made of the files, a sentence each. */
  readonly notes: readonly string[];
}

/** Where a data set is, and what is to be made of it. */
export interface DatasetSource {
  /** Folder with the four IDX files, raw or `.gz`, under their usual names. */
  readonly dataFolder: string;
  /** Names of the classes, see `resolveClasses`. */
  readonly classNames: readonly string[];
  /** Bytes that it may take. */
  readonly memoryLimit: number;
  /** The data in the folder `data` below it is MNIST; any other set goes by its folder's name. */
  readonly distFolder: string;
}

/**
 * Loads a data set. Its files tell the images' size and the classes; no more of them is read than their
 * headers say, and nothing where that is more than the limit.
 * @param signal ends loading with its reason when it is aborted
 * @throws LabError `input` that names the file and what is wrong with it.
 */
export async function loadDataset(source: DatasetSource, signal?: AbortSignal): Promise<Dataset> {
  const { dataFolder, distFolder, classNames } = source;
  const load = async (files: Files): Promise<Dataset> => {
    const [trainImages, trainLabels, testImages, testLabels] = await all([
      files.train.images.read(),
      files.train.labels.read(),
      files.test.images.read(),
      files.test.labels.read(),
    ]);
    const classes = classesOf(files, trainLabels, testLabels, classNames);
    const set = (images: Uint8Array, labels: Uint8Array): ImageSet => ({
      count: labels.length,
      images,
      labels: classes.number(labels),
    });
    return {
      name: dataFolder === bundledData(distFolder) ? 'MNIST' : baseName(dataFolder),
      classes: classes.names,
      imageShape: shapeOf(files.train.images),
      train: set(trainImages, trainLabels),
      validation: null,
      test: set(testImages, testLabels),
      notes: [],
    };
  };
  return withFiles(source, load, signal);
}

/** The shape alone, for which images need not be read. @throws LabError as `loadDataset` */
export async function readDatasetShape(source: DatasetSource): Promise<DatasetShape> {
  return withFiles(source, async (files) => {
    const [train, test] = await all([files.train.labels.read(), files.test.labels.read()]);
    const { names } = classesOf(files, train, test, source.classNames);
    return { classes: names, imageShape: shapeOf(files.train.images) };
  });
}

/** Folder of the data that comes with the extension. */
export function bundledData(distFolder: string): string {
  return joinPath(distFolder, 'data');
}

interface SetFiles {
  readonly images: IdxFile;
  readonly labels: IdxFile;
}

interface Files {
  readonly train: SetFiles;
  readonly test: SetFiles;
}

/** Opens the four files, makes sure that they belong together and fit the memory, and closes them. */
async function withFiles<T>(
  { dataFolder, memoryLimit }: DatasetSource,
  use: (files: Files) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const open: IdxFile[] = [];
  const openSet = async (part: Part): Promise<SetFiles> => {
    const images = await openSource(dataFolder, part, 'images', signal);
    open.push(images);
    const labels = await openSource(dataFolder, part, 'labels', signal);
    open.push(labels);
    checkCounts(images, labels);
    return { images, labels };
  };
  try {
    const files = { train: await openSet('train'), test: await openSet('t10k') };
    checkSizes(dataFolder, files);
    checkMemory(dataFolder, open, memoryLimit);
    return await use(files);
  } finally {
    await Promise.all(open.map((file) => file.close()));
  }
}

/** All of them, or the error of the first that fails, not of the fastest: the same mistake has the same message. */
async function all<T extends readonly Promise<unknown>[]>(
  promises: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function classesOf(
  { train, test }: Files,
  trainLabels: Uint8Array,
  testLabels: Uint8Array,
  names: readonly string[],
): Classes {
  return resolveClasses(
    { path: train.labels.path, labels: trainLabels },
    { path: test.labels.path, labels: testLabels },
    names,
  );
}

function shapeOf({ header }: IdxFile): [number, number, number] {
  const [, height, width] = header.sizes as [number, number, number];
  return [1, height, width];
}

function checkCounts(images: IdxFile, labels: IdxFile): void {
  const [imageCount] = images.header.sizes;
  const [labelCount] = labels.header.sizes;
  if (imageCount === labelCount) return;
  throw refused(
    t(
      'There is not a label for each image: {1} in {0}, {3} in {2}. Use files that belong together.',
      images.path,
      imageCount!,
      labels.path,
      labelCount!,
    ),
  );
}

function checkSizes(folder: string, { train, test }: Files): void {
  const [, trainHeight, trainWidth] = shapeOf(train.images);
  const [, testHeight, testWidth] = shapeOf(test.images);
  if (trainHeight === testHeight && trainWidth === testWidth) return;
  throw refused(
    t(
      'The images in {0} differ in size: {1}×{2} pixels for training, {3}×{4} for testing. Use files that belong together.',
      folder,
      trainHeight,
      trainWidth,
      testHeight,
      testWidth,
    ),
  );
}

function checkMemory(folder: string, files: readonly IdxFile[], limit: number): void {
  const bytes = files.reduce((sum, { header }) => sum + header.claimed, 0);
  if (bytes <= limit) return;
  throw refused(
    t(
      'The data set in {0} needs {1} of memory, and the limit ({2}) is {3}: use a smaller one, or raise the limit.',
      folder,
      formatMemory(bytes),
      faceName('memoryLimit'),
      formatMemory(limit),
    ),
    settingName('memoryLimit'),
  );
}
