/**
 * Activations, in place over `count` floats (a multiple of 4). Their derivatives follow from their
 * results and are applied where the input gradient is made (see FINISH_* in matmul/panel.ts).
 */
import { madd } from '../simd';
import { expNonPositive } from './exp';

export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_SIGMOID: i32 = 1;
export const ACTIVATION_RELU: i32 = 2;

const constants = memory.data<f32>([1, -0]);

/**
 * 1 / (1 + exp(-x)), within 2 ulp over all floats. With t = exp(-|x|), which cannot overflow, it is
 * 1 / (1 + t) for x >= 0 and t / (1 + t) for x < 0. What 1 + t loses to rounding is put back to first
 * order, which the results just below a power of two need to stay within 2 ulp.
 */
export function sigmoidForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const one = v128.load32_splat(constants);
  const sign = v128.load32_splat(constants, 4);
  for (; values < end; values += 16) {
    const x = v128.load(values);
    const t = expNonPositive(v128.or(x, sign));
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
