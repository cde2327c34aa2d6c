/**
 * Optimisers, fused with the reduction of the gradient shards: every parameter's gradient is the sum
 * of its shards in ascending order, so the result does not depend on which thread computed a shard.
 * `count` floats (a multiple of 4) starting at the given addresses.
 */
import { madd } from '../simd';

/** Sum of `shards` gradients that lie `pitch` bytes apart. */
// @ts-ignore: decorator
@inline
function reduce(gradients: usize, shards: i32, pitch: usize): v128 {
  let sum = v128.load(gradients);
  for (let shard = 1; shard < shards; shard++) {
    gradients += pitch;
    sum = f32x4.add(sum, v128.load(gradients));
  }
  return sum;
}

/** Reduces the shards into the first one. */
export function reduceShards(gradients: usize, shards: i32, pitch: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    v128.store(gradients, reduce(gradients, shards, pitch));
    gradients += 16;
  }
}

/** Stochastic gradient descent: w -= lr g. */
export function sgdStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  count: i32,
  learningRate: f32,
): void {
  const rate = f32x4.splat(-learningRate);
  for (; count > 0; count -= 4) {
    const g = reduce(gradients, shards, pitch);
    v128.store(parameters, madd(rate, g, v128.load(parameters)));
    parameters += 16;
    gradients += 16;
  }
}

/**
 * SGD with momentum and weight decay, as PyTorch's: g += decay w;  b = momentum b + g;
 * w -= lr (nesterov ? g + momentum b : b).
 */
export function sgdMomentumStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  velocity: usize, // b
  count: i32,
  learningRate: f32,
  momentum: f32,
  nesterov: bool,
  weightDecay: f32,
): void {
  const rate = f32x4.splat(-learningRate);
  const kept = f32x4.splat(momentum);
  const decay = f32x4.splat(weightDecay);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const b = madd(kept, v128.load(velocity), g);
    v128.store(velocity, b);
    v128.store(parameters, madd(rate, nesterov ? madd(kept, b, g) : b, w));
    parameters += 16;
    gradients += 16;
    velocity += 16;
  }
}

/**
 * RMSprop (Hinton 2012), as PyTorch's: g += decay w;  v = alpha v + (1 - alpha) g²;
 * b = momentum b + g / (sqrt(v) + eps);  w -= lr b.
 */
export function rmspropStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  velocity: usize, // b
  squares: usize, // v
  count: i32,
  learningRate: f32,
  alpha: f32,
  oneMinusAlpha: f32,
  eps: f32,
  momentum: f32,
  weightDecay: f32,
): void {
  const rate = f32x4.splat(-learningRate);
  const keptSquares = f32x4.splat(alpha);
  const newSquares = f32x4.splat(oneMinusAlpha);
  const epsilon = f32x4.splat(eps);
  const kept = f32x4.splat(momentum);
  const decay = f32x4.splat(weightDecay);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const v = madd(newSquares, f32x4.mul(g, g), f32x4.mul(keptSquares, v128.load(squares)));
    const scaled = f32x4.div(g, f32x4.add(f32x4.sqrt(v), epsilon));
    const b = madd(kept, v128.load(velocity), scaled);
    v128.store(squares, v);
    v128.store(velocity, b);
    v128.store(parameters, madd(rate, b, w));
    parameters += 16;
    gradients += 16;
    velocity += 16;
    squares += 16;
  }
}

/**
 * NAdam (Dozat 2016), in the form that PyTorch computes: g += decay w;  m = b1 m + (1 - b1) g;
 * v = b2 v + (1 - b2) g²;  w -= (a g + b m) / (sqrt(v) / sqrt(1 - b2^t) + eps), where a and b are the learning rate
 * times the shares of gradient and momentum.
 */
export function nadamStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  firstMoments: usize, // m
  secondMoments: usize, // v
  count: i32,
  gradientSize: f32, // lr (1 - mu_t) / (1 - mu_1 … mu_t)
  momentumSize: f32, // lr mu_(t+1) / (1 - mu_1 … mu_(t+1))
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  rootCorrection: f32, // 1 / sqrt(1 - b2^t)
  eps: f32,
  weightDecay: f32,
): void {
  const a = f32x4.splat(-gradientSize);
  const b = f32x4.splat(-momentumSize);
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneMinusBeta2);
  const root = f32x4.splat(rootCorrection);
  const epsilon = f32x4.splat(eps);
  const decay = f32x4.splat(weightDecay);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const m = madd(c1, g, f32x4.mul(b1, v128.load(firstMoments)));
    const v = madd(c2, f32x4.mul(g, g), f32x4.mul(b2, v128.load(secondMoments)));
    v128.store(firstMoments, m);
    v128.store(secondMoments, v);
    const step = madd(a, g, f32x4.mul(b, m));
    const denominator = madd(f32x4.sqrt(v), root, epsilon);
    v128.store(parameters, f32x4.add(w, f32x4.div(step, denominator)));
    parameters += 16;
    gradients += 16;
    firstMoments += 16;
    secondMoments += 16;
  }
}

/**
 * Adagrad (Duchi et al. 2011), as PyTorch's: g += decay w;  s = s + g²;  w -= lr g / (sqrt(s) + eps).
 */
export function adagradStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  squares: usize, // s
  count: i32,
  learningRate: f32, // decayed
  eps: f32,
  weightDecay: f32,
): void {
  const rate = f32x4.splat(-learningRate);
  const epsilon = f32x4.splat(eps);
  const decay = f32x4.splat(weightDecay);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const s = madd(g, g, v128.load(squares));
    v128.store(squares, s);
    const scaled = f32x4.div(g, f32x4.add(f32x4.sqrt(s), epsilon));
    v128.store(parameters, madd(rate, scaled, w));
    parameters += 16;
    gradients += 16;
    squares += 16;
  }
}

/**
 * Adadelta (Zeiler 2012), as PyTorch's: g += decay w;  s = rho s + (1 - rho) g²;
 * d = sqrt(u + eps) / sqrt(s + eps) g;  u = rho u + (1 - rho) d²;  w -= lr d.
 */
export function adadeltaStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  squares: usize, // s
  updates: usize, // u
  count: i32,
  learningRate: f32,
  rho: f32,
  oneMinusRho: f32,
  eps: f32,
  weightDecay: f32,
): void {
  const rate = f32x4.splat(-learningRate);
  const kept = f32x4.splat(rho);
  const fresh = f32x4.splat(oneMinusRho);
  const epsilon = f32x4.splat(eps);
  const decay = f32x4.splat(weightDecay);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const s = madd(fresh, f32x4.mul(g, g), f32x4.mul(kept, v128.load(squares)));
    const u = v128.load(updates);
    const scale = f32x4.div(f32x4.sqrt(f32x4.add(u, epsilon)), f32x4.sqrt(f32x4.add(s, epsilon)));
    const d = f32x4.mul(scale, g);
    v128.store(squares, s);
    v128.store(updates, madd(fresh, f32x4.mul(d, d), f32x4.mul(kept, u)));
    v128.store(parameters, madd(rate, d, w));
    parameters += 16;
    gradients += 16;
    squares += 16;
    updates += 16;
  }
}

/**
 * Adam (Kingma and Ba 2015), in the form that PyTorch computes:
 * m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²;  w -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps).
 * Weight decay is added to g first (Adam), or shrinks w first (AdamW, Loshchilov and Hutter 2019).
 */
export function adamStep(
  parameters: usize,
  gradients: usize, // first shard
  shards: i32,
  pitch: usize, // bytes from one shard to the next
  firstMoments: usize, // m
  secondMoments: usize, // v
  count: i32,
  stepSize: f32, // lr / (1 - b1^t)
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  rootCorrection: f32, // 1 / sqrt(1 - b2^t)
  eps: f32,
  weightDecay: f32, // of Adam, else 0
  shrink: f32, // 1 - lr * weight decay of AdamW, else 1
): void {
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneMinusBeta2);
  const root = f32x4.splat(rootCorrection);
  const epsilon = f32x4.splat(eps);
  const step = f32x4.splat(-stepSize);
  const decay = f32x4.splat(weightDecay);
  const kept = f32x4.splat(shrink);
  for (; count > 0; count -= 4) {
    const w = v128.load(parameters);
    const g = madd(decay, w, reduce(gradients, shards, pitch));
    const m = madd(c1, g, f32x4.mul(b1, v128.load(firstMoments)));
    const v = madd(c2, f32x4.mul(g, g), f32x4.mul(b2, v128.load(secondMoments)));
    v128.store(firstMoments, m);
    v128.store(secondMoments, v);
    const denominator = madd(f32x4.sqrt(v), root, epsilon);
    v128.store(parameters, madd(step, f32x4.div(m, denominator), f32x4.mul(w, kept)));
    parameters += 16;
    gradients += 16;
    firstMoments += 16;
    secondMoments += 16;
  }
}
