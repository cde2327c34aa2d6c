import { t } from '@vscode/l10n';
import type { DataForm } from '#shared/data-summary';
import { dataParts, partWord } from '#shared/part';
import { baseName, isFolder, joinPath } from '../platform/files';
import { type Classes, resolveClasses } from './classes';
import { formatMemory } from '#shared/format';
import { faceName, settingName } from '../setting-names';
import type { Dataset, DatasetShape, ImageSet } from './dataset';
import { type DataChoice, dataAt, pathOf } from './choice';
import type { ImageShape } from '#shared/image-shape';
import type { LoadProgress } from '#shared/load-progress';
import { transposed } from './arrays/transpose';
import { slotOf } from './cache/cache';
import { bytesOf, openStored, storedOf } from './cache/stored-set';
import { findSet, findSets } from './find-set';
import { type OpenPart, type OpenSet } from './forms/form';
import { withTest } from './split';
import { openTree } from './tree/open-tree';
import { ARCHIVE } from './tree/tree';
import { refused } from './unusable';

/** Where a data set is, and what is to be made of it. */
export interface DatasetSource {
  /** Null: MNIST, which lies in `distFolder`. */
  readonly data: DataChoice | null;
  /** Names of the classes, see `resolveClasses`. */
  readonly classNames: readonly string[];
  /** Bytes that it may take. */
  readonly memoryLimit: number;
  /** That may read pictures; absent: one for each core. */
  readonly threads?: 'auto' | number;
  readonly distFolder: string;
}

/**
 * Loads a data set. Its files tell the images' size and the classes; no more of them is read than their
 * headers say, and nothing where that is more than the limit.
 * @param signal ends loading with its reason when it is aborted
 * @param onProgress gets to know how far it has come, where it takes long
 * @throws LabError `input` that names the file and what is wrong with it.
 */
export async function loadDataset(
  source: DatasetSource,
  signal?: AbortSignal,
  onProgress?: (progress: LoadProgress) => void,
): Promise<Dataset> {
  return withSet(source, { signal, onProgress }, async (set, name, form, keep) => {
    const { train, validation, test } = set.parts;
    if (train === null) throw noTraining(pathOf(source.data, source.distFolder));
    const parts = [train, validation, test].filter((part) => part !== null);
    const images: Uint8Array[] = [];
    const labels: Int32Array[] = [];
    // One after another: files may be several times as large as the bytes that are kept of them.
    for (const part of parts) {
      images.push(await part.images());
      labels.push(await part.labels());
    }
    await keep(parts, images, labels);
    const classes = classesOf(set, parts, labels, source.classNames);
    const turns = isTurned(source, set);
    const { imageShape } = train;
    const setOf = (part: OpenPart | null): ImageSet | null => {
      if (part === null) return null;
      const index = parts.indexOf(part);
      return {
        count: part.count,
        images: turns ? transposed(images[index]!, imageShape) : images[index]!,
        labels: classes.number(labels[index]!),
      };
    };
    const dataset = {
      name,
      form,
      classes: classes.names,
      imageShape: turns ? turned(imageShape) : imageShape,
      train: setOf(train)!,
      validation: setOf(validation),
      notes: [...set.notes, ...(turns && set.onItsSide ? [turnedNote()] : [])],
    };
    const tested = setOf(test);
    return tested === null ? withTest(dataset) : { ...dataset, test: tested };
  });
}

/** The shape alone, for which images need not be read. @throws LabError as `loadDataset` */
export async function readDatasetShape(source: DatasetSource): Promise<DatasetShape> {
  return withSet(source, {}, async (set) => {
    const parts = dataParts.map((name) => set.parts[name]).filter((part) => part !== null);
    const labels = await all(parts.map((part) => part.labels()));
    const { names } = classesOf(set, parts, labels, source.classNames);
    const [{ imageShape }] = parts as [OpenPart];
    return { classes: names, imageShape: isTurned(source, set) ? turned(imageShape) : imageShape };
  });
}

/** Names of the sets that there are to choose from. @throws LabError as `loadDataset`, where the path leads nowhere */
export async function listSets(path: string, memoryLimit: number): Promise<string[]> {
  const tree = await openTree(path, memoryLimit);
  try {
    return (await findSets(tree)).map(({ id }) => id);
  } finally {
    await tree.close();
  }
}

/** Who waits for a set. */
interface Following {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** Keeps what was read of a set for the next time. */
type Keep = (
  parts: readonly OpenPart[],
  images: readonly Uint8Array[],
  labels: readonly Int32Array[],
) => Promise<void>;

/** Finds and opens a set, or what was kept of it, makes sure that it fits the memory, and closes it. */
async function withSet<T>(
  source: DatasetSource,
  { signal, onProgress }: Following,
  use: (set: OpenSet, name: string, form: DataForm, keep: Keep) => Promise<T>,
): Promise<T> {
  const { data, memoryLimit, distFolder, threads = 'auto' } = source;
  const choice = data ?? dataAt(pathOf(data, distFolder));
  // A set is chosen by its folder, or among those that lie in one.
  const inner = joinPath(choice.path, choice.dataset);
  const chosen = choice.dataset !== '' && (await isFolder(inner));
  const [path, dataset] = chosen ? [inner, ''] : [choice.path, choice.dataset];
  const slot = data === null ? null : await slotOf(path, choice, signal);
  const kept = await slot?.read();
  if (kept !== undefined && kept !== null) {
    checkMemory(kept.path, bytesOf(kept), memoryLimit);
    return use(openStored(kept), nameOf(kept.path, kept.id), kept.form, () => Promise.resolve());
  }
  const tree = await openTree(path, memoryLimit, signal);
  try {
    const found = await findSet(tree, dataset, signal);
    const { id, form } = found;
    const set = await found.open(
      {
        ...{ imageSize: choice.imageSize, memoryLimit, distFolder, threads },
        ...(onProgress === undefined ? {} : { onProgress }),
      },
      signal,
    );
    try {
      checkShapes(tree.path, set);
      checkMemory(tree.path, set.bytes, memoryLimit);
      const name = data === null ? 'MNIST' : nameOf(tree.path, id);
      const worthIt = form === 'folder' || form === 'csv' || ARCHIVE.test(tree.path);
      return await use(set, name, form, async (parts, images, labels) => {
        if (worthIt)
          await slot?.write(storedOf({ id, form, path: tree.path }, set, parts, images, labels));
      });
    } finally {
      await set.close();
    }
  } finally {
    await tree.close();
  }
}

/** What a set is called: by what it calls itself, or else by its folder or file. */
function nameOf(path: string, id: string): string {
  return id === '' ? baseName(path).replace(ARCHIVE, '') : id;
}

function isTurned({ data }: DatasetSource, { onItsSide }: OpenSet): boolean {
  const transpose = data?.transpose ?? 'auto';
  return transpose === 'auto' ? onItsSide : transpose;
}

function turned([channels, height, width]: ImageShape): ImageShape {
  return [channels, width, height];
}

function turnedNote(): string {
  return t(
    'The images lie on their side, as those of EMNIST do: rows and columns were exchanged ({0}).',
    faceName('transpose'),
  );
}

/** All of them, or the error of the first that fails, not of the fastest: the same mistake has the same message. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function classesOf(
  set: OpenSet,
  parts: readonly OpenPart[],
  labels: readonly Int32Array[],
  names: readonly string[],
): Classes {
  const files = parts.map(({ path }, index) => ({ path, labels: labels[index]! }));
  return resolveClasses(files, names, (label) => set.labelName(label));
}

function noTraining(path: string): Error {
  return refused(
    t('{0} has test images only, and networks learn from others: add training images.', path),
  );
}

function checkShapes(path: string, { parts }: OpenSet): void {
  const { train } = parts;
  for (const name of dataParts) {
    const part = parts[name];
    if (train === null || part === null) continue;
    const [channels, height, width] = part.imageShape;
    const [trainChannels, trainHeight, trainWidth] = train.imageShape;
    if (channels === trainChannels && height === trainHeight && width === trainWidth) continue;
    const shown = (shape: ImageShape): string =>
      (channels === trainChannels ? shape.slice(1) : shape).join('×');
    throw refused(
      t(
        'The images in {0} differ in size: the training images have {1} pixels, the {2} images {3}. Use files that belong together.',
        path,
        shown(train.imageShape),
        partWord(name),
        shown(part.imageShape),
      ),
    );
  }
}

function checkMemory(path: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw refused(
    t(
      'The data set in {0} needs {1} of memory, and the limit ({2}) is {3}: use a smaller one, or raise the limit.',
      path,
      formatMemory(bytes),
      faceName('memoryLimit'),
      formatMemory(limit),
    ),
    settingName('memoryLimit'),
  );
}
