/**
 * Activations fused into the layer before them, in place over `count` floats (a multiple of 4). Their
 * derivatives follow from their results and are applied where the input gradient is made (see FINISH_*
 * in matmul/panel.ts). Activations that stand alone are in layer.ts.
 */
import { sigmoidForward } from './sigmoid';

export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_SIGMOID: i32 = 1;
export const ACTIVATION_RELU: i32 = 2;
export const ACTIVATION_LEAKY_RELU: i32 = 3;
export const ACTIVATION_TANH: i32 = 4;
export const ACTIVATION_GELU: i32 = 5;
export const ACTIVATION_SILU: i32 = 6;

/** max(x, 0); NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

export function reluForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  for (; values < end; values += 16) v128.store(values, relu(v128.load(values)));
}

export function activationForward(activation: i32, values: usize, count: i32): void {
  if (activation == ACTIVATION_SIGMOID) sigmoidForward(values, count);
  else if (activation == ACTIVATION_RELU) reluForward(values, count);
}
