import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LayerNormPlan } from '../../extension/layers/layer-norm';
import { expectSameBits, expectWithin } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { layerNormBackward, layerNormForward } from '../support/reference-layers';

/** Rows of an image, and values of a row: 1, primes, no multiple of 8, and more than one chain of sums. */
const sizes = [
  { batch: 1, rows: 1, size: 1 },
  { batch: 8, rows: 1, size: 7 },
  { batch: 3, rows: 13, size: 5 },
  { batch: 17, rows: 3, size: 131 },
  { batch: 9, rows: 1, size: 809 },
  { batch: 25, rows: 97, size: 2 },
];
const affines = [
  { affine: 'weight and bias', elementwiseAffine: true, bias: true },
  { affine: 'a weight', elementwiseAffine: true, bias: false },
  { affine: 'neither', elementwiseAffine: false, bias: false },
];
const cases = sizes.flatMap((size) =>
  [0, 1000].flatMap((offset) => affines.map((affine) => ({ ...size, ...affine, offset }))),
);

describe.each(variants)('layer norm, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  function planOf(size: number, change: Partial<LayerNormPlan> = {}): LayerNormPlan {
    const affine = { elementwiseAffine: true, bias: true };
    return { type: 'layer_norm', name: 'norm', normalizedShape: [size], eps: 1e-5, ...affine, ...change }; // prettier-ignore
  }

  /** A mean that is large against the deviation is where float32 sums would lose everything. */
  test.each(cases)(
    '$batch × $rows × $size around $offset with $affine agrees with float64 in both directions',
    ({ batch, rows, size, offset, elementwiseAffine, bias: hasBias }) => {
      const { kernels } = bench;
      const plan = planOf(size, { elementwiseAffine, bias: hasBias });
      const features = rows * size;
      const packs = Math.ceil(batch / PACK);
      const random = new TestRandom(batch + size);
      const x = random.floats(batch * features).map((value) => value + offset);
      const dy = random.floats(batch * features);
      const weight = elementwiseAffine ? random.floats(size).map((value) => value + 1.5) : null;
      const bias = hasBias ? random.floats(size) : null;
      const input = bench.floats(toPacks(x, batch, features, 0.25));
      const gradient = bench.floats(toPacks(dy, batch, features, 0));
      const w = weight === null ? 0 : bench.floats(weight);
      const b = bias === null ? 0 : bench.floats(bias);
      const statistics = bench.output(packs * rows * 2 * PACK);
      const output = bench.output(packs * features * PACK);
      const all = packs * rows;
      const read = (at: number): Float32Array =>
        fromPacks(bench.read(at, packs * features * PACK), batch, features);

      // Near a mean of 1000, float32 holds no more than 3e-5; a deviation that is small magnifies that.
      const scale = Math.max(...inverseDeviations(x, size));
      const noise = 2e-6 + (1 + offset) * 1e-7 * scale;
      kernels.layerNormForward(output, input, statistics, w, b, all, size, plan.eps);
      const y = layerNormForward(x, weight, bias, plan);
      expectWithin(read(output), y, 'y', (value) => noise * (1 + Math.abs(value)));

      const expected = layerNormBackward(x, weight, dy, plan);
      if (w !== 0) {
        const [dWeight, dBias] = [bench.output(size), b === 0 ? 0 : bench.output(size)];
        const images = batch * rows;
        const close = (): number => 4 * noise * Math.sqrt(images);
        for (const times of [1, 2]) {
          const accumulate = times > 1;
          kernels.layerNormWeightGradient(dWeight, dBias, gradient, input, statistics, all, size, accumulate); // prettier-ignore
          const sums = (values: Float64Array) => values.map((value) => times * value);
          expectWithin(bench.read(dWeight, size), sums(expected.dWeight), 'dWeight', close);
          if (dBias !== 0) {
            expectWithin(bench.read(dBias, size), sums(expected.dBias), 'dBias', close);
          }
        }
      }
      kernels.layerNormInputGradient(input, gradient, statistics, w, all, size);
      expectWithin(read(input), expected.dx, 'dx', () => 4 * noise * scale);
      // Spare lanes give no gradient to the layers below.
      const packed = bench.read(input, packs * features * PACK);
      const spare = toPacks(new Float32Array(batch * features), batch, features, 1);
      expect(packed.some((value, i) => spare[i] === 1 && value !== 0)).toBe(false);
    },
  );

  test('an image’s bits do not depend on its place in a pack', () => {
    const { kernels } = bench;
    const size = 300;
    const random = new TestRandom(2);
    const image = random.floats(size);
    const others = random.floats(7 * size);
    const outputs = [0, 3, 4, 7].map((place) => {
      const images = [...others.slice(0, place * size), ...image, ...others.slice(place * size)];
      const input = bench.floats(toPacks(images, PACK, size, 0));
      const output = bench.output(PACK * size);
      kernels.layerNormForward(output, input, bench.output(2 * PACK), 0, 0, 1, size, 1e-5);
      const y = fromPacks(bench.read(output, PACK * size), PACK, size);
      return y.subarray(place * size, (place + 1) * size);
    });
    for (const output of outputs) expectSameBits(output, outputs[0]!, 'y');
  });

  test('a row of one value everywhere has nothing left but the bias, however small eps', () => {
    const { kernels } = bench;
    const size = 203;
    // Eight images at a time. Each value is off its mean by rounding alone, and the squares of that by theirs.
    for (const random of [1, 2, 3, 4].map((seed) => new TestRandom(seed))) {
      const values = random.floats(PACK, 3);
      const bias = random.floats(size);
      const input = bench.floats(Float32Array.from({ length: size * PACK }, (_, i) => values[i % PACK]!)); // prettier-ignore
      const [w, b] = [bench.floats(new Float32Array(size).fill(1)), bench.floats(bias)];
      const output = bench.output(size * PACK);
      for (const eps of [1e-5, 1e-30]) {
        kernels.layerNormForward(output, input, bench.output(2 * PACK), w, b, 1, size, eps);
        const y = fromPacks(bench.read(output, size * PACK), PACK, size);
        expectWithin(
          y,
          Float32Array.from(y, (_, i) => bias[i % size]!),
          'y',
          () => 1e-6,
        );
      }
    }
  });

  test('a long row of one large value has no variance below 0', () => {
    const size = 50_021;
    // One whose mean is off so far that the squares of that round to less than it.
    const input = bench.floats(new Float32Array(size * PACK).fill(277_246_112));
    const output = bench.output(size * PACK);
    bench.kernels.layerNormForward(output, input, bench.output(2 * PACK), 0, 0, 1, size, 1e-5);
    expect(bench.read(output, size * PACK).every(Number.isFinite)).toBe(true);
  });
});

/** 1 / deviation of each row. */
function inverseDeviations(x: Float32Array, size: number): number[] {
  return Array.from({ length: x.length / size }, (_, row) => {
    const values = x.subarray(row * size, (row + 1) * size);
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
    return 1 / Math.sqrt(variance + 1e-5);
  });
}
