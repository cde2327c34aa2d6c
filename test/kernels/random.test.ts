import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectWithin } from '../support/close';
import { KernelBench, variants } from '../support/kernels';
import { philox } from '../support/philox';
import { erf } from '../support/reference';

interface KnownAnswer {
  readonly counter: readonly [number, number, number, number];
  readonly key: readonly [number, number];
  readonly block: readonly number[];
}

/**
 * Known answers of Philox4x32-10 from the Random123 distribution (`kat_vectors`): counter, key and
 * what comes out.
 */
const known: readonly KnownAnswer[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    block: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    block: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    block: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

describe.each(variants)('random numbers, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  test.each(known)('Philox4x32-10 gives the known answer for counter $counter', (given) => {
    const output = bench.allocate(64);
    bench.kernels.philox4x32(output, 1, ...given.counter, ...given.key);
    expect([...bench.readWords(output, 4)]).toEqual(given.block);
    expect(philox(given.counter, given.key)).toEqual(given.block);
  });

  test('blocks come in order, whatever their group and lane', () => {
    const output = bench.allocate(3 * 64);
    const first = 0xfffffffa;
    bench.kernels.philox4x32(output, 3, first, 5, 6, 7, 8, 9);
    const expected = Array.from({ length: 12 }, (_, i) =>
      philox([(first + i) >>> 0, 5, 6, 7], [8, 9]),
    );
    expect([...bench.readWords(output, 48)]).toEqual(expected.flat());
  });

  /** The kernel writes up to 15 floats past the end. */
  function uniform(count: number, bound: number, seed: number, network: number, tensor: number) {
    const output = bench.output(count + 15);
    bench.kernels.uniform(output, count, bound, seed, network, tensor);
    return bench.read(output, count);
  }

  test.each([1, 3, 4, 5, 16, 17, 170])(
    '%i numbers within the bounds, from the right bits',
    (count) => {
      const numbers = uniform(count, 0.25, 1, 2, 3);
      const words = Array.from({ length: Math.ceil(count / 4) }, (_, i) =>
        philox([i, 3, 0, 0], [1, 2]),
      ).flat();
      // 24 bits of a word: from -bound in steps of bound / 2^23, exact for this bound.
      const expected = words.slice(0, count).map((word) => ((word >>> 8) / 2 ** 23 - 1) * 0.25);
      expect([...numbers]).toEqual(expected.map(Math.fround));
    },
  );

  test('100,000 numbers have the moments of a uniform distribution', () => {
    const bound = 1 / 28;
    const numbers = uniform(100_000, bound, 12345, 0, 0);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const square = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * numbers.length));
    expect(Math.abs(square / (bound ** 2 / 3) - 1)).toBeLessThan(0.02);
    expect(numbers.every((value) => Math.abs(value) <= bound)).toBe(true);
  });

  test('seeds, networks and tensors have numbers of their own', () => {
    const draws = [
      [1, 0, 0],
      [2, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
    ].map(([seed, network, tensor]) => uniform(8, 1, seed!, network!, tensor!).join());
    expect(new Set(draws).size).toBe(draws.length);
  });

  /** The kernel writes up to 15 floats past the end. */
  function normal(count: number, deviation: number, seed: number): Float32Array {
    const output = bench.output(count + 15);
    bench.kernels.normal(output, count, deviation, seed, 2, 3);
    return bench.read(output, count);
  }

  test.each([1, 2, 5, 16, 170])('%i normal numbers are Box and Muller’s of the words', (count) => {
    const words = Array.from({ length: Math.ceil(count / 4) }, (_, i) =>
      philox([i, 3, 0, 0], [1, 2]),
    ).flat();
    const expected = Array.from({ length: count }, (_, i) => {
      const [radius, angle] = [words[i & ~1]!, words[i | 1]!];
      const size = 0.5 * Math.sqrt(-2 * Math.log((radius + 1) / 2 ** 32));
      const turn = (2 * Math.PI * angle) / 2 ** 32;
      return size * (i % 2 === 0 ? Math.cos(turn) : Math.sin(turn));
    });
    expectWithin(normal(count, 0.5, 1), expected, 'normal', (value) => 1e-7 * Math.abs(value));
  });

  test('100,000 normal numbers are spread as such, each independent of those beside it', () => {
    const count = 100_000;
    const numbers = Float64Array.from(normal(count, 0.25, 77), (value) => value / 0.25);
    const mean = (f: (value: number, i: number) => number): number =>
      numbers.reduce((sum, value, i) => sum + f(value, i), 0) / count;
    // Five standard deviations of each moment.
    const bound = (variance: number): number => 5 * Math.sqrt(variance / count);
    expect(Math.abs(mean((x) => x))).toBeLessThan(bound(1));
    expect(Math.abs(mean((x) => x ** 2) - 1)).toBeLessThan(bound(2));
    expect(Math.abs(mean((x) => x ** 3))).toBeLessThan(bound(15));
    expect(Math.abs(mean((x) => x ** 4) - 3)).toBeLessThan(bound(96));
    // Kolmogorov and Smirnov's distance: one in a million is beyond 2.7 / sqrt(count).
    const sorted = numbers.slice().sort();
    const distance = sorted.reduce((most, value, i) => {
      const probability = (1 + erf(value / Math.SQRT2)) / 2;
      return Math.max(most, Math.abs(probability - (i + 0.5) / count));
    }, 0);
    expect(distance).toBeLessThan(2.7 / Math.sqrt(count));
    // Neighbours, and the squares that pairs of one circle would share.
    for (const step of [1, 2, 3, 4, 8]) {
      const after = (i: number): number => numbers[(i + step) % count]!;
      expect(Math.abs(mean((x, i) => x * after(i))), `step ${step}`).toBeLessThan(bound(1));
      expect(Math.abs(mean((x, i) => x ** 2 * after(i) ** 2) - 1)).toBeLessThan(bound(8));
    }
    expect(new Set(numbers).size).toBeGreaterThan(0.98 * count);
  });
});
