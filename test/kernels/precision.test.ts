/**
 * No kernel is further from float64 than PyTorch's float32, at no size: fixtures/precision.json holds the errors
 * of two versions of PyTorch, on inputs that are made again here.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { KernelBench } from '../support/kernels';
import {
  drawInputs,
  exactResults,
  type PrecisionCase,
  readPrecisionCases,
  resultNames,
} from '../support/precision-cases';
import { kernelResults } from '../support/precision-kernels';

/** For batches of the largest networks: half a gigabyte. */
const MORE_PAGES = 8192;

function meanSquare(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += (actual[i]! - expected[i]!) ** 2;
  return sum / expected.length;
}

/** Root mean square errors over all draws of a case, by kind of SIMD. */
function errorsOf(benches: readonly KernelBench[], sizes: PrecisionCase) {
  const squares = benches.map(() => ({ y: 0, dx: 0, dWeight: 0, dBias: 0 }));
  for (let number = 0; number < sizes.draws; number++) {
    const draw = drawInputs(sizes, number);
    const exact = exactResults(sizes, draw);
    benches.forEach((bench, i) => {
      const actual = kernelResults(bench, sizes, draw);
      for (const name of resultNames) {
        const values = actual[name];
        if (values !== null) squares[i]![name] += meanSquare(values, exact[name]) / sizes.draws;
      }
    });
  }
  return squares.map(({ y, dx, dWeight, dBias }) => ({
    y: Math.sqrt(y),
    dx: Math.sqrt(dx),
    dWeight: Math.sqrt(dWeight),
    dBias: Math.sqrt(dBias),
  }));
}

/**
 * Both errors are estimates. Where chains are the same, so are their bits; other ratios near 1 are of a thousand
 * values or more, and such a ratio is good to about 3 %.
 */
const SLACK = 1.05;

/**
 * Portable SIMD has no fused multiply-add: it rounds each product, and each sum. That shows where sums are short,
 * as they are no longer than PyTorch's anyway. A product of two, the shortest sum, is off by 1.29 times as much.
 */
const ROUNDED_PRODUCTS = 1.29;

let benches: KernelBench[];
beforeAll(async () => {
  benches = [await KernelBench.load('relaxed'), await KernelBench.load('portable')];
  for (const { memory } of benches) memory.grow(MORE_PAGES);
});

describe('kernels are no further from float64 than PyTorch', () => {
  test.each(readPrecisionCases())('$title', (sizes) => {
    const { errors } = sizes;
    expect(Object.keys(errors)).toEqual(['1.13.0', '2.15.0']);
    errorsOf(benches, sizes).forEach((ours, i) => {
      const { variant, fused } = benches[i]!;
      const allowed = SLACK * (fused ? 1 : ROUNDED_PRODUCTS);
      for (const [version, theirs] of Object.entries(errors)) {
        for (const name of resultNames) {
          const ratio = `${name}, ${variant}: ${ours[name]} of PyTorch ${version}’s ${theirs[name]}`;
          expect(ours[name], ratio).toBeLessThanOrEqual(allowed * theirs[name]);
        }
      }
    });
  });
});
