import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectWithin } from '../support/close';
import { readClassWeightFixtures } from '../support/fixtures';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { crossEntropy } from '../support/reference';

describe.each(variants)('softmax and cross-entropy, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  const classCounts = [1, 2, 3, 7, 10, 47];
  const imageCounts = [1, 3, 7, 8];

  /** The kernel on one pack, the other lanes filled with something that must not count. */
  function runCrossEntropy(logits: Float32Array, labels: Uint8Array, classes: number, of: number) {
    const images = labels.length;
    const address = bench.floats(toPacks(logits, images, classes, 3));
    const lanes = new Uint8Array(PACK);
    lanes.set(labels);
    const scratch = bench.allocate(64);
    const labelAddress = bench.input(lanes);
    const loss = bench.kernels.crossEntropy(
      address,
      labelAddress,
      classes,
      images,
      1 / of,
      scratch,
    );
    return { loss, gradient: bench.read(address, classes * PACK) };
  }

  test.each(classCounts)(
    'loss and gradient over %i classes, for every count of images',
    (classes) => {
      const random = new TestRandom(classes);
      for (const images of imageCounts) {
        for (const scale of [1, 30]) {
          const logits = random.floats(images * classes, scale);
          const labels = Uint8Array.from({ length: images }, () => random.integer(0, classes - 1));
          const { loss, gradient } = runCrossEntropy(logits, labels, classes, images);
          const expected = crossEntropy(logits, labels, classes);
          expectWithin([loss / images], [expected.loss], 'loss', (value) => 3e-7 * (1 + value));
          expectWithin(
            fromPacks(gradient, images, classes),
            expected.dLogits,
            'dLogits',
            () => 5e-7 / images,
            [images, classes],
          );
          const spare = gradient.filter((_, i) => i % PACK >= images);
          expect(spare.every((value) => value === 0)).toBe(true);
          bench.check();
          bench.reset();
        }
      }
    },
  );

  test('huge logits neither overflow nor lose the loss', () => {
    const logits = Float32Array.from([1e6, -1e6, 0, 3e6, 3e6, 0]);
    const { loss, gradient } = runCrossEntropy(logits, Uint8Array.from([0, 1]), 3, 2);
    expectWithin([loss], [Math.log(2)], 'loss', () => 1e-6);
    expect([...fromPacks(gradient, 2, 3)]).toEqual([0, 0, 0, 0.25, -0.25, 0]);
  });

  test('a NaN logit gives a NaN loss, never a number', () => {
    const { loss } = runCrossEntropy(Float32Array.from([0, NaN, 1]), Uint8Array.from([0]), 3, 1);
    expect(loss).toBeNaN();
  });

  describe('with class weights', () => {
    const { losses } = readClassWeightFixtures();

    function runWeighted(logits: Float32Array, labels: Uint8Array, weights: Float32Array) {
      const images = labels.length;
      const classes = weights.length;
      const address = bench.floats(toPacks(logits, images, classes, 3));
      const lanes = new Uint8Array(PACK);
      lanes.set(labels);
      const total = labels.reduce((sum, label) => sum + weights[label]!, 0);
      const loss = bench.kernels.weightedCrossEntropy(
        address,
        bench.input(lanes),
        bench.floats(weights),
        classes,
        images,
        1 / total,
        bench.allocate(64),
      );
      return { loss: loss / total, gradient: bench.read(address, classes * PACK) };
    }

    test.each(losses)('$labels.length images of $classes classes, as PyTorch', (given) => {
      const { classes, labels } = given;
      const { loss, gradient } = runWeighted(
        Float32Array.from(given.logits),
        Uint8Array.from(labels),
        Float32Array.from(given.weight),
      );
      expectWithin([loss], [given.loss], 'loss', (value) => 3e-7 * (1 + value));
      expectWithin(
        fromPacks(gradient, labels.length, classes),
        given.dLogits,
        'dLogits',
        () => 5e-7,
        [labels.length, classes],
      );
      const spare = gradient.filter((_, i) => i % PACK >= labels.length);
      expect(spare.every((value) => value === 0)).toBe(true);
    });

    test('of 1 are the bits of none', () => {
      const random = new TestRandom(3);
      const logits = random.floats(6 * 7, 4);
      const labels = Uint8Array.from({ length: 6 }, () => random.integer(0, 6));
      const without = runCrossEntropy(logits, labels, 7, 6);
      const with1 = runWeighted(logits, labels, new Float32Array(7).fill(1));
      expect(with1.loss).toBe(without.loss / 6);
      expect([...with1.gradient]).toEqual([...without.gradient]);
    });

    test('the gradient is that of the loss, by finite differences', () => {
      const random = new TestRandom(5);
      const [classes, images] = [4, 5];
      const weights = Float32Array.from([0.25, 4, 1, 0.5]);
      const labels = Uint8Array.from([1, 0, 3, 1, 2]);
      const logits = random.floats(images * classes, 2);
      const gradient = fromPacks(runWeighted(logits, labels, weights).gradient, images, classes);
      const step = 2 ** -6;
      const differences = Array.from(logits, (value, i) => {
        const moved = (by: number): number => {
          const at = logits.slice();
          at[i] = value + by;
          return runWeighted(at, labels, weights).loss;
        };
        return (moved(step) - moved(-step)) / (2 * step);
      });
      expectWithin(gradient, differences, 'dLogits', () => 1e-4, [images, classes]);
    });
  });
});
