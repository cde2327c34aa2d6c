import { t } from '@vscode/l10n';
import { type DataPart, dataParts } from '#shared/part';
import { type ImageShape, sizeOf } from '#shared/image-shape';
import type { LoadProgress } from '#shared/load-progress';
import { inBatches } from '../pictures/batches';
import type { PictureSource } from '../pictures/reader';
import { PictureThreads } from '../pictures/threads';
import { byNaturalOrder, type DataFile, type DataTree } from '../tree/tree';
import { refused } from '../unusable';
import { type Form, type FormOptions, type OpenPart, type OpenSet } from './form';
import { partOf } from './parts';

const PICTURE = /\.(png|jpe?g|gif|bmp|webp)$/i;
const TABLE = /\.(csv|tsv)(\.gz)?$/i;

/** Pixels of a side that no one has asked for otherwise. */
const LARGEST = 64;
/** Folders of pictures by class, as torchvision's `ImageFolder` and Keras' `image_dataset_from_directory` have them. */
export const pictures: Form = {
  name: () =>
    t('folders of pictures by class (CLASS/*.png, or train/CLASS/*.png and test/CLASS/*.png)'),
  find: (tree) => {
    const files = tree.files.filter(({ name }) => PICTURE.test(name));
    if (files.length === 0) return Promise.resolve([]);
    const pictures = sortOut(files);
    // A picture or two beside a table are not the data.
    const tables = tree.files.some(({ name }) => TABLE.test(name));
    if (tables && pictures.classes.length < 2) return Promise.resolve([]);
    return Promise.resolve([
      {
        id: '',
        form: 'folder',
        open: (options, signal) => openPictures(tree, pictures, options, signal),
      },
    ]);
  },
};

/** What a folder says of the pictures in it. */
interface Said {
  readonly part: DataPart;
  /** Null where it is no folder of a class. */
  readonly className: string | null;
}

interface Sorted {
  /** Those of a part one after another, in their order. */
  readonly files: readonly DataFile[];
  readonly classes: readonly string[];
  readonly saidOf: (file: DataFile) => Said;
}

/** Goes by folders: there may be a hundred thousand pictures, and few of these. */
function sortOut(files: readonly DataFile[]): Sorted {
  const folders = [...new Set(files.map(({ name }) => pathOf(name)))];
  const said = new Map(sayings(folders));
  const saidOf = ({ name }: DataFile): Said => said.get(pathOf(name))!;
  const classes = new Set([...said.values()].flatMap(({ className }) => className ?? []));
  return {
    files: dataParts.flatMap((part) => files.filter((file) => saidOf(file).part === part)),
    classes: [...classes].sort(byNaturalOrder),
    saidOf,
  };
}

/** The folder that a file lies in, from the root; empty there. */
function pathOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

interface Place {
  readonly path: string;
  /** Names of the folders that lead there, as far as they tell something. */
  readonly folders: readonly string[];
}

function sayings(paths: readonly string[]): (readonly [path: string, said: Said])[] {
  const places = withoutShared(
    paths.map((path): Place => ({ path, folders: path === '' ? [] : path.split('/') })),
  );
  const outer = places.map(({ folders }) => (folders[0] === undefined ? null : partOf(folders[0])));
  // A class may be called "train": only where all folders are parts are they that.
  if (outer.includes(null)) return places.map((place) => saying(place, 'train'));
  return dataParts.flatMap((part) =>
    withoutShared(
      places
        .filter((_, i) => outer[i] === part)
        .map(({ path, folders }) => ({ path, folders: folders.slice(1) })),
    ).map((place) => saying(place, part)),
  );
}

function saying({ path, folders }: Place, part: DataPart): readonly [string, Said] {
  return [path, { part, className: folders[0] ?? null }];
}

/** Without folders in which all lie, as archives have them, as long as one is left for the class. */
function withoutShared(places: readonly Place[]): readonly Place[] {
  const [first] = places;
  if (first === undefined) return places;
  let shared = 0;
  while (
    places.every(
      ({ folders }) => folders.length > shared + 1 && folders[shared] === first.folders[shared],
    )
  ) {
    shared++;
  }
  return places.map(({ path, folders }) => ({ path, folders: folders.slice(shared) }));
}

async function openPictures(
  tree: DataTree,
  { files: all, classes, saidOf }: Sorted,
  options: FormOptions,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const files = all.filter((file) => saidOf(file).className !== null);
  if (files.length === 0) throw noClasses(tree.path, all[0]!);
  const notes: string[] = [];
  const loose = all.find((file) => saidOf(file).className === null);
  if (loose !== undefined) {
    notes.push(
      t(
        '{0} pictures lie in no folder of a class, such as {1}, and are not used.',
        all.length - files.length,
        loose.path,
      ),
    );
  }
  const reading = new Reading(files.length, options, signal);
  try {
    const imageShape = await shapeOf(files, options.imageSize, reading);
    const numbers = new Map(classes.map((name, label) => [name, label]));
    const part = (name: DataPart): OpenPart | null => {
      const own = files.filter((file) => saidOf(file).part === name);
      if (own.length === 0) return null;
      const labels = own.map((file) => numbers.get(saidOf(file).className!)!);
      return new PicturePart(tree.path, own, labels, imageShape, reading, notes);
    };
    return {
      parts: { train: part('train'), validation: part('validation'), test: part('test') },
      bytes: files.length * sizeOf(imageShape),
      onItsSide: false,
      labelName: (label) => classes[label],
      notes,
      close: () => reading.close(),
    };
  } catch (error) {
    await reading.close();
    throw error;
  }
}

/** Threads at work on all pictures of a set, and how far they have come. */
class Reading {
  readonly threads: PictureThreads;
  private stage: LoadProgress['stage'] = 'look';
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly options: FormOptions,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.threads = new PictureThreads(total, options, signal);
  }

  /** @param use gets a batch of pictures, and which file is its first; the order of batches is open */
  async batches(
    stage: LoadProgress['stage'],
    files: readonly DataFile[],
    use: (sources: readonly PictureSource[], start: number) => Promise<void>,
  ): Promise<void> {
    const { total, options, signal } = this;
    if (this.stage !== stage) this.done = 0;
    this.stage = stage;
    const each = async (sources: readonly PictureSource[], start: number): Promise<void> => {
      await use(sources, start);
      this.done += sources.length;
      options.onProgress?.({ stage, done: this.done, total });
    };
    await inBatches(files, this.threads.lanes, each, signal);
  }

  close(): Promise<void> {
    this.threads.close();
    return Promise.resolve();
  }
}

/** Pictures of a size. */
interface Size {
  readonly size: readonly [number, number];
  readonly count: number;
  /** The first file that has it, by which it goes among sizes that are equally common: batches come in any order. */
  readonly first: number;
}

/** The commonest size, unless one is wanted, and colours if any picture has. */
async function shapeOf(
  files: readonly DataFile[],
  wanted: FormOptions['imageSize'],
  reading: Reading,
): Promise<ImageShape> {
  const sizes = new Map<string, Size>();
  const problems = new Map<number, string>();
  const found = { colored: false };
  await reading.batches('look', files, async (sources, start) => {
    const looks = await reading.threads.look(sources, !found.colored);
    found.colored ||= looks.colored;
    looks.sizes.forEach((size, i) => {
      if (size === null) return;
      const { count, first } = sizes.get(size.join()) ?? { count: 0, first: Infinity };
      sizes.set(size.join(), { size, count: count + 1, first: Math.min(first, start + i) });
    });
    for (const [i, reason] of looks.problems) problems.set(start + i, reason);
  });
  const [commonest] = [...sizes.values()].sort((a, b) => b.count - a.count || a.first - b.first);
  if (commonest === undefined) throw allDamaged(files, problems);
  return [found.colored ? 3 : 1, ...(wanted ?? limited(commonest.size))];
}

function limited([height, width]: readonly [number, number]): readonly [number, number] {
  const scale = Math.min(1, LARGEST / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

/** The pictures of a part. Which of them can be used is known when all have been read. */
class PicturePart implements OpenPart {
  private reading: Promise<Uint8Array> | null = null;
  private labelsKept: readonly number[];

  constructor(
    readonly path: string,
    private readonly files: readonly DataFile[],
    labels: readonly number[],
    readonly imageShape: ImageShape,
    private readonly set: Reading,
    private readonly notes: string[],
  ) {
    this.labelsKept = labels;
  }

  get count(): number {
    return this.labelsKept.length;
  }

  async labels(): Promise<Int32Array> {
    await this.reading;
    return Int32Array.from(this.labelsKept);
  }

  images(): Promise<Uint8Array> {
    this.reading ??= this.read();
    return this.reading;
  }

  private async read(): Promise<Uint8Array> {
    const { files, imageShape, set } = this;
    const size = sizeOf(imageShape);
    const images = new Uint8Array(files.length * size);
    const problems = new Map<number, string>();
    await set.batches('read', files, async (sources, start) => {
      const read = await set.threads.read(sources, imageShape);
      images.set(read.pixels, start * size);
      for (const [i, reason] of read.problems) problems.set(start + i, reason);
    });
    this.tell(problems);
    return this.without(problems, images, size);
  }

  private tell(problems: ReadonlyMap<number, string>): void {
    const { files } = this;
    if (problems.size === files.length) throw allDamaged(files, problems);
    if (problems.size === 0) return;
    const [index, reason] = firstOf(problems);
    this.notes.push(
      t(
        '{0} of {1} pictures cannot be used, such as {2}: {3}.',
        problems.size,
        files.length,
        files[index]!.path,
        reason,
      ),
    );
  }

  private without(
    problems: ReadonlyMap<number, string>,
    images: Uint8Array,
    size: number,
  ): Uint8Array {
    if (problems.size === 0) return images;
    let kept = 0;
    for (let index = 0; index < this.files.length; index++) {
      if (problems.has(index)) continue;
      images.copyWithin(kept * size, index * size, (index + 1) * size);
      kept++;
    }
    this.labelsKept = this.labelsKept.filter((_, index) => !problems.has(index));
    return images.subarray(0, kept * size);
  }
}

/** @param problems at least one, by file */
function firstOf(problems: ReadonlyMap<number, string>): readonly [number, string] {
  const index = [...problems.keys()].reduce((least, next) => Math.min(least, next));
  return [index, problems.get(index)!];
}

function allDamaged(files: readonly DataFile[], problems: ReadonlyMap<number, string>): Error {
  const [index, reason] = firstOf(problems);
  return refused(
    t(
      'None of the pictures can be used. The first is {0}: {1}. Replace them by good copies.',
      files[index]!.path,
      reason,
    ),
  );
}

function noClasses(path: string, file: DataFile): Error {
  return refused(
    t(
      '{0} holds pictures, such as {1}, and nothing that says what is on them. Put those of each class into a folder that is called like it: CLASS/*.png, or train/CLASS/*.png and test/CLASS/*.png.',
      path,
      file.name,
    ),
  );
}
