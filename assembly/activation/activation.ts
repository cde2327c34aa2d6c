/**
 * Activations fused into the layer before them, in place over `count` floats (a multiple of 4). Their
 * derivatives follow from their results and are applied where the input gradient is made (see FINISH_*
 * in matmul/panel.ts). Activations that stand alone are in layer.ts.
 */
import { madd } from '../simd';
import { expConstant, expWith } from './exp';

export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_SIGMOID: i32 = 1;
export const ACTIVATION_RELU: i32 = 2;
export const ACTIVATION_LEAKY_RELU: i32 = 3;
export const ACTIVATION_TANH: i32 = 4;
export const ACTIVATION_GELU: i32 = 5;
export const ACTIVATION_SILU: i32 = 6;

/**
 * 1 / (1 + exp(-x)), within 2 ulp over all floats. With t = exp(-|x|), which cannot overflow, it is
 * 1 / (1 + t) for x >= 0 and t / (1 + t) for x < 0. What 1 + t loses to rounding is put back to first
 * order, which the results just below a power of two need to stay within 2 ulp.
 */
export function sigmoidForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const floor = expConstant(0);
  const log2e = expConstant(1);
  const magic = expConstant(2);
  const ln2High = expConstant(3);
  const ln2Low = expConstant(4);
  const c2 = expConstant(5);
  const c3 = expConstant(6);
  const c4 = expConstant(7);
  const c5 = expConstant(8);
  const c6 = expConstant(9);
  const one = expConstant(10);
  const down = expConstant(11);
  const exponent = expConstant(12);
  const sign = expConstant(13);
  for (; values < end; values += 16) {
    const x = v128.load(values);
    const t = expWith(
      v128.or(x, sign),
      floor,
      log2e,
      magic,
      ln2High,
      ln2Low,
      c2,
      c3,
      c4,
      c5,
      c6,
      one,
      down,
      exponent,
    );
    const negative = i32x4.shr_s(x, 31);
    const numerator = f32x4.pmax(t, v128.andnot(one, negative));
    const sum = f32x4.add(one, t);
    const excess = f32x4.sub(f32x4.sub(sum, one), t);
    const y = f32x4.div(numerator, sum);
    v128.store(values, madd(y, excess, y));
  }
}

/** max(x, 0); NaN stays NaN. */
export function reluForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const zero = f32x4.splat(0);
  for (; values < end; values += 16) {
    v128.store(values, f32x4.pmax(v128.load(values), zero));
  }
}

export function activationForward(activation: i32, values: usize, count: i32): void {
  if (activation == ACTIVATION_SIGMOID) sigmoidForward(values, count);
  else if (activation == ACTIVATION_RELU) reluForward(values, count);
}
