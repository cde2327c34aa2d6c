import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataWarnings } from '../../extension/shared/data-summary';
import type { Dataset, ImageSet } from '../../extension/data/dataset';
import { summarise } from '../../extension/data/summary';
import { loadMnist } from '../support/mnist';

/** Images of two pixels each. */
function set(pairs: readonly (readonly [number, number])[], labels: readonly number[]): ImageSet {
  return {
    count: labels.length,
    images: Uint8Array.from(pairs.flat()),
    labels: Uint8Array.from(labels),
  };
}

function dataset(train: ImageSet, test: ImageSet, validation: ImageSet | null = null): Dataset {
  const classes = ['cat', 'dog', 'owl'];
  const shape = { classes, imageShape: [1, 1, 2] } as const;
  return { name: 'pets', form: 'csv', ...shape, train, validation, test, notes: [] };
}

describe('the summary of a data set', () => {
  it('knows of MNIST what everybody does', async () => {
    const { parts, overlaps, pixels } = summarise(await loadMnist());
    // Yann LeCun's counts, and mean and deviation as PyTorch's example normalises by them.
    expect(parts[0]!.byClass).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(parts[1]!.byClass).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(pixels[0]!.mean).toBeCloseTo(0.1307, 4);
    expect(pixels[0]!.deviation).toBeCloseTo(0.3081, 4);
    expect([overlaps, parts.map(({ duplicates }) => duplicates)]).toEqual([[], [0, 0]]);
  });

  it('counts equal images within parts and across, as comparing each with each does', () => {
    const pixel = fc.integer({ min: 0, max: 3 });
    const images = fc.array(fc.tuple(pixel, pixel), { minLength: 1, maxLength: 12 });
    const labelled = (pairs: readonly (readonly [number, number])[]): ImageSet =>
      set(
        pairs,
        pairs.map(() => 0),
      );
    fc.assert(
      fc.property(images, images, images, (train, validation, test) => {
        const { parts, overlaps } = summarise(
          dataset(labelled(train), labelled(test), labelled(validation)),
        );
        const same = (a: readonly number[], b: readonly number[]): boolean =>
          a[0] === b[0] && a[1] === b[1];
        const repeated = (pairs: readonly (readonly [number, number])[]): number =>
          pairs.filter((pair, i) => pairs.slice(0, i).some((other) => same(other, pair))).length;
        expect(parts.map(({ duplicates }) => duplicates)).toEqual(
          [train, validation, test].map(repeated),
        );
        const shared = (a: typeof train, b: typeof train): number =>
          a.filter((pair) => b.some((other) => same(other, pair))).length;
        const found = (part: string, other: string): number =>
          overlaps.find((overlap) => overlap.part === part && overlap.with === other)?.count ?? 0;
        expect(found('test', 'train')).toBe(shared(test, train));
        expect(found('test', 'validation')).toBe(shared(test, validation));
        expect(found('validation', 'train')).toBe(shared(validation, train));
      }),
    );
  });

  it('has mean, deviation and range of each channel', () => {
    const colour = set(
      [
        [0, 255],
        [255, 255],
      ],
      [0],
    );
    const { pixels } = summarise({
      ...dataset(colour, colour),
      imageShape: [2, 1, 2],
    });
    expect(pixels).toEqual([
      { mean: 0.5, deviation: 0.5, least: 0, most: 1 },
      { mean: 1, deviation: 0, least: 1, most: 1 },
    ]);
  });
});

describe('what a person should know before training', () => {
  const train = set(
    [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ],
    [0, 1, 0, 2, 0],
  );

  it('is that test images are among those to learn from', () => {
    const test = set(
      [
        [2, 2],
        [9, 9],
        [3, 3],
      ],
      [1, 0, 2],
    );
    expect(dataWarnings(summarise(dataset(train, test)))[0]).toBe(
      '2 of the test images are among the training images, too: a network may know them by heart.',
    );
  });

  it('is which classes a part lacks', () => {
    const test = set([[9, 9]], [1]);
    expect(dataWarnings(summarise(dataset(train, test)))).toContain(
      'No test image shows cat and owl.',
    );
  });

  it('names the first of many classes that a part lacks, and counts them', () => {
    const labels = [...Array(40).keys()];
    const many = {
      ...dataset(
        set(
          labels.map((label) => [label, 7]),
          labels,
        ),
        set([[99, 9]], [5]),
      ),
      classes: labels.map((label) => `c${label}`),
    };
    expect(dataWarnings(summarise(many))).toEqual([
      'No test image shows any of 39 classes: c0, c1, c2, c3, c4, c6, c7, c8, c9, c10, c11, c12, …',
    ]);
  });

  it('is that classes are uneven from 2.5 times as many on, and nothing where all is well', () => {
    const even = set(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [0, 1, 2],
    );
    const other = set(
      [
        [5, 1],
        [6, 2],
        [7, 3],
      ],
      [0, 1, 2],
    );
    expect(dataWarnings(summarise(dataset(even, other)))).toEqual([]);
    expect(dataWarnings(summarise(dataset(train, other)))).toEqual([
      'The classes are uneven: 3 images of cat to learn from, 1 of dog.',
    ]);
  });
});
