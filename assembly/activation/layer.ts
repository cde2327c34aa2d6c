/**
 * Activations as layers of their own, over `count` floats (a multiple of 4): wherever one cannot be fused
 * into a linear layer or convolution. The derivative is taken from x, which the input still holds.
 */
import { madd } from '../simd';
import {
  ACTIVATION_GELU,
  ACTIVATION_LEAKY_RELU,
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID,
  ACTIVATION_SILU,
  ACTIVATION_TANH,
} from './activation';
import { expNonPositive } from './exp';
import { bell, normalDensity, normalProbability } from './normal';
import { tanh4 } from './tanh';

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const t = expNonPositive(v128.or(x, f32x4.splat(-0.0)));
  const negative = i32x4.shr_s(x, 31);
  return f32x4.div(v128.bitselect(t, one, negative), f32x4.add(one, t));
}

/** 1 - sigmoid(x), which a subtraction would lose where it is small. */
// @ts-ignore: decorator
@inline
function sigmoidComplement(x: v128): v128 {
  return sigmoid(f32x4.neg(x));
}

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128, slope: v128): v128 {
  if (kind == ACTIVATION_RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (kind == ACTIVATION_LEAKY_RELU) {
    return v128.bitselect(f32x4.mul(x, slope), x, f32x4.le(x, f32x4.splat(0)));
  }
  if (kind == ACTIVATION_SIGMOID) return sigmoid(x);
  if (kind == ACTIVATION_TANH) return tanh4(x);
  if (kind == ACTIVATION_GELU) return f32x4.mul(x, normalProbability(x, bell(x)));
  return f32x4.mul(x, sigmoid(x)); // SiLU
}

// @ts-ignore: decorator
@inline
function derivative(kind: i32, x: v128, slope: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == ACTIVATION_LEAKY_RELU) {
    return v128.bitselect(one, slope, f32x4.gt(x, f32x4.splat(0)));
  }
  if (kind == ACTIVATION_SIGMOID) {
    return f32x4.mul(sigmoid(x), sigmoidComplement(x));
  }
  if (kind == ACTIVATION_TANH) {
    const y = tanh4(x);
    return f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y));
  }
  if (kind == ACTIVATION_GELU) {
    const e = bell(x);
    return madd(x, normalDensity(e), normalProbability(x, e));
  }
  const y = sigmoid(x);
  return madd(f32x4.mul(x, y), sigmoidComplement(x), y); // SiLU
}

/** dx. ReLU selects where others multiply: what was cut off has no gradient, were dy NaN or infinite. */
// @ts-ignore: decorator
@inline
function gradient(kind: i32, x: v128, dy: v128, slope: v128): v128 {
  if (kind == ACTIVATION_RELU) return v128.andnot(dy, f32x4.le(x, f32x4.splat(0)));
  return f32x4.mul(dy, derivative(kind, x, slope));
}

/** `kind` is a constant in each caller: every activation compiles to its own loop. */
// @ts-ignore: decorator
@inline
function forward(kind: i32, output: usize, input: usize, count: i32, argument: f32): void {
  const slope = f32x4.splat(argument);
  for (; count > 0; count -= 4) {
    v128.store(output, value(kind, v128.load(input), slope));
    input += 16;
    output += 16;
  }
}

// @ts-ignore: decorator
@inline
function backward(kind: i32, values: usize, dy: usize, count: i32, argument: f32): void {
  const slope = f32x4.splat(argument);
  for (; count > 0; count -= 4) {
    v128.store(values, gradient(kind, v128.load(values), v128.load(dy), slope));
    values += 16;
    dy += 16;
  }
}

export function activationLayerForward(
  kind: i32, // ACTIVATION_*
  output: usize, // (count)
  input: usize, // (count)
  count: i32,
  slope: f32, // of leaky ReLU
): void {
  // prettier-ignore
  switch (kind) {
    case ACTIVATION_RELU: forward(ACTIVATION_RELU, output, input, count, slope); break;
    case ACTIVATION_LEAKY_RELU: forward(ACTIVATION_LEAKY_RELU, output, input, count, slope); break;
    case ACTIVATION_SIGMOID: forward(ACTIVATION_SIGMOID, output, input, count, slope); break;
    case ACTIVATION_TANH: forward(ACTIVATION_TANH, output, input, count, slope); break;
    case ACTIVATION_GELU: forward(ACTIVATION_GELU, output, input, count, slope); break;
    case ACTIVATION_SILU: forward(ACTIVATION_SILU, output, input, count, slope); break;
  }
}

export function activationLayerBackward(
  kind: i32,
  inputGradient: usize, // (count); holds x, receives dx
  outputGradient: usize, // (count)
  count: i32,
  slope: f32,
): void {
  // prettier-ignore
  switch (kind) {
    case ACTIVATION_RELU: backward(ACTIVATION_RELU, inputGradient, outputGradient, count, slope); break;
    case ACTIVATION_LEAKY_RELU: backward(ACTIVATION_LEAKY_RELU, inputGradient, outputGradient, count, slope); break;
    case ACTIVATION_SIGMOID: backward(ACTIVATION_SIGMOID, inputGradient, outputGradient, count, slope); break;
    case ACTIVATION_TANH: backward(ACTIVATION_TANH, inputGradient, outputGradient, count, slope); break;
    case ACTIVATION_GELU: backward(ACTIVATION_GELU, inputGradient, outputGradient, count, slope); break;
    case ACTIVATION_SILU: backward(ACTIVATION_SILU, inputGradient, outputGradient, count, slope); break;
  }
}
