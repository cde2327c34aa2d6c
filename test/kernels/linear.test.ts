import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { activationGradients, linearBackward, linearForward } from '../support/reference';

/** 1, primes, just past a panel, a SIMD vector or a chunk of K, and the networks' own. */
const sizes = [
  { batch: 1, inFeatures: 1, outFeatures: 1 },
  { batch: 2, inFeatures: 3, outFeatures: 5 },
  { batch: 8, inFeatures: 4, outFeatures: 6 },
  { batch: 9, inFeatures: 7, outFeatures: 7 },
  { batch: 13, inFeatures: 31, outFeatures: 11 },
  { batch: 17, inFeatures: 255, outFeatures: 13 },
  { batch: 5, inFeatures: 257, outFeatures: 2 },
  { batch: 24, inFeatures: 784, outFeatures: 170 },
  { batch: 3, inFeatures: 3380, outFeatures: 10 },
];

describe.each(variants)('linear layers, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  function pack(weight: Float32Array, rows: number, depth: number, transposed: boolean): number {
    const packed = bench.output(rows * depth);
    const strides: [number, number] = transposed ? [1, rows] : [depth, 1];
    bench.kernels.packPanels(packed, bench.floats(weight), rows, depth, ...strides, 0, 1);
    return packed;
  }

  test.each(sizes)('y of $batch × $inFeatures → $outFeatures', (size) => {
    const { batch, inFeatures, outFeatures } = size;
    const random = new TestRandom(1);
    const x = random.floats(batch * inFeatures);
    const weight = random.floats(outFeatures * inFeatures);
    const bias = random.floats(outFeatures);
    const packs = Math.ceil(batch / PACK);
    const output = bench.output(packs * outFeatures * PACK);
    bench.kernels.linearForward(
      output,
      bench.floats(toPacks(x, batch, inFeatures, 0)),
      pack(weight, outFeatures, inFeatures, false),
      bench.floats(bias),
      inFeatures,
      outFeatures,
      packs,
      true,
      bench.allocate(bench.kernels.linearWorkBytes()),
    );
    const y = fromPacks(bench.read(output, packs * outFeatures * PACK), batch, outFeatures);
    const expected = linearForward(x, weight, bias, size);
    expectClose(y, expected, 'y', { terms: inFeatures, shape: [batch, outFeatures] });
  });

  test.each(sizes)('dx of $batch × $inFeatures → $outFeatures, by what made x', (size) => {
    const { batch, inFeatures, outFeatures } = size;
    const random = new TestRandom(2);
    const weight = random.floats(outFeatures * inFeatures);
    const dy = random.floats(batch * outFeatures);
    // Results of a sigmoid, or of a ReLU where not positive.
    const x = random.floats(batch * inFeatures);
    const packs = Math.ceil(batch / PACK);
    const packed = pack(weight, inFeatures, outFeatures, true);
    const { dx } = linearBackward(x, weight, dy, size);
    const finishes = [
      (value: number) => value,
      activationGradients.sigmoid,
      activationGradients.relu,
    ];
    finishes.forEach((finish, mode) => {
      const gradient = bench.floats(toPacks(x, batch, inFeatures, 0));
      const dyPacks = bench.floats(toPacks(dy, batch, outFeatures, 0));
      bench.kernels.linearInputGradient(
        gradient,
        dyPacks,
        packed,
        inFeatures,
        outFeatures,
        packs,
        mode,
        bench.allocate(bench.kernels.linearWorkBytes()),
      );
      const actual = fromPacks(bench.read(gradient, packs * inFeatures * PACK), batch, inFeatures);
      const expected = dx.map((value, i) => finish(value, x[i]!));
      expectClose(actual, expected, `dx, mode ${mode}`, {
        terms: outFeatures,
        shape: [batch, inFeatures],
      });
    });
  });

  test.each(sizes)('dW and db of $batch × $inFeatures → $outFeatures, tile on tile', (size) => {
    const { batch, inFeatures, outFeatures } = size;
    const random = new TestRandom(3);
    const x = random.floats(batch * inFeatures);
    const dy = random.floats(batch * outFeatures);
    const packs = Math.ceil(batch / PACK);
    const dWeight = bench.output(outFeatures * inFeatures);
    const dBias = bench.output(outFeatures);
    // Spare lanes: x repeats an image, dy is zero.
    const xPacks = bench.floats(toPacks(x, batch, inFeatures, 0.5));
    const dyPacks = bench.floats(toPacks(dy, batch, outFeatures, 0));
    const expected = linearBackward(x, new Float32Array(outFeatures * inFeatures), dy, size);
    for (const times of [1, 2]) {
      bench.kernels.linearWeightGradient(
        dWeight,
        dBias,
        dyPacks,
        xPacks,
        inFeatures,
        outFeatures,
        packs,
        times > 1,
      );
      const terms = batch * times;
      expectClose(
        bench.read(dWeight, outFeatures * inFeatures),
        expected.dWeight.map((value) => value * times),
        `dW after ${times}`,
        { terms, shape: [outFeatures, inFeatures] },
      );
      expectClose(
        bench.read(dBias, outFeatures),
        expected.dBias.map((value) => value * times),
        `db after ${times}`,
        { terms },
      );
    }
  });

  test('an empty batch writes no output and has zero weight gradients', () => {
    const weight = bench.floats([1, 2, 3, 4, 5, 6]);
    const untouched = bench.output(24);
    bench.kernels.linearForward(untouched, untouched, weight, weight, 3, 2, 0, true, untouched);
    bench.kernels.linearInputGradient(untouched, untouched, weight, 3, 2, 0, 0, untouched);
    expect([...bench.read(untouched, 24)]).toEqual(Array<number>(24).fill(NaN));
    const dWeight = bench.output(6);
    const dBias = bench.output(2);
    bench.kernels.linearWeightGradient(dWeight, dBias, untouched, untouched, 3, 2, 0, false);
    expect([...bench.read(dWeight, 6), ...bench.read(dBias, 2)]).toEqual(Array<number>(8).fill(0));
  });

  test.each([1, 2, 5, 6, 7, 12, 13, 20, 170])('panels split %i rows evenly and wholly', (rows) => {
    const { panelCount, panelStart } = bench.kernels;
    const limit = bench.fused ? 6 : 5;
    const count = panelCount(rows);
    expect(count).toBe(Math.ceil(rows / limit));
    const starts = Array.from({ length: count + 1 }, (_, i) => panelStart(rows, i));
    const heights = starts.slice(1).map((start, i) => start - starts[i]!);
    expect(starts[0]).toBe(0);
    expect(starts.at(-1)).toBe(rows);
    expect(Math.max(...heights)).toBeLessThanOrEqual(limit);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
  });

  test('packing shared out among threads gives what one thread gives', () => {
    const random = new TestRandom(4);
    const [rows, depth] = [23, 7];
    const matrix = bench.floats(random.floats(rows * depth));
    const whole = bench.output(rows * depth);
    const shared = bench.output(rows * depth);
    bench.kernels.packPanels(whole, matrix, rows, depth, depth, 1, 0, 1);
    for (const thread of [2, 0, 1]) {
      bench.kernels.packPanels(shared, matrix, rows, depth, depth, 1, thread, 3);
    }
    expect(bench.read(shared, rows * depth)).toEqual(bench.read(whole, rows * depth));
  });
});
