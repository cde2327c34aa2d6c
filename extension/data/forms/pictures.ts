import { t } from '@vscode/l10n';
import { type DataPart, dataParts } from '#shared/part';
import { LabError } from '../../errors';
import type { ImageShape } from '#shared/image-shape';
import { PictureDecoder } from '../pictures/decode';
import type { Picture } from '../pictures/picture';
import { greyOf, resize, toPlanes } from '../pictures/resize';
import { byNaturalOrder, type DataFile, type DataTree } from '../tree/tree';
import { refused } from '../unusable';
import { type Form, type FormOptions, type OpenPart, type OpenSet } from './form';
import { partOf } from './parts';

const PICTURE = /\.(png|jpe?g|gif|bmp|webp)$/i;
const TABLE = /\.(csv|tsv)(\.gz)?$/i;

/** So many pictures tell size and colours of all. */
const SAMPLES = 200;
/** Pixels of a side that no one has asked for otherwise. */
const LARGEST = 64;
/** Bytes of the largest file: a camera's have fewer. */
const MOST_BYTES = 2 ** 27;
/** Files that are read at once: each waits for the disk most of its time. */
const AT_ONCE = 8;

/** Folders of pictures by class, as torchvision's `ImageFolder` and Keras' `image_dataset_from_directory` have them. */
export const pictures: Form = {
  name: () =>
    t('folders of pictures by class (CLASS/*.png, or train/CLASS/*.png and test/CLASS/*.png)'),
  find: (tree) => {
    const files = tree.files.filter(({ name }) => PICTURE.test(name));
    if (files.length === 0) return Promise.resolve([]);
    const sorted = sortOut(files);
    // A picture or two beside a table are not the data.
    const tables = tree.files.some(({ name }) => TABLE.test(name));
    if (tables && classesOf(sorted).length < 2) return Promise.resolve([]);
    return Promise.resolve([
      {
        id: '',
        form: 'folder',
        open: (options, signal) => openPictures(tree, sorted, options, signal),
      },
    ]);
  },
};

/** A picture, and what the folders say that it is in. */
interface Sorted {
  readonly file: DataFile;
  readonly part: DataPart;
  /** Null where it lies in no folder of a class. */
  readonly className: string | null;
}

interface Place {
  readonly file: DataFile;
  readonly folders: readonly string[];
}

function sortOut(files: readonly DataFile[]): readonly Sorted[] {
  const places = withoutShared(
    files.map((file): Place => ({ file, folders: file.name.split('/').slice(0, -1) })),
  );
  const outer = places.map(({ folders }) => (folders[0] === undefined ? null : partOf(folders[0])));
  // A class may be called "train": only where all folders are parts are they that.
  if (outer.includes(null)) return places.map((place) => sorted(place, 'train'));
  return dataParts.flatMap((part) =>
    withoutShared(
      places
        .filter((_, i) => outer[i] === part)
        .map(({ file, folders }) => ({ file, folders: folders.slice(1) })),
    ).map((place) => sorted(place, part)),
  );
}

function sorted({ file, folders }: Place, part: DataPart): Sorted {
  return { file, part, className: folders[0] ?? null };
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
  return places.map(({ file, folders }) => ({ file, folders: folders.slice(shared) }));
}

function classesOf(all: readonly Sorted[]): readonly string[] {
  const names = new Set(all.flatMap(({ className }) => className ?? []));
  return [...names].sort(byNaturalOrder);
}

async function openPictures(
  tree: DataTree,
  all: readonly Sorted[],
  { imageSize, codecFolder }: FormOptions,
  signal?: AbortSignal,
): Promise<OpenSet> {
  const classes = classesOf(all);
  const labelled = all.filter(({ className }) => className !== null);
  if (labelled.length === 0) throw noClasses(tree.path, all[0]!.file);
  const notes: string[] = [];
  const loose = all.find(({ className }) => className === null);
  if (loose !== undefined) {
    notes.push(
      t(
        '{0} pictures lie in no folder of a class, such as {1}, and are not used.',
        all.length - labelled.length,
        loose.file.path,
      ),
    );
  }
  const decoder = new PictureDecoder(codecFolder);
  const imageShape = await shapeOf(labelled, imageSize, decoder, signal);
  const numbers = new Map(classes.map((name, label) => [name, label]));
  const part = (name: DataPart): OpenPart | null => {
    const own = labelled.filter((each) => each.part === name);
    if (own.length === 0) return null;
    const labels = own.map(({ className }) => numbers.get(className!)!);
    const files = own.map(({ file }) => file);
    return new PicturePart(tree.path, files, labels, imageShape, decoder, notes, signal);
  };
  return {
    parts: { train: part('train'), validation: part('validation'), test: part('test') },
    bytes: labelled.length * sizeOf(imageShape),
    onItsSide: false,
    labelName: (label) => classes[label],
    notes,
    close: () => Promise.resolve(),
  };
}

/** Looks at some of the pictures, evenly among all: the commonest size, unless one is wanted, and colours if any has. */
async function shapeOf(
  all: readonly Sorted[],
  wanted: FormOptions['imageSize'],
  decoder: PictureDecoder,
  signal?: AbortSignal,
): Promise<ImageShape> {
  const counts = new Map<string, { count: number; readonly size: readonly [number, number] }>();
  let channels = 1;
  let problem: Problem | null = null;
  const step = Math.max(1, Math.floor(all.length / SAMPLES));
  for (let i = 0; i < all.length; i += step) {
    signal?.throwIfAborted();
    const { file } = all[i]!;
    const picture = await readPicture(file, decoder, signal);
    if (picture instanceof LabError) {
      problem ??= { file, reason: picture.message };
      continue;
    }
    const { width, height } = picture;
    const key = `${width}×${height}`;
    const found = counts.get(key) ?? { count: 0, size: [height, width] };
    found.count++;
    counts.set(key, found);
    channels = Math.max(channels, picture.channels);
  }
  // Sorting keeps the order of equals.
  const [commonest] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (commonest === undefined) throw allDamaged(problem!);
  return [channels, ...(wanted ?? limited(commonest.size))];
}

function limited([height, width]: readonly [number, number]): readonly [number, number] {
  const scale = Math.min(1, LARGEST / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

function sizeOf([channels, height, width]: ImageShape): number {
  return channels * height * width;
}

interface Problem {
  readonly file: DataFile;
  readonly reason: string;
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
    private readonly decoder: PictureDecoder,
    private readonly notes: string[],
    private readonly signal: AbortSignal | undefined,
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
    const { files, imageShape } = this;
    const size = sizeOf(imageShape);
    const images = new Uint8Array(files.length * size);
    const problems = new Map<number, Problem>();
    let next = 0;
    let faded = 0;
    const readNext = async (): Promise<void> => {
      while (next < files.length) {
        this.signal?.throwIfAborted();
        const index = next++;
        const file = files[index]!;
        const picture = await readPicture(file, this.decoder, this.signal);
        if (picture instanceof LabError) {
          problems.set(index, { file, reason: picture.message });
          continue;
        }
        if (picture.channels > imageShape[0]) faded++;
        images.set(imageOf(picture, imageShape), index * size);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readNext));
    this.tell(problems, faded);
    return this.without(problems, images, size);
  }

  private tell(problems: ReadonlyMap<number, Problem>, faded: number): void {
    const [first] = [...problems].sort(([a], [b]) => a - b);
    if (problems.size === this.files.length) throw allDamaged(first![1]);
    if (first !== undefined) {
      const { file, reason } = first[1];
      this.notes.push(
        t(
          '{0} of {1} pictures cannot be used, such as {2}: {3}.',
          problems.size,
          this.files.length,
          file.path,
          reason,
        ),
      );
    }
    if (faded > 0) {
      this.notes.push(
        t('{0} pictures with colours are taken in grey, as nearly all others are.', faded),
      );
    }
  }

  private without(
    problems: ReadonlyMap<number, Problem>,
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

/** A picture, or what is wrong with it. */
async function readPicture(
  file: DataFile,
  decoder: PictureDecoder,
  signal?: AbortSignal,
): Promise<Picture | LabError> {
  try {
    const open = await file.open(signal);
    try {
      if (open.size > MOST_BYTES) return new LabError('input', t('it is too large'));
      const bytes = new Uint8Array(open.size);
      return await decoder.decode(bytes.subarray(0, await open.bytes().read(bytes)));
    } finally {
      await open.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LabError) return error;
    throw error;
  }
}

/** (C, H, W) */
function imageOf(picture: Picture, [channels, height, width]: ImageShape): Uint8Array {
  const grey: Picture =
    channels === 1 ? { ...picture, channels: 1, pixels: greyOf(picture) } : picture;
  const planes = toPlanes(resize(grey, width, height));
  if (grey.channels === channels) return planes;
  const image = new Uint8Array(channels * planes.length);
  for (let c = 0; c < channels; c++) image.set(planes, c * planes.length);
  return image;
}

function allDamaged({ file, reason }: Problem): Error {
  return refused(
    t(
      'None of the pictures can be used. The first is {0}: {1}. Replace them by good copies.',
      file.path,
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
