import { t } from '@vscode/l10n';
import type { DataPart } from '#shared/part';
import type { IdxKind } from '../arrays/idx';
import { type IdxFile, openIdx } from '../arrays/idx-file';
import { labelsOf } from '../arrays/labels';
import { layoutOf } from '../arrays/layout';
import { PixelReader } from '../arrays/pixels';
import { refused } from '../unusable';
import { type DataFile, type DataTree, lastPart } from '../tree/tree';
import { unzipped } from '../tree/unzipped';
import {
  bytesOf,
  type Form,
  type FormOptions,
  type FoundSet,
  type OpenPart,
  type OpenSet,
} from './form';
import { checkCounts } from './counts';
import { readMapping } from './emnist-mapping';
import { partOf } from './parts';

/** `emnist-digits-train-images-idx3-ubyte.gz`, with a dot before `idx` as some programs unpack, and many between. */
const NAME =
  /^(?<set>.*?)(?<part>train|t10k|test|valid|validation|val)[-_.]?(?<kind>images?|labels?)[-_.]idx\d(?:[-_.]\w+?)?(?<packed>\.gz|\.zip)?$/i;

/** Folders that tools put files into, and whose names say nothing of a set. */
const MEANINGLESS = /^(raw|gzip|data|processed)$/i;

type Files = Partial<Record<`${DataPart}-${IdxKind}`, DataFile>>;

/**
 * Yann LeCun's format, which the MNIST files have and all that came after them: Fashion-MNIST, EMNIST, QMNIST, KMNIST
 * (http://yann.lecun.com/exdb/mnist/).
 */
export const idx: Form = {
  name: () => t('IDX files (train-images-idx3-ubyte, …)'),
  find: (tree) => {
    const groups = new Map<string, Files>();
    for (const file of tree.files) {
      const match = NAME.exec(lastPart(file.name))?.groups;
      if (match === undefined) continue;
      const part = partOf(match.part!)!;
      const kind = match.kind!.toLowerCase().startsWith('image') ? 'images' : 'labels';
      const group = `${folderOf(file.name)}/${match.set!}`;
      const files = groups.get(group) ?? {};
      groups.set(group, files);
      // Raw before packed: it comes first in natural order.
      files[`${part}-${kind}`] ??= file;
    }
    return Promise.resolve([...groups].map(([group, files]) => found(tree, group, files)));
  },
};

/** The folder of a file; one that has the name of such a file itself is what a program made in unpacking it. */
function folderOf(name: string): string {
  const parts = name.split('/').slice(0, -1);
  if (NAME.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/');
}

function found(tree: DataTree, group: string, files: Files): FoundSet {
  const slash = group.lastIndexOf('/');
  const prefix = group.slice(slash + 1).replace(/[-_.]+$/, '');
  const folders = group.slice(0, slash).split('/');
  const folder = folders.filter((part) => !MEANINGLESS.test(part)).at(-1) ?? '';
  return {
    id: prefix || folder,
    form: 'idx',
    open: (options, signal) => openIdxSet(tree, prefix, files, options, signal),
  };
}

interface Pair {
  readonly images: IdxFile;
  readonly labels: IdxFile;
}

async function openIdxSet(
  tree: DataTree,
  prefix: string,
  files: Files,
  options: FormOptions,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const open: IdxFile[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((file) => file.close()));
  };
  const openPair = async (part: DataPart): Promise<Pair | null> => {
    const [images, labels] = [files[`${part}-images`], files[`${part}-labels`]];
    if (images === undefined && labels === undefined) return null;
    if (labels === undefined) throw missing(images!, 'labels');
    if (images === undefined) throw missing(labels, 'images');
    const openOne = async (file: DataFile, kind: IdxKind): Promise<IdxFile> => {
      const one = await openIdx(await unzipped(file, options.memoryLimit, signal), kind, signal);
      open.push(one);
      return one;
    };
    return { images: await openOne(images, 'images'), labels: await openOne(labels, 'labels') };
  };
  try {
    const pairs: Record<DataPart, Pair | null> = {
      train: await openPair('train'),
      validation: await openPair('validation'),
      test: await openPair('test'),
    };
    const first = (pairs.train ?? pairs.test ?? pairs.validation)!;
    const mapping = await readMapping(tree, prefix, signal);
    const pixels = new PixelReader(first.images.array, false);
    const part = (pair: Pair | null): OpenPart | null => pair && openPart(pair, options, pixels);
    const parts = {
      train: part(pairs.train),
      validation: part(pairs.validation),
      test: part(pairs.test),
    };
    return {
      parts,
      bytes: bytesOf(Object.values(parts)),
      labelName: (label) => mapping.get(label),
      onItsSide: /emnist/i.test(prefix),
      notes: [],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openPart(
  { images, labels }: Pair,
  { imageSize }: FormOptions,
  pixels: PixelReader,
): OpenPart {
  const layout = layoutOf(images.header.sizes, imageSize, images.path);
  const { count } = layout;
  checkCounts({ path: images.path, count }, { path: labels.path, count: labels.header.sizes[0]! });
  return {
    path: labels.path,
    count,
    imageShape: layout.imageShape,
    labels: () => labelsOf(labels.array),
    images: () => pixels.images(images.array, layout),
  };
}

function missing(there: DataFile, kind: IdxKind): Error {
  const had = kind === 'labels' ? /images(?!.*images)/ : /labels(?!.*labels)/;
  const name = there.path
    .replace(/\.(gz|zip)$/i, '')
    .replace(had, kind)
    .replace(/idx\d(?!.*idx)/, kind === 'labels' ? 'idx1' : 'idx3');
  return refused(t('{0} is missing: put it beside {1}.', name, there.path));
}
