import { expect } from 'vitest';

/** Relative spacing of float32 numbers: half of it is the largest error of one rounding. */
const EPSILON = 2 ** -23;

export interface Tolerance {
  /**
   * Products that were added up to make one element, and scale that their absolute values add up to.
   * A float32 sum of n terms is allowed the error of a random walk of n roundings, with room.
   */
  readonly terms?: number;
  /** Magnitude against which errors count where the expected value is small. Default 1. */
  readonly scale?: number;
  /** How many times the allowed error; for values that went through several layers. */
  readonly factor?: number;
  readonly shape?: readonly number[];
}

/**
 * Asserts that `actual`, computed in float32, is `expected`, computed in float64, up to rounding.
 * The allowance is absolute in `scale` and relative in the expected value, and grows with the square
 * root of `terms`.
 * @throws Error with index, expected, actual and shape of the worst element; also for NaN, for
 *   different lengths, and when there is nothing to compare.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  { terms = 1, scale = 1, factor = 4, shape }: Tolerance = {},
): void {
  const allowed = factor * EPSILON * Math.sqrt(Math.max(1, terms));
  expectWithin(actual, expected, what, (value) => allowed * (scale + Math.abs(value)), shape);
}

/** Asserts that every element is within `tolerance(expected)`. @throws as `expectClose`. */
export function expectWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance: (expected: number) => number,
  shape?: readonly number[],
): void {
  expectLength(actual, expected, what);
  let worst = 0;
  let worstIndex = -1;
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance(expected[i]!);
    const difference = Math.abs(actual[i]! - expected[i]!);
    // Written so that NaN, on either side, is not close to anything.
    if (difference <= allowed || actual[i] === expected[i]) continue;
    const ratio = Number.isNaN(difference) ? Infinity : difference / allowed;
    if (worstIndex < 0 || ratio > worst) {
      worst = ratio;
      worstIndex = i;
    }
  }
  if (worstIndex < 0) return;
  const at = shape === undefined ? '' : ` = [${unravel(worstIndex, shape).join(', ')}]`;
  const of = shape === undefined ? '' : ` of shape [${shape.join(', ')}]`;
  throw new Error(
    `${what}: element ${worstIndex}${at}${of} is ${actual[worstIndex]}, expected ${expected[worstIndex]}, ${worst.toPrecision(3)} times the allowed difference of ${tolerance(expected[worstIndex]!).toExponential(2)}`,
  );
}

/** Asserts equal bits (so -0 is not 0). @throws Error that names the first difference. */
export function expectSameBits(actual: Float32Array, expected: Float32Array, what: string): void {
  expectLength(actual, expected, what);
  const a = new Uint32Array(actual.slice().buffer);
  const b = new Uint32Array(expected.slice().buffer);
  const index = a.findIndex((bits, i) => bits !== b[i]);
  if (index >= 0) {
    throw new Error(`${what}: element ${index} is ${actual[index]}, expected ${expected[index]}`);
  }
}

function expectLength(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const lengths = `${what}: ${actual.length} elements instead of ${expected.length}`;
  expect(actual.length, lengths).toBe(expected.length);
  expect(expected.length, `${what}: nothing was compared`).toBeGreaterThan(0);
}

/** Distance in units of the last place of float32: how many floats lie between the two. */
export function ulps(actual: number, expected: number): number {
  const exact = Math.fround(expected);
  const spacing = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23));
  return Math.abs(actual - expected) / spacing;
}

function unravel(index: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  for (const size of [...shape].reverse()) {
    indices.unshift(index % size);
    index = Math.floor(index / size);
  }
  return indices;
}
