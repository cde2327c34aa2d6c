/**
 * Softmax with cross-entropy on logits, a pack at a time: the 8 images are the SIMD lanes, so the
 * maximum and the sum over classes need no shuffles. The largest logit is subtracted first, which
 * keeps exp from overflowing. The logarithm of the loss is taken in float64.
 */
import { expNonPositive } from '../activation/exp';
import { PACK, ROW } from '../simd';

/** Replaces logits (C, 8) by exp(logit - max); writes the 8 sums and the 8 maxima. */
// @ts-ignore: decorator
@inline
function exponentials(logits: usize, classes: i32, sums: usize, maxima: usize): void {
  const end = logits + <usize>classes * ROW;
  for (let half: usize = 0; half < ROW; half += 16) {
    let max = v128.load(logits + half);
    for (let at = logits + half; at < end; at += ROW) max = f32x4.max(max, v128.load(at));
    let sum = f32x4.splat(0);
    for (let at = logits + half; at < end; at += ROW) {
      const e = expNonPositive(f32x4.sub(v128.load(at), max));
      v128.store(at, e);
      sum = f32x4.add(sum, e);
    }
    v128.store(sums + half, sum);
    v128.store(maxima + half, max);
  }
}

/**
 * Sum of the losses of the first `images` lanes; logits (C, 8) become the gradient
 * `(softmax - onehot) * scale`, zero in the other lanes. `scratch` holds 64 bytes.
 */
export function crossEntropy(
  logits: usize, // (C, 8)
  labels: usize, // (8) u8
  classes: i32,
  images: i32, // 1..8
  scale: f32, // 1 / batch size, for a mean over the batch
  scratch: usize,
): f64 {
  return lossOfLanes(logits, labels, 0, classes, images, scale, scratch);
}

/**
 * The same with a weight for each class, as PyTorch's `CrossEntropyLoss(weight)`: each image's loss and gradient count
 * by the weight of its label.
 */
export function weightedCrossEntropy(
  logits: usize, // (C, 8)
  labels: usize, // (8) u8
  weights: usize, // (C) f32
  classes: i32,
  images: i32, // 1..8
  scale: f32, // 1 / sum of the weights of the batch's labels
  scratch: usize,
): f64 {
  return lossOfLanes(logits, labels, weights, classes, images, scale, scratch);
}

/** Weight of a lane's label; of no use where `weights` is 0. */
// @ts-ignore: decorator
@inline
function weightOf(weights: usize, labels: usize, lane: i32): f32 {
  return load<f32>(weights + ((<usize>load<u8>(labels + lane)) << 2));
}

/** Both of them. Where `weights` is a constant 0, nothing of it is left. */
// @ts-ignore: decorator
@inline
function lossOfLanes(
  logits: usize, // (C, 8)
  labels: usize, // (8) u8
  weights: usize, // (C) f32, or 0
  classes: i32,
  images: i32, // 1..8
  scale: f32,
  scratch: usize, // 64 bytes
): f64 {
  let loss: f64 = 0;
  const maxima = scratch + ROW;
  // The labels' logits, before they are overwritten.
  for (let lane = 0; lane < images; lane++) {
    const at = (<usize>lane) << 2;
    const logit = <f64>load<f32>(logits + <usize>load<u8>(labels + lane) * ROW + at);
    if (weights) loss -= <f64>weightOf(weights, labels, lane) * logit;
    else loss -= logit;
  }
  exponentials(logits, classes, scratch, maxima);
  for (let lane = 0; lane < images; lane++) {
    const at = (<usize>lane) << 2;
    const norm = <f64>load<f32>(maxima + at) + Math.log(<f64>load<f32>(scratch + at));
    if (weights) loss += <f64>weightOf(weights, labels, lane) * norm;
    else loss += norm;
  }

  const end = logits + <usize>classes * ROW;
  // The maxima are known by now: their place takes each lane's scale.
  const scales = maxima;
  if (weights) {
    for (let lane = 0; lane < PACK; lane++) {
      store<f32>(scales + ((<usize>lane) << 2), scale * weightOf(weights, labels, lane));
    }
  }
  for (let half: usize = 0; half < ROW; half += 16) {
    const own = weights ? v128.load(scales + half) : f32x4.splat(scale);
    const factor = f32x4.div(own, v128.load(scratch + half));
    for (let at = logits + half; at < end; at += ROW) {
      v128.store(at, f32x4.mul(v128.load(at), factor));
    }
  }
  for (let lane = 0; lane < PACK; lane++) {
    const column = logits + ((<usize>lane) << 2);
    if (lane < images) {
      const own = weights ? load<f32>(scales + ((<usize>lane) << 2)) : scale;
      const at = column + <usize>load<u8>(labels + lane) * ROW;
      store<f32>(at, load<f32>(at) - own);
    } else {
      for (let at = column; at < end; at += ROW) store<f32>(at, 0);
    }
  }
  return loss;
}
