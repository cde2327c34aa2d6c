/**
 * Layer normalisation (Ba, Kiros and Hinton 2016), as PyTorch's LayerNorm: each image by itself, over the last
 * sizes of its shape,
 *
 *     xhat = (x - mean) / sqrt(variance + eps),   y = weight * xhat + bias
 *
 * with mean and (biased) variance over the `size` values of a row, and weight and bias for each of them. As these
 * are the last sizes, a tile is (rows, size, 8), whatever the packs and the sizes before. Mean and 1 / deviation of
 * a row are kept for the way back.
 *
 * Sums are short (README.md). Lanes do not meet but in the gradients of weight and bias, where those beyond the last
 * image have dy = 0.
 */
import { sumVector } from '../matmul/dot';
import { madd, ROW } from '../simd';


@unmanaged
export class LayerNorm {
  /** Values of a row. */
  size: i32;
  eps: f64;
  /** Bytes from the start of a thread's scratch to (rows, 2, 8): mean and 1 / deviation. */
  statistics: usize;
}

/** Terms of one chain of sums. */
const CHAIN: i32 = 128;

export function layerNormForward(
  output: usize, // (rows, size, 8)
  input: usize, // (rows, size, 8)
  statistics: usize, // (rows, 2, 8)
  weight: usize, // (size), or 0 for none
  bias: usize, // (size), or 0 for none
  rows: i32,
  size: i32,
  eps: f32,
): void {
  for (let row = 0; row < rows; row++) {
    rowStatistics(statistics, input, size, eps);
    const meanA = v128.load(statistics);
    const meanB = v128.load(statistics, 16);
    const scaleA = v128.load(statistics, 32);
    const scaleB = v128.load(statistics, 48);
    for (let i: usize = 0; i < (<usize>size) << 2; i += 4) {
      let a = f32x4.mul(f32x4.sub(v128.load(input), meanA), scaleA);
      let b = f32x4.mul(f32x4.sub(v128.load(input, 16), meanB), scaleB);
      if (weight) {
        const factor = v128.load32_splat(weight + i);
        const shift = bias ? v128.load32_splat(bias + i) : f32x4.splat(0);
        a = madd(a, factor, shift);
        b = madd(b, factor, shift);
      }
      v128.store(output, a);
      v128.store(output, b, 16);
      input += ROW;
      output += ROW;
    }
    statistics += 2 * ROW;
  }
}

/**
 * Two passes: a variance from squares of x would lose all that mean and deviation are apart. The second one
 * also finds what rounding left of the mean (Chan, Golub and LeVeque 1983).
 */
function rowStatistics(
  statistics: usize, // (2, 8)
  input: usize, // (size, 8)
  size: i32,
  eps: f32,
): void {
  const count = f32x4.splat(<f32>size);
  let sumA = f32x4.splat(0);
  let sumB = sumA;
  let at = input;
  for (let start = 0; start < size; start += CHAIN) {
    let a = f32x4.splat(0);
    let b = a;
    for (let i = min(CHAIN, size - start); i > 0; i--) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      at += ROW;
    }
    sumA = f32x4.add(sumA, a);
    sumB = f32x4.add(sumB, b);
  }
  const meanA = f32x4.div(sumA, count);
  const meanB = f32x4.div(sumB, count);
  let squaresA = f32x4.splat(0);
  let squaresB = squaresA;
  sumA = squaresA;
  sumB = squaresA;
  at = input;
  for (let start = 0; start < size; start += CHAIN) {
    let a = f32x4.splat(0);
    let b = a;
    let aa = a;
    let bb = a;
    for (let i = min(CHAIN, size - start); i > 0; i--) {
      const fromA = f32x4.sub(v128.load(at), meanA);
      const fromB = f32x4.sub(v128.load(at, 16), meanB);
      a = f32x4.add(a, fromA);
      b = f32x4.add(b, fromB);
      aa = madd(fromA, fromA, aa);
      bb = madd(fromB, fromB, bb);
      at += ROW;
    }
    sumA = f32x4.add(sumA, a);
    sumB = f32x4.add(sumB, b);
    squaresA = f32x4.add(squaresA, aa);
    squaresB = f32x4.add(squaresB, bb);
  }
  const leftA = f32x4.div(sumA, count);
  const leftB = f32x4.div(sumB, count);
  v128.store(statistics, f32x4.add(meanA, leftA));
  v128.store(statistics, f32x4.add(meanB, leftB), 16);
  v128.store(statistics, inverseDeviation(f32x4.div(squaresA, count), leftA, eps), 32);
  v128.store(statistics, inverseDeviation(f32x4.div(squaresB, count), leftB, eps), 48);
}

/** 1 / sqrt(variance + eps), from the mean square around a mean that is off by `left`. */
// @ts-ignore: decorator
@inline
function inverseDeviation(squares: v128, left: v128, eps: f32): v128 {
  const variance = f32x4.max(f32x4.sub(squares, f32x4.mul(left, left)), f32x4.splat(0));
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(eps))));
}

/** dw = sum of dy xhat and db = sum of dy, over all rows and images of the tile. */
export function layerNormWeightGradient(
  weightGradient: usize, // (size)
  biasGradient: usize, // (size), or 0 for none
  outputGradient: usize, // (rows, size, 8)
  input: usize, // (rows, size, 8)
  statistics: usize, // (rows, 2, 8)
  rows: i32,
  size: i32,
  accumulate: bool, // add to the gradients instead of replacing them
): void {
  const step = <usize>size * ROW;
  for (let i = 0; i < size; i++) {
    let from = <usize>i * ROW;
    let norm = statistics;
    let products = f32x4.splat(0);
    let sum = products;
    for (let start = 0; start < rows; start += CHAIN) {
      let a = f32x4.splat(0);
      let b = a;
      let productsA = a;
      let productsB = a;
      for (let row = min(CHAIN, rows - start); row > 0; row--) {
        const xA = f32x4.mul(f32x4.sub(v128.load(input + from), v128.load(norm)), v128.load(norm, 32)); // prettier-ignore
        const xB = f32x4.mul(f32x4.sub(v128.load(input + from, 16), v128.load(norm, 16)), v128.load(norm, 48)); // prettier-ignore
        const dyA = v128.load(outputGradient + from);
        const dyB = v128.load(outputGradient + from, 16);
        a = f32x4.add(a, dyA);
        b = f32x4.add(b, dyB);
        productsA = madd(dyA, xA, productsA);
        productsB = madd(dyB, xB, productsB);
        from += step;
        norm += 2 * ROW;
      }
      sum = f32x4.add(sum, f32x4.add(a, b));
      products = f32x4.add(products, f32x4.add(productsA, productsB));
    }
    const at = (<usize>i) << 2;
    put(weightGradient + at, sumVector(products), accumulate);
    if (biasGradient) put(biasGradient + at, sumVector(sum), accumulate);
  }
}

// @ts-ignore: decorator
@inline
function put(address: usize, sum: f32, accumulate: bool): void {
  store<f32>(address, accumulate ? sum + load<f32>(address) : sum);
}

/** dx = (g - mean(g) - xhat mean(g xhat)) / deviation, with g = weight dy and means over a row. */
export function layerNormInputGradient(
  inputGradient: usize, // (rows, size, 8); holds x, receives dx
  outputGradient: usize, // (rows, size, 8)
  statistics: usize, // (rows, 2, 8)
  weight: usize, // (size), or 0 for none
  rows: i32,
  size: i32,
): void {
  for (let row = 0; row < rows; row++) {
    halfGradient(inputGradient, outputGradient, statistics, weight, size);
    halfGradient(inputGradient + 16, outputGradient + 16, statistics + 16, weight, size);
    inputGradient += <usize>size * ROW;
    outputGradient += <usize>size * ROW;
    statistics += 2 * ROW;
  }
}

// @ts-ignore: decorator
@inline
function weighted(outputGradient: usize, weight: usize, i: i32): v128 {
  const dy = v128.load(outputGradient + <usize>i * ROW);
  return weight ? f32x4.mul(dy, v128.load32_splat(weight + ((<usize>i) << 2))) : dy;
}

/** The input gradient of a row, of four images. */
function halfGradient(
  inputGradient: usize,
  outputGradient: usize,
  statistics: usize,
  weight: usize,
  size: i32,
): void {
  const mean = v128.load(statistics);
  const scale = v128.load(statistics, ROW);
  const count = f32x4.splat(<f32>size);
  let sum = f32x4.splat(0);
  let products = sum;
  for (let start = 0; start < size; start += CHAIN) {
    let chain = f32x4.splat(0);
    let productChain = chain;
    const end = min(size, start + CHAIN);
    for (let i = start; i < end; i++) {
      const g = weighted(outputGradient, weight, i);
      const x = f32x4.mul(f32x4.sub(v128.load(inputGradient + <usize>i * ROW), mean), scale);
      chain = f32x4.add(chain, g);
      productChain = madd(g, x, productChain);
    }
    sum = f32x4.add(sum, chain);
    products = f32x4.add(products, productChain);
  }
  const meanG = f32x4.div(sum, count);
  const meanProduct = f32x4.div(products, count);
  for (let i = 0; i < size; i++) {
    const at = inputGradient + <usize>i * ROW;
    const g = weighted(outputGradient, weight, i);
    const x = f32x4.mul(f32x4.sub(v128.load(at), mean), scale);
    const left = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(x, meanProduct));
    v128.store(at, f32x4.mul(left, scale));
  }
}
