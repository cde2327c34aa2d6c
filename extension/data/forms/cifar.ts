import { t } from '@vscode/l10n';
import { type DataFile, type DataTree, lastPart } from '../tree/tree';
import { readText } from '../tree/read-text';
import { unusable } from '../unusable';
import type { Form, OpenPart, OpenSet } from './form';
import { partOf } from './parts';

const SHAPE = [3, 32, 32] as const;
const PIXELS = 3 * 32 * 32;

/** Where the files of a set are in it. */
interface Kind {
  readonly id: string;
  readonly file: RegExp;
  readonly names: string;
  /** Bytes before an image, and which of them is the class: CIFAR-100 has its 20 superclasses first. */
  readonly labelBytes: number;
}

const kinds: readonly Kind[] = [
  {
    id: 'CIFAR-10',
    file: /^(data_batch_\d+|test_batch)\.bin$/,
    names: 'batches.meta.txt',
    labelBytes: 1,
  },
  { id: 'CIFAR-100', file: /^(train|test)\.bin$/, names: 'fine_label_names.txt', labelBytes: 2 },
];

/** CIFAR-10 and CIFAR-100, the binary version (https://www.cs.toronto.edu/~kriz/cifar.html). */
export const cifar: Form = {
  name: () => t('CIFAR-10 and CIFAR-100 (binary version)'),
  find: (tree) => {
    const found = kinds.flatMap((kind) => {
      const files = tree.files.filter(({ name }) => kind.file.test(lastPart(name)));
      if (files.length === 0) return [];
      return [
        {
          id: kind.id,
          form: 'cifar' as const,
          open: (_: unknown, signal?: AbortSignal) => openCifar(tree, kind, files, signal),
        },
      ];
    });
    return Promise.resolve(found);
  },
};

async function openCifar(
  tree: DataTree,
  kind: Kind,
  files: readonly DataFile[],
  signal?: AbortSignal,
): Promise<OpenSet> {
  const list = tree.files.find(({ name }) => lastPart(name) === kind.names);
  const names =
    list === undefined ? [] : (await readText(list, signal)).split('\n').map((name) => name.trim());
  const sized = await Promise.all(
    files.map(async (file) => ({ file, count: await countOf(file, kind, signal) })),
  );
  const part = (isTest: boolean): OpenPart | null => {
    const own = sized.filter(({ file }) => (partOf(lastPart(file.name)) === 'test') === isTest);
    return own.length === 0 ? null : openPart(own, kind, signal);
  };
  return {
    parts: { train: part(false), validation: null, test: part(true) },
    bytes: sized.reduce((sum, { count }) => sum + count * (PIXELS + kind.labelBytes), 0),
    onItsSide: false,
    labelName: (label) => (names[label] === '' ? undefined : names[label]),
    notes: [],
    close: () => Promise.resolve(),
  };
}

interface Sized {
  readonly file: DataFile;
  readonly count: number;
}

/** Images in a file, known by its size. */
async function countOf(
  file: DataFile,
  { labelBytes }: Kind,
  signal?: AbortSignal,
): Promise<number> {
  const open = await file.open(signal);
  await open.close();
  const count = open.size / (PIXELS + labelBytes);
  if (count > 0 && Number.isInteger(count)) return count;
  throw unusable(
    file.path,
    t('it has {0} bytes, and each image of CIFAR has {1}', open.size, PIXELS + labelBytes),
    t('Download it again: the binary version, not the one for Python.'),
  );
}

function openPart(files: readonly Sized[], { labelBytes }: Kind, signal?: AbortSignal): OpenPart {
  const count = files.reduce((sum, each) => sum + each.count, 0);
  const read = async (use: (record: Uint8Array, index: number) => void): Promise<void> => {
    let index = 0;
    for (const each of files) {
      const open = await each.file.open(signal);
      try {
        const bytes = open.bytes();
        const record = new Uint8Array(PIXELS + labelBytes);
        for (let i = 0; i < each.count; i++) {
          if ((await bytes.read(record)) < record.length) {
            throw unusable(each.file.path, t('it is cut short within image {0}', i + 1));
          }
          use(record, index++);
        }
      } finally {
        await open.close();
      }
    }
  };
  return {
    path: files[0]!.file.path,
    count,
    imageShape: SHAPE,
    labels: async () => {
      const labels = new Int32Array(count);
      await read((record, index) => {
        labels[index] = record[labelBytes - 1]!;
      });
      return labels;
    },
    images: async () => {
      const images = new Uint8Array(count * PIXELS);
      await read((record, index) => {
        images.set(record.subarray(labelBytes), index * PIXELS);
      });
      return images;
    },
  };
}
