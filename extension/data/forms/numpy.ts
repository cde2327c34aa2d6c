import { t } from '@vscode/l10n';
import type { DataPart } from '#shared/part';
import { labelsOf } from '../arrays/labels';
import { layoutOf } from '../arrays/layout';
import { type NpyArray, numbersIn, openNpy, textsIn } from '../arrays/npy';
import { PixelReader } from '../arrays/pixels';
import { byNaturalOrder, type DataFile, folderOf, lastPart } from '../tree/tree';
import { anywhere } from '../tree/unzipped';
import { refused } from '../unusable';
import { checkCounts } from './counts';
import {
  bytesOf,
  type Form,
  type FormOptions,
  type FoundSet,
  type OpenPart,
  type OpenSet,
} from './form';
import { partOf, wordsOf } from './parts';

/** An array, whose name is its member's in an .npz, or its file's. */
interface Named {
  readonly name: string;
  readonly file: DataFile;
}

/** Words that tell what an array is; where two tell images, the first does (scikit-learn has `images` and `data`). */
const IMAGES = ['images', 'image', 'imgs', 'img', 'x', 'pixels', 'data', 'features', 'inputs'];
const LABELS = ['labels', 'label', 'y', 'targets', 'target', 'classes', 'class'];

/**
 * NumPy's arrays: an .npz as Keras (`x_train`, …) and MedMNIST (`train_images`, …) write, or a file for images and one
 * for labels, .npz or .npy, as KMNIST has them.
 */
export const numpy: Form = {
  name: () => t('NumPy arrays (.npz, .npy)'),
  find: (tree) => {
    const sets = new Map<string, DataFile[]>();
    const add = (id: string, file: DataFile): void => {
      sets.set(id, [...(sets.get(id) ?? []), file]);
    };
    for (const file of tree.files) {
      const stem = /^(.*)\.np[yz]$/i.exec(lastPart(file.name))?.[1];
      if (stem === undefined) continue;
      // Files that speak of one part or kind belong to others of their folder.
      const words = wordsOf(stem);
      const rest = words.filter((word) => !isKind(word) && partOf(word) === null);
      const alone = rest.length === words.length && /z$/i.test(file.name);
      add(alone ? stem : rest.join('-') || folderOf(file.name), file);
    }
    return Promise.resolve(
      [...sets].map(([id, files]): FoundSet => ({
        id,
        form: files.some(({ name }) => /z$/i.test(name)) ? 'npz' : 'npy',
        open: (options, signal) => openArrays(files, options, signal),
      })),
    );
  },
};

function isKind(word: string): boolean {
  return IMAGES.includes(word) || LABELS.includes(word);
}

interface Pair {
  readonly images: Named;
  readonly labels: Named;
}

async function openArrays(
  files: readonly DataFile[],
  options: FormOptions,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closing.map((one) => one()));
  };
  try {
    const arrays: Named[] = [];
    for (const file of files) {
      const stem = lastPart(file.name).replace(/\.np[yz]$/i, '');
      if (/y$/i.test(file.name)) {
        arrays.push({ name: stem, file });
        continue;
      }
      const source = await anywhere(file, options.memoryLimit, signal);
      const { openZip } = await import('../tree/zip');
      const archive = await openZip(file.path, source, signal);
      closing.push(() => archive.close());
      const members = archive.files.filter(({ name }) => name.endsWith('.npy'));
      for (const member of members) {
        const name = member.name.replace(/\.npy$/, '');
        arrays.push({ name: members.length === 1 ? stem : name, file: member });
      }
    }
    return await openPairs(files[0]!.path, arrays, options, close, signal);
  } catch (error) {
    await close();
    throw error;
  }
}

/** The arrays that belong together, by part. */
function pairsOf(arrays: readonly Named[]): Partial<Record<DataPart, Pair>> {
  const pairs: Partial<Record<DataPart, Pair>> = {};
  const among = (candidates: readonly Named[], words: readonly string[]): Named | undefined =>
    words
      .map((word) => candidates.find(({ name }) => spellings(name).includes(word)))
      .find((found) => found !== undefined);
  for (const part of ['train', 'validation', 'test'] as const) {
    const own = arrays.filter(({ name }) => partOf(name) === part);
    const [images, labels] = [among(own, IMAGES), among(own, LABELS)];
    if (images !== undefined && labels !== undefined) pairs[part] = { images, labels };
  }
  if (Object.keys(pairs).length > 0) return pairs;
  const [images, labels] = [among(arrays, IMAGES), among(arrays, LABELS)];
  if (images !== undefined && labels !== undefined) return { train: { images, labels } };
  // `np.savez(file, images, labels)` calls them by number.
  const numbered = (n: number): Named | undefined => arrays.find(({ name }) => name === `arr_${n}`);
  const [first, second] = [numbered(0), numbered(1)];
  return first !== undefined && second !== undefined
    ? { train: { images: first, labels: second } }
    : {};
}

/** Also of `Xtrain`. */
function spellings(name: string): string[] {
  const words = wordsOf(name);
  return [...words, ...words.map((word) => word.replace(/train|test|valid(ation)?|val/, ''))];
}

async function openPairs(
  path: string,
  arrays: readonly Named[],
  options: FormOptions,
  close: () => Promise<void>,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const pairs = pairsOf(arrays);
  if (Object.keys(pairs).length === 0) throw noPairs(path, arrays);
  const labelArrays = new Map<Named, NpyArray>();
  for (const { labels } of Object.values(pairs)) {
    labelArrays.set(labels, await openNpy(labels.file, signal));
  }
  const texts = new TextLabels();
  // Texts are numbered over all parts, so they have to be known before any is read.
  for (const [labels, array] of labelArrays) {
    const { type } = array.header;
    if (type === 'U' || type === 'S') texts.add(labels, await textsIn(array));
  }
  /** The first part tells the range of all. */
  let pixels: PixelReader | undefined;
  const openPart = async (pair: Pair | undefined): Promise<OpenPart | null> => {
    if (pair === undefined) return null;
    const { file } = pair.images;
    const images = numbersIn(await openNpy(file, signal));
    pixels ??= new PixelReader(images, true);
    const reader = pixels;
    const labels = labelArrays.get(pair.labels)!;
    const layout = layoutOf(images.shape, options.imageSize, file.path);
    const { count } = layout;
    const [labelCount = 0] = labels.header.shape;
    checkCounts({ path: file.path, count }, { path: labels.path, count: labelCount });
    return {
      path: labels.path,
      count,
      imageShape: layout.imageShape,
      labels: async () => texts.of(pair.labels) ?? labelsOf(numbersIn(labels)),
      images: () => reader.images(images, layout),
    };
  };
  const parts = {
    train: await openPart(pairs.train),
    validation: await openPart(pairs.validation),
    test: await openPart(pairs.test),
  };
  return {
    parts,
    bytes: bytesOf(Object.values(parts)),
    onItsSide: false,
    labelName: (label) => texts.name(label),
    notes: [],
    close,
  };
}

/** Labels that are texts, numbered in natural order. */
class TextLabels {
  private readonly texts = new Map<Named, readonly string[]>();
  private names: readonly string[] = [];

  add(array: Named, texts: readonly string[]): void {
    this.texts.set(array, texts);
    this.names = [...new Set([...this.names, ...texts])].sort(byNaturalOrder);
  }

  of(array: Named): Int32Array | undefined {
    const texts = this.texts.get(array);
    if (texts === undefined) return undefined;
    const numbers = new Map(this.names.map((name, i) => [name, i]));
    return Int32Array.from(texts, (text) => numbers.get(text)!);
  }

  name(label: number): string | undefined {
    return this.names[label];
  }
}

function noPairs(path: string, arrays: readonly Named[]): Error {
  return refused(
    t(
      '{0} holds no arrays whose names tell images and labels; what is there: {1}. Name them x_train, y_train, x_test and y_test (NumPy: np.savez(FILE, x_train=…, y_train=…)).',
      path,
      arrays.map(({ name }) => name).join(', ') || '–',
    ),
  );
}
