import type { DataPart } from '#shared/part';
import type { DataAnswerTo, DataQuestion } from '#shared/protocol/data-questions';
import type { Dataset } from '../data/dataset';
import type { Repeats } from '../data/duplicates';
import { picturesOf } from './thumbnails';

type SamplesQuestion = Extract<DataQuestion, { kind: 'samples' }>;

/** Images of a page. */
const IMAGES = 60;
/** Classes of a page, where all of them are asked for, and what is shown of each: as many as fill its rows of six. */
const CLASSES = 10;
const ROW = IMAGES / CLASSES;
/** Pixels of the longer side of an image. */
const SIDE = 64;

/** Some images of a class, by their indices in their part. */
interface Group {
  readonly label: number;
  readonly images: readonly number[];
}

/** Pages of a data set's images. */
export class SamplePages {
  /** By the part and whether only repeated images count: the images of each class that has some. */
  private readonly known = new Map<string, readonly Group[]>();

  constructor(
    private readonly dataset: Dataset,
    private readonly repeats: Repeats,
  ) {}

  /** A part that the data set has not is an empty one. */
  page({ part, label, repeated, page }: SamplesQuestion): DataAnswerTo<SamplesQuestion> {
    const all = this.groups(part, repeated);
    const groups = label === null ? all : all.filter((group) => group.label === label);
    const total = groups.reduce((sum, { images }) => sum + images.length, 0);
    const { pages, groupsOn } = pagesOf(groups);
    const shown = Math.max(0, Math.min(page, pages - 1));
    const samples = groupsOn(shown).flatMap((group) =>
      group.images.map((index) => ({ index, label: group.label })),
    );
    const set = this.dataset[part];
    const size = set === null ? 0 : set.images.length / set.count;
    const images = samples.map(({ index }) =>
      set!.images.subarray(index * size, (index + 1) * size),
    );
    const pictures = picturesOf(images, this.dataset.imageShape, SIDE);
    return { total, pages, page: shown, samples, pictures };
  }

  private groups(part: DataPart, repeated: boolean): readonly Group[] {
    const key = `${part} ${repeated}`;
    let groups = this.known.get(key);
    if (groups === undefined) {
      groups = byClass(
        this.dataset[part]?.labels ?? new Uint8Array(),
        repeated ? repeatedIn(part, this.repeats) : null,
      );
      this.known.set(key, groups);
    }
    return groups;
  }
}

/**
 * Every page has a few images of each of a few classes; when all classes have had their turn, come the next images of
 * the first ones. Of fewer classes a page shows more.
 */
function pagesOf(groups: readonly Group[]): {
  readonly pages: number;
  readonly groupsOn: (page: number) => readonly Group[];
} {
  const together = Math.min(groups.length, CLASSES);
  if (together === 0) return { pages: 0, groupsOn: () => [] };
  const each = ROW * Math.floor(CLASSES / together);
  const turns: (readonly Group[])[] = [];
  const most = Math.max(...groups.map(({ images }) => images.length));
  for (let from = 0; from < most; from += each) {
    const left = groups.filter(({ images }) => images.length > from);
    for (let first = 0; first < left.length; first += together) {
      turns.push(
        left.slice(first, first + together).map(({ label, images }) => ({
          ...{ label, images: images.slice(from, from + each) },
        })),
      );
    }
  }
  return { pages: turns.length, groupsOn: (page) => turns[page] ?? [] };
}

function byClass(labels: Uint8Array, chosen: ReadonlySet<number> | null): readonly Group[] {
  const images = new Map<number, number[]>();
  labels.forEach((label, index) => {
    if (chosen !== null && !chosen.has(index)) return;
    const own = images.get(label);
    if (own === undefined) images.set(label, [index]);
    else own.push(index);
  });
  return [...images]
    .map(([label, found]) => ({ label, images: found }))
    .sort((a, b) => a.label - b.label);
}

function repeatedIn(part: DataPart, { parts, overlaps }: Repeats): ReadonlySet<number> {
  return new Set(
    [...parts, ...overlaps].filter((found) => found.part === part).flatMap(({ images }) => images),
  );
}
