import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectWithin } from '../support/close';
import { KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { normalizePixels } from '../support/reference';

describe.each(variants)('gather, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  test.each([1, 7, 15, 16, 17, 49, 784])(
    'images of %i pixels are exact, spare lanes repeat',
    (pixels) => {
      const random = new TestRandom(pixels);
      const images = random.bytes(11 * pixels);
      const address = bench.input(images);
      for (let valid = 1; valid <= PACK; valid++) {
        const indices = Array.from({ length: valid }, () => random.integer(0, 10));
        const output = bench.output(pixels * PACK);
        const notebook = bench.normalization();
        bench.kernels.gatherPack(output, address, bench.words(indices), valid, pixels, notebook);
        const picked = Array.from(
          { length: PACK },
          (_, lane) => indices[Math.min(lane, valid - 1)]!,
        );
        const bytes = picked.flatMap((index) => [
          ...images.subarray(index * pixels, (index + 1) * pixels),
        ]);
        const expected = toPacks(normalizePixels(bytes), PACK, pixels, NaN);
        expect(bench.read(output, pixels * PACK)).toEqual(expected);
      }
    },
  );

  test.each([
    { name: '0…1', channels: 1, normalization: { mean: [0], deviation: [255] } },
    {
      name: 'mean and deviation by channel',
      channels: 3,
      normalization: { mean: [125.3, 122.95, 113.87], deviation: [62.99, 62.09, 66.7] },
    },
  ])('$name is what float64 says, within two roundings', ({ channels, normalization }) => {
    for (const plane of [1, 15, 16, 35, 256]) {
      const pixels = channels * plane;
      const images = Uint8Array.from({ length: PACK * pixels }, (_, i) => (i * 7) % 256);
      const output = bench.output(pixels * PACK);
      const indices = bench.words([0, 1, 2, 3, 4, 5, 6, 7]);
      const table = bench.normalization(normalization);
      bench.kernels.gatherPack(output, bench.input(images), indices, PACK, pixels, table);
      const expected = toPacks(normalizePixels(images, normalization, plane), PACK, pixels, NaN);
      const actual = bench.read(output, pixels * PACK);
      expectWithin(actual, expected, `${plane} pixels`, () => 2 ** -22);
    }
  });

  test('labels follow the indices, spare lanes are 0', () => {
    const labels = bench.input(Uint8Array.from([9, 8, 7, 6, 5]));
    for (let valid = 1; valid <= PACK; valid++) {
      const indices = Array.from({ length: valid }, (_, i) => (i * 3) % 5);
      const output = bench.allocate(PACK);
      bench.kernels.gatherLabels(output, labels, bench.words(indices), valid);
      const expected = Array.from({ length: PACK }, (_, i) => (i < valid ? 9 - ((i * 3) % 5) : 0));
      expect([...bench.readBytes(output, PACK)]).toEqual(expected);
    }
  });
});
