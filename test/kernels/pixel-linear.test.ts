import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Normalization } from '../../extension/engine/plan';
import { expectClose } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { linearBackward, linearForward, normalizePixels } from '../support/reference';

/** 1, primes, just past a vector, a block of sums or 16 bytes, and the networks' own. */
const sizes = [
  { batch: 1, inFeatures: 1, outFeatures: 1 },
  { batch: 2, inFeatures: 3, outFeatures: 5 },
  { batch: 8, inFeatures: 16, outFeatures: 4 },
  { batch: 9, inFeatures: 17, outFeatures: 7 },
  { batch: 13, inFeatures: 31, outFeatures: 48 },
  { batch: 23, inFeatures: 255, outFeatures: 49 },
  { batch: 5, inFeatures: 257, outFeatures: 101 },
  { batch: 128, inFeatures: 144, outFeatures: 10 },
  { batch: 24, inFeatures: 784, outFeatures: 170 },
];

/** Shares of pixels that are not background. */
const densities = { background: 0, digits: 0.19, full: 1 };

/** Images of so many bytes that are not 0; every other image of `digits` is 0 or 255 throughout. */
function draw(random: TestRandom, count: number, pixels: number, density: number): Uint8Array {
  return Uint8Array.from({ length: count * pixels }, (_, i) => {
    const image = Math.floor(i / pixels);
    if (density === densities.digits && image % 5 === 3) return 0;
    if (density === densities.digits && image % 5 === 4) return 255;
    return random.next() < density ? random.integer(1, 255) : 0;
  });
}

describe.each(variants)('linear layers on the image, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** Compact lists of images in this order, spare lanes included, and room to work in. */
  function prepare(images: Uint8Array, indices: readonly number[], size: (typeof sizes)[number]) {
    const { kernels } = bench;
    const { inFeatures, outFeatures } = size;
    const count = Math.ceil(indices.length / PACK) * PACK;
    const lists = bench.allocate(kernels.pixelListBytes(count, inFeatures));
    const input = bench.input(images);
    const orders = bench.allocate(kernels.PIXEL_ORDER_BYTES.value);
    kernels.pixelOrders(orders);
    const { length } = indices;
    kernels.pixelLists(lists, input, bench.words(indices), length, count, inFeatures, orders);
    return { lists, work: bench.allocate(kernels.pixelWorkBytes(count, inFeatures, outFeatures)) };
  }

  /** Some images twice, not all, in no order. */
  function pick(random: TestRandom, { batch }: (typeof sizes)[number]): number[] {
    return Array.from({ length: batch }, () => random.integer(0, batch - 1));
  }

  function pixelsOf(
    images: Uint8Array,
    indices: readonly number[],
    pixels: number,
    normalization: Normalization,
  ): Float64Array {
    const bytes = indices.flatMap((index) => [
      ...images.subarray(index * pixels, (index + 1) * pixels),
    ]);
    return normalizePixels(bytes, normalization, pixels / normalization.mean.length);
  }

  const cases = Object.entries(densities).flatMap(([name, density]) =>
    [1, 3].map((channels) => ({ name, density, channels })),
  );
  describe.each(cases)('$name, $channels channels', ({ density, channels }) => {
    // Where several channels do not divide the pixels, the notebook's one takes their place.
    const normalizationFor = (pixels: number): Normalization =>
      channels === 1 || pixels % channels !== 0
        ? { mean: [128], deviation: [256] }
        : { mean: [125.3, 0, 60], deviation: [255, 255, 130] };

    test.each(sizes)('y of $batch × $inFeatures → $outFeatures', (size) => {
      const { batch, inFeatures, outFeatures } = size;
      const { kernels } = bench;
      const random = new TestRandom(1);
      const images = draw(random, batch, inFeatures, density);
      const indices = pick(random, size);
      const weight = random.floats(outFeatures * inFeatures);
      const bias = random.floats(outFeatures);
      const packs = Math.ceil(batch / PACK);
      const { lists, work } = prepare(images, indices, size);
      const normalization = normalizationFor(inFeatures);
      const table = bench.normalization(normalization);
      const rows = bench.output(kernels.pixelWeightFloats(inFeatures, outFeatures));
      kernels.pixelPackWeights(rows, bench.floats(weight), inFeatures, outFeatures);
      const x = pixelsOf(images, indices, inFeatures, normalization);
      for (const given of [bias, null]) {
        const background = bench.output(kernels.pixelWeightFloats(1, outFeatures));
        const biasAddress = given === null ? 0 : bench.floats(given);
        // As two threads do.
        for (const thread of [1, 0]) {
          kernels.pixelBackground(background, rows, biasAddress, inFeatures, outFeatures, thread, 2, table); // prettier-ignore
        }
        const output = bench.output(packs * outFeatures * PACK);
        kernels.pixelForward(output, work, lists, rows, background, inFeatures, outFeatures, packs, table); // prettier-ignore
        const written = bench.read(output, packs * outFeatures * PACK);
        const expected = linearForward(x, weight, given ?? new Float32Array(outFeatures), size);
        expectClose(fromPacks(written, batch, outFeatures), expected, 'y', {
          // Those of the image, and those of the background.
          terms: 2 * inFeatures,
          shape: [batch, outFeatures],
        });
        // Spare lanes repeat the last image.
        const all = fromPacks(written, packs * PACK, outFeatures);
        const last = all.slice((batch - 1) * outFeatures, batch * outFeatures);
        for (let image = batch; image < packs * PACK; image++) {
          expect(all.slice(image * outFeatures, (image + 1) * outFeatures)).toEqual(last);
        }
      }
    });

    test.each(sizes)('dW and db of $batch × $inFeatures → $outFeatures, tile on tile', (size) => {
      const { batch, inFeatures, outFeatures } = size;
      const { kernels } = bench;
      const random = new TestRandom(2);
      const images = draw(random, batch, inFeatures, density);
      const indices = pick(random, size);
      const dy = random.floats(batch * outFeatures);
      const packs = Math.ceil(batch / PACK);
      const { lists, work } = prepare(images, indices, size);
      const normalization = normalizationFor(inFeatures);
      const table = bench.normalization(normalization);
      const stored = kernels.pixelWeightFloats(1, outFeatures);
      // What is past the last output is zero from the start.
      const rows = bench.floats(
        Float32Array.from({ length: inFeatures * stored }, (_, i) =>
          i % stored < outFeatures ? NaN : 0,
        ),
      );
      const dBias = bench.output(outFeatures);
      const dyPacks = bench.floats(toPacks(dy, batch, outFeatures, 0));
      const x = pixelsOf(images, indices, inFeatures, normalization);
      const expected = linearBackward(x, new Float32Array(outFeatures * inFeatures), dy, size);
      for (const times of [1, 2, 3]) {
        // Without a bias the second time.
        const biasAddress = times === 2 ? 0 : dBias;
        kernels.pixelWeightGradient(
          rows,
          biasAddress,
          dyPacks,
          work,
          lists,
          inFeatures,
          outFeatures,
          packs,
          times > 1,
          table,
        );
        const dWeight = bench.output(outFeatures * inFeatures);
        kernels.pixelUnpackWeights(dWeight, rows, inFeatures, outFeatures);
        const terms = batch * times;
        expectClose(
          bench.read(dWeight, outFeatures * inFeatures),
          expected.dWeight.map((value) => value * times),
          `dW after ${times}`,
          { terms, shape: [outFeatures, inFeatures] },
        );
        expectClose(
          bench.read(dBias, outFeatures),
          expected.dBias.map((value) => value * (times === 1 ? 1 : times - 1)),
          `db after ${times}`,
          { terms },
        );
        // What is past the last output stays zero, or the optimiser would move it.
        const spare = bench
          .read(rows, inFeatures * stored)
          .filter((_, i) => i % stored >= outFeatures);
        expect(spare.every((value) => value === 0)).toBe(true);
      }
    });
  });

  test.each(sizes)('weights of $inFeatures → $outFeatures come back as they were', (size) => {
    const { inFeatures, outFeatures } = size;
    const weight = new TestRandom(3).floats(outFeatures * inFeatures);
    const rows = bench.output(bench.kernels.pixelWeightFloats(inFeatures, outFeatures));
    const back = bench.output(outFeatures * inFeatures);
    bench.kernels.pixelPackWeights(rows, bench.floats(weight), inFeatures, outFeatures);
    bench.kernels.pixelUnpackWeights(back, rows, inFeatures, outFeatures);
    expect(bench.read(back, outFeatures * inFeatures)).toEqual(weight);
  });

  test.each([1, 15, 16, 17, 255, 784])(
    'lists name every pixel of %i that is something',
    (pixels) => {
      const random = new TestRandom(4);
      const images = draw(random, 10, pixels, 0.3);
      const { lists } = prepare(images, [7, 2, 9], {
        batch: 3,
        inFeatures: pixels,
        outFeatures: 1,
      });
      const table = bench.readWords(lists, 2 * PACK);
      [7, 2, 9, 9, 9, 9, 9, 9].forEach((index, i) => {
        const [begin, end] = table.subarray(2 * i, 2 * i + 2);
        const bytes = images.subarray(index * pixels, (index + 1) * pixels);
        const expected = [...bytes.keys()]
          .filter((pixel) => bytes[pixel] !== 0)
          .map((pixel) => pixel * 256 + bytes[pixel]!);
        expect([...bench.readWords(begin!, (end! - begin!) / 4)]).toEqual(expected);
      });
    },
  );
});
