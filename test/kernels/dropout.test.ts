import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KernelBench, PACK, variants } from '../support/kernels';
import { philox } from '../support/philox';
import { TestRandom } from '../support/random';

describe.each(variants)('dropout, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  function dropOut(values: Float32Array, p: number, step: number, pack: number): Float32Array {
    const count = values.length;
    const output = bench.output(count);
    const words = bench.allocate((count + 16) * 4);
    bench.kernels.dropoutPack(output, bench.floats(values), count, p, words, 9, 5, 2, step, pack);
    return bench.read(output, count);
  }

  test.each([1, 3, 7, 64])('keeps of %i features what the generator says, scaled', (features) => {
    const values = new TestRandom(features).floats(features * PACK);
    const p = 0.3;
    const actual = dropOut(values, p, 11, 4);
    values.forEach((value, i) => {
      const word = philox([Math.floor(i / 4), 2, 11, 5], [9, 5])[i % 4]!;
      const expected = word < p * 2 ** 32 ? 0 : Math.fround(value * Math.fround(1 / (1 - p)));
      expect(actual[i]! + 0).toBe(expected + 0);
    });
  });

  test('drops about as many as it should, and others in each step and pack', () => {
    const ones = new Float32Array(4000 * PACK).fill(1);
    for (const p of [0, 0.1, 0.5, 0.99]) {
      const share = dropOut(ones, p, 0, 0).filter((value) => value === 0).length / ones.length;
      // Six standard deviations.
      expect(Math.abs(share - p)).toBeLessThanOrEqual(6 * Math.sqrt((p * (1 - p)) / ones.length));
      bench.check();
      bench.reset();
    }
    const first = dropOut(ones, 0.5, 0, 0);
    expect(dropOut(ones, 0.5, 0, 0)).toEqual(first);
    expect(dropOut(ones, 0.5, 1, 0)).not.toEqual(first);
    expect(dropOut(ones, 0.5, 0, 1)).not.toEqual(first);
  });
});
