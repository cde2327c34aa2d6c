import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { faceName } from '../setting-names';
import { HEAD_BYTES, isArchive, nameOf, recognise } from '../formats/foreign';
import { whyUnreadable } from '../platform/file-problems';
import { isFolder, joinPath, listFolder } from '../platform/files';
import { openRegularFile } from '../platform/regular-file';
import { type IdxKind, WRITE_IDX } from './idx';
import { type IdxFile, openIdx } from './idx-file';
import { refused, unusable } from './unusable';

export type Part = 'train' | 't10k';

/** The name that the MNIST files have, and all that came after them. */
export function fileName(part: Part, kind: IdxKind): string {
  return `${part}-${kind}-idx${kind === 'images' ? 3 : 1}-ubyte`;
}

/** All names that a data set's files may have. */
const NAMES = (['train', 't10k'] as const).flatMap((part) =>
  (['images', 'labels'] as const).map((kind) => fileName(part, kind)),
);

/** Where tools and archives put the files, below the folder that one tells them. */
const SUBFOLDERS = [
  ...['raw', 'MNIST/raw', 'FashionMNIST/raw', 'KMNIST/raw', 'EMNIST/raw', 'QMNIST/raw', 'gzip'],
];

/** So many names are shown of a folder. */
const SHOWN = 5;

/**
 * Opens a file of a data set under its name or, where that is missing, its name with `.gz`.
 * @param signal ends reading with its reason when it is aborted
 * @throws LabError `input` that names the file, what is there instead, and what to do
 */
export async function openSource(
  folder: string,
  part: Part,
  kind: IdxKind,
  signal?: AbortSignal,
): Promise<IdxFile> {
  const name = fileName(part, kind);
  for (const path of [joinPath(folder, name), joinPath(folder, `${name}.gz`)]) {
    try {
      return await openIdx(path, kind, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const { code } = error as { code?: string };
      if (code === 'ENOENT') continue;
      if (code === 'ENOTDIR') break;
      if (error instanceof LabError) throw error;
      throw await unreadable(path, name, error);
    }
  }
  throw await missing(folder, name);
}

async function unreadable(path: string, name: string, error: unknown): Promise<Error> {
  const inside = await namesIn(path);
  if (inside.includes(name) || inside.includes(`${name}.gz`)) {
    return unusable(
      path,
      t('it is a folder that holds the file, as some programs unpack'),
      t('Move each file out of its folder.'),
    );
  }
  return refused(t('{0} cannot be read: {1}. {2}', path, whyUnreadable(error), choose()));
}

/** Says what is there instead of a file: most often a data set in another form. */
async function missing(folder: string, name: string): Promise<Error> {
  if (!(await isFolder(folder))) return await noFolder(folder);
  const there = (await namesIn(folder)).sort();
  const seen = await elsewhere(folder, name, there);
  if (seen !== null) return refused(seen);
  const path = joinPath(folder, name);
  const shown = there.slice(0, SHOWN).join(', ');
  const list = there.length > SHOWN ? t('{0} and {1} more', shown, there.length - SHOWN) : shown;
  return refused(
    there.length === 0
      ? t('{0} is missing: the folder is empty. {1}', path, choose())
      : t(
          '{0} is missing, with and without ".gz"; what is there: {1}. {2}',
          path,
          list,
          otherForm(there) ?? choose(),
        ),
  );
}

async function noFolder(path: string): Promise<Error> {
  let kind;
  try {
    const file = await openRegularFile(path);
    try {
      kind = recognise(await file.bytes().peek(HEAD_BYTES));
    } finally {
      await file.close();
    }
  } catch (error) {
    return refused(t('{0} cannot be read: {1}. {2}', path, whyUnreadable(error), choose()));
  }
  if (path.endsWith('.npz')) {
    return refused(t('{0} is NumPy arrays (.npz), not a folder. {1}', path, convert()));
  }
  if (kind === null) return refused(t('{0} is a file. {1}', path, choose()));
  return refused(
    isArchive(kind)
      ? t('{0} is {1}: unpack it, and choose the folder with its files.', path, nameOf(kind))
      : t('{0} is {1}, not a folder. {2}', path, nameOf(kind), choose()),
  );
}

/** The file under another name or in another folder that tools are known to make; null where it is in none. */
async function elsewhere(
  folder: string,
  name: string,
  there: readonly string[],
): Promise<string | null> {
  const dotted = name.replace('-idx', '.idx');
  if (there.includes(dotted) || there.includes(`${dotted}.gz`)) {
    return t(
      '{0} is there as {1}, with a dot: rename the four files, such as to {2}.',
      joinPath(folder, name),
      dotted,
      name,
    );
  }
  for (const inner of SUBFOLDERS) {
    const files = await namesIn(joinPath(folder, inner));
    if (files.some((file) => file.startsWith(name))) {
      return t(
        '{0} is missing: the files are in the folder {1}. Choose that one ({2}).',
        joinPath(folder, name),
        joinPath(folder, inner),
        faceName('dataFolder'),
      );
    }
  }
  const prefixed = there.find((file) => /^(emnist|qmnist)-.*(images|labels)/.test(file));
  if (prefixed !== undefined) {
    return t(
      "{0} is missing, but {1} is there: rename the four files of one set to {2}. Labels must be one unsigned byte an image, and EMNIST's images lie on their side.",
      joinPath(folder, name),
      prefixed,
      NAMES.join(', '),
    );
  }
  const trains = there.some((file) => file.startsWith(fileName('train', 'images')));
  const tests = there.some((file) => file.startsWith('t10k-'));
  if (trains && !tests && name.startsWith('t10k')) {
    return t(
      '{0} is missing: there are training images only, and networks are judged on others. Put some of them aside into {1} and {2}.',
      joinPath(folder, name),
      fileName('t10k', 'images'),
      fileName('t10k', 'labels'),
    );
  }
  return null;
}

/** What to do with data that is not IDX; null where nothing tells. */
function otherForm(there: readonly string[]): string | null {
  const has = (ending: RegExp): boolean => there.some((name) => ending.test(name));
  if (has(/\.(zip|tar|tgz|tar\.gz|7z|rar)$/i)) {
    return t('Unpack the archive, and choose the folder with its files.');
  }
  if (has(/\.(csv|tsv|npz|npy|parquet|png|jpe?g|bmp|webp)$/i)) return convert();
  if (there.includes('train') && (there.includes('test') || there.includes('val'))) {
    return convert();
  }
  return null;
}

/** What cannot be looked into tells nothing. */
async function namesIn(folder: string): Promise<string[]> {
  return listFolder(folder).catch(() => []);
}

function choose(): string {
  return t(
    'Choose a folder that has the four IDX files of a data set ({0}).',
    faceName('dataFolder'),
  );
}

function convert(): string {
  return t(
    'Only IDX files are read: write its arrays as {0} (in Python, each array a: {1}).',
    NAMES.join(', '),
    WRITE_IDX,
  );
}
