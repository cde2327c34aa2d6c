/**
 * Activations, in place over `count` floats (a multiple of 4). Their derivatives follow from their
 * results and are applied where the input gradient is made (see FINISH_* in matmul/panel.ts).
 */
import { expNonPositive } from './exp';

export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_SIGMOID: i32 = 1;
export const ACTIVATION_RELU: i32 = 2;

/**
 * 1 / (1 + exp(-x)), within 2 ulp over all floats. With t = exp(-|x|), which cannot overflow, it is
 * 1 / (1 + t) for x >= 0 and t / (1 + t) for x < 0.
 */
export function sigmoidForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const one = f32x4.splat(1);
  const sign = i32x4.splat(<i32>0x80000000);
  for (; values < end; values += 16) {
    const x = v128.load(values);
    const t = expNonPositive(v128.or(x, sign));
    const numerator = v128.bitselect(t, one, i32x4.shr_s(x, 31));
    v128.store(values, f32x4.div(numerator, f32x4.add(one, t)));
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
