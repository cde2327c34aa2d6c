import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, ImageSet } from '../../extension/data/dataset';
import { withTest, withValidation } from '../../extension/data/split';
import { loadMnist } from '../support/mnist';
import { refusal } from '../support/refusal';

/** Images of three bytes that tell which one each is, and its label. */
function numbered(labels: readonly number[]): ImageSet {
  return {
    count: labels.length,
    images: Uint8Array.from(labels.flatMap((label, i) => [i >> 8, i & 255, label])),
    labels: Uint8Array.from(labels),
  };
}

function dataset(labels: readonly number[], validation: ImageSet | null = null): Dataset {
  return {
    name: 'numbered',
    form: 'idx',
    classes: ['a', 'b', 'c', 'd'],
    imageShape: [1, 1, 3],
    train: numbered(labels),
    validation,
    test: numbered([0]),
    notes: [],
  };
}

/** The images of a part by the numbers that they had; fails where an image has lost its label. */
function imagesOf({ count, images, labels }: ImageSet): number[] {
  expect(labels).toHaveLength(count);
  expect(images).toHaveLength(3 * count);
  return Array.from(labels, (label, i) => {
    expect(images[3 * i + 2]).toBe(label);
    return 256 * images[3 * i]! + images[3 * i + 1]!;
  });
}

function countsOf(labels: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const anySet = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 400 });
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('validation images', () => {
  it('and the rest are all training images, each once and in its order, with its label', () => {
    fc.assert(
      fc.property(
        anySet,
        anySeed,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (labels, seed, share) => {
          const most = labels.length - new Set(labels).size;
          const count = Math.max(1, Math.min(most, Math.round(share * labels.length)));
          const { train, validation } = withValidation(dataset(labels), count, seed);
          const [rest, held] = [imagesOf(train), imagesOf(validation!)];
          expect(held).toHaveLength(count);
          expect(ascending([...rest, ...held])).toEqual([...labels.keys()]);
          expect(rest).toEqual(ascending(rest));
          expect(held).toEqual(ascending(held));
          for (const part of [train, validation!]) {
            expect([...part.labels]).toEqual(imagesOf(part).map((image) => labels[image]));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are of each class as many as its share, within one, and leave one of each to train', () => {
    fc.assert(
      fc.property(anySet, anySeed, (labels, seed) => {
        const count = Math.floor((labels.length - new Set(labels).size) / 2) + 1;
        const { train, validation } = withValidation(dataset(labels), count, seed);
        const [all, held] = [countsOf(labels), countsOf(validation!.labels)];
        expect([...countsOf(train.labels).keys()].sort()).toEqual([...all.keys()].sort());
        for (const [label, of] of all) {
          const exact = (of * count) / labels.length;
          // Where a class may give all but one, others give more in its place.
          if (of - 1 >= Math.ceil(exact)) {
            expect(held.get(label) ?? 0).toBeGreaterThanOrEqual(Math.floor(exact));
          }
          expect(held.get(label) ?? 0).toBeLessThan(of);
        }
      }),
    );
  });

  it('go by largest remainders', () => {
    // 7 of 20: quotas of 10, 6 and 4 are 3.5, 2.1 and 1.4.
    const labels = [10, 6, 4].flatMap((count, label) => new Array<number>(count).fill(label));
    const { validation } = withValidation(dataset(labels), 7, 0);
    expect(Object.fromEntries(countsOf(validation!.labels))).toEqual({ 0: 4, 1: 2, 2: 1 });
  });

  it('are the same for the same seed and others for another', () => {
    const labels = Array.from({ length: 300 }, (_, i) => i % 4);
    const held = (seed: number): number[] =>
      imagesOf(withValidation(dataset(labels), 0.2, seed).validation!);
    expect(held(7)).toEqual(held(7));
    expect(held(7)).not.toEqual(held(8));
    expect(held(7)).toHaveLength(60);
  });

  it('of every image come about as often as of any other', () => {
    const times = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const labels = Array.from({ length: 20 }, (_, i) => i % 2);
      for (const image of imagesOf(withValidation(dataset(labels), 4, seed).validation!))
        times[image]! += 1;
    }
    // A fifth of 2,000 with a deviation of 18.
    for (const count of times) expect(Math.abs(count - 400)).toBeLessThan(5 * 18);
  });

  it('leave a set as it is where none are asked for, its own validation images too', () => {
    const set = dataset([0, 1, 2, 3], numbered([1, 2]));
    expect(withValidation(set, 0, 5)).toBe(set);
  });

  it('take the place of those that the set has, and say so', () => {
    const { validation, notes } = withValidation(
      dataset([0, 1, 2, 3, 0, 1, 2, 3], numbered([1, 2])),
      4,
      0,
    );
    expect(countsOf(validation!.labels)).toEqual(countsOf([0, 1, 2, 3]));
    expect(notes).toEqual([
      'The 2 validation images that numbered has itself are left out: mnistLab.validation is 4.',
    ]);
  });

  it.each([
    [
      0.01,
      'mnistLab.validation is 0.01, and that share of 8 training images is less than one: choose more.',
    ],
    [
      5,
      'mnistLab.validation asks for 5 of the 8 training images, and one of each class has to be left: choose 4 at most.',
    ],
  ])('that cannot be had are refused: %d', async (validation, message) => {
    const error = await refusal(() =>
      withValidation(dataset([0, 1, 2, 3, 0, 1, 2, 3]), validation, 0),
    );
    expect(error.message).toBe(message);
    expect(error.setting).toBe('mnistLab.validation');
  });

  it('of MNIST lie in the memory of the training images', async () => {
    const mnist = await loadMnist();
    const before = mnist.train.images.slice();
    const { train, validation } = withValidation(mnist, 0.1, 3);
    expect(train.images.buffer).toBe(mnist.train.images.buffer);
    expect(validation!.images.buffer).toBe(train.images.buffer);
    expect([train.count, validation!.count]).toEqual([54_000, 6_000]);
    // MNIST's train images are from 5,421 to 6,742 of a class.
    const counts = [...countsOf(validation!.labels).values()];
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([542, 674]);
    const digest = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0);
    expect(digest(train.images) + digest(validation!.images)).toBe(digest(before));
  });
});

describe('test images of a set that has none', () => {
  const { test: _, ...without } = dataset(Array.from({ length: 40 }, (_, i) => i % 4));

  it('are a fifth, by class, and said', () => {
    const set = withTest(without);
    expect([...countsOf(set.test.labels).values()]).toEqual([2, 2, 2, 2]);
    expect(set.train.count).toBe(32);
    expect(set.notes).toEqual([
      'numbered has no test images of its own: 8 of its 40 images, drawn by class, are held out for testing, the same ones in every run.',
    ]);
  });

  it('cannot be had where each class has but one image', async () => {
    const { test: _, ...single } = dataset([0, 1, 2]);
    const error = await refusal(() => withTest(single));
    expect(error.message).toBe(
      'numbered has no test images, and with 3 images of its own none can be spared for that: add images.',
    );
  });
});
