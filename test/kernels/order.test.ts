import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KernelBench, variants } from '../support/kernels';
import { TestRandom } from '../support/random';

/** Bytes that may be read past the last image. */
const SLACK = 16;

describe.each(variants)('the order of a batch, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  function keysOf(images: Uint8Array, shape: readonly [number, number, number]): number[] {
    const count = images.length / (shape[0] * shape[1] * shape[2]);
    const address = bench.input(Uint8Array.from([...images, ...Array<number>(SLACK).fill(255)]));
    const keys = bench.allocate(2 * count);
    bench.kernels.orderKeys(keys, address, count, ...shape);
    return [...new Uint16Array(bench.readBytes(keys, 2 * count).buffer)];
  }

  test.each([
    [1, 28, 28],
    [1, 2, 1],
    [1, 1, 5],
    [3, 5, 16],
    [2, 9, 17],
    [1, 12, 200],
  ] as const)('keys of %i x %i x %i follow from how far the halves reach', (...shape) => {
    const random = new TestRandom(shape[2]);
    const drawings = Array.from({ length: 60 }, () => draw(random, shape));
    const keys = keysOf(Uint8Array.from(drawings.flatMap((drawing) => [...drawing])), shape);
    expect(keys).toEqual(drawings.map((drawing) => expectedKey(drawing, shape)));
  });

  test.each([1, 2, 7, 64, 1000])(
    '%i images are sorted by key, equal ones as they came',
    (count) => {
      const random = new TestRandom(count);
      const images = 300;
      // Few keys and many, low and high bytes that differ.
      const keys = Array.from({ length: images }, () => random.integer(0, 40) * 1571);
      const indices = Array.from({ length: count }, () => random.integer(0, images - 1));
      const order = bench.allocate(4 * count);
      const sorted = bench.allocate(4 * count);
      const { kernels } = bench;
      const keyBytes = bench.input(new Uint8Array(Uint16Array.from(keys).buffer));
      const work = bench.allocate(kernels.orderBytes(count));
      kernels.orderBatch(order, sorted, bench.words(indices), keyBytes, count, work);
      const expected = [...indices.keys()].sort(
        (a, b) => keys[indices[a]!]! - keys[indices[b]!]! || a - b,
      );
      expect(words(order, count)).toEqual(expected);
      expect(words(sorted, count)).toEqual(expected.map((place) => indices[place]));
    },
  );

  function words(address: number, count: number): number[] {
    return [...new Uint32Array(bench.readBytes(address, 4 * count).buffer)];
  }
});

/** A rectangle of something, at times nothing. */
function draw(random: TestRandom, [channels, height, width]: readonly number[]): Uint8Array {
  const image = new Uint8Array(channels! * height! * width!);
  for (let stroke = random.integer(0, 2); stroke > 0; stroke--) {
    const channel = random.integer(0, channels! - 1);
    const row = random.integer(0, height! - 1);
    const first = random.integer(0, width! - 1);
    const last = random.integer(first, width! - 1);
    image.fill(
      1,
      (channel * height! + row) * width! + first,
      (channel * height! + row) * width! + last + 1,
    );
  }
  return image;
}

/** Sixteen levels for each side: left above, right below, right above, left below; odd levels turn the next one round. */
function expectedKey(image: Uint8Array, [channels, height, width]: readonly number[]): number {
  const half = Math.floor(height! / 2);
  const columns = (from: number, to: number): [number, number] => {
    const drawn = [...Array(width).keys()].filter((x) =>
      [...Array(channels).keys()].some((channel) =>
        [...Array(height).keys()].some(
          (row) => row >= from && row < to && image[(channel * height! + row) * width! + x] !== 0,
        ),
      ),
    );
    return drawn.length === 0 ? [width!, 0] : [drawn[0]!, drawn.at(-1)! + 1];
  };
  const [upperFirst, upperEnd] = columns(0, half);
  const [lowerFirst, lowerEnd] = columns(half, height!);
  return [upperFirst, lowerEnd, upperEnd, lowerFirst].reduce((key, column) => {
    const level = Math.floor((16 * column) / (width! + 1));
    return 16 * key + (key % 2 === 1 ? 15 - level : level);
  }, 0);
}
