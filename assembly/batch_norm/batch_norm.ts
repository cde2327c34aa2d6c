/**
 * Batch normalisation (Ioffe and Szegedy 2015), as PyTorch's BatchNorm1d and BatchNorm2d:
 *
 *     xhat = (x - mean) / sqrt(variance + eps),   y = weight * xhat + bias
 *
 * with mean and (biased) variance over batch and pixels of each channel while training, and running ones
 * otherwise. It needs the whole batch before it can go on: see step/ for how a step is cut there. What
 * comes in and the gradient of what goes out are kept for the whole batch.
 *
 * Sums are float64, by shard, and added up in the order of the shards. Lanes beyond the last image count
 * nowhere, and their gradient is zero.
 */
import { madd, ROW } from '../simd';


@unmanaged
export class BatchNorm {
  channels: i32;
  pixels: i32;
  eps: f64;
  momentum: f64;
  /** (channels) each. */
  runningMean: usize;
  runningVariance: usize;
  /** (packs, channels, pixels, 8): x and dy of the whole batch. */
  stored: usize;
  storedGradient: usize;
  /** (shards, channels, 2) f64: sums of x and x², of dy and dy xhat. */
  sums: usize;
  gradientSums: usize;
  /** Bytes from the start of a thread's scratch to (4, channels): mean, 1 / deviation, and below. */
  statistics: usize;


  @inline
  get packBytes(): usize {
    return <usize>(this.channels * this.pixels) * ROW;
  }


  @inline
  get row(): usize {
    return (<usize>this.channels) << 2;
  }
}

/** All bits set in the lanes of images `first` to `images - 1`. */
// @ts-ignore: decorator
@inline
function validLanes(first: i32, images: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first)), i32x4.splat(images));
}

// @ts-ignore: decorator
@inline
function addHalves(sum: v128, x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(low, high));
}

// @ts-ignore: decorator
@inline
function addProducts(sum: v128, x: v128, y: v128): v128 {
  const low = f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
  const xHigh = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const yHigh = f64x2.promote_low_f32x4(v128.shuffle<f32>(y, y, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(low, f64x2.mul(xHigh, yHigh)));
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, sum: v128): void {
  store<f64>(
    address,
    load<f64>(address) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)),
  );
}

/** Adds a pack's x and x² to a shard's sums. */
export function batchNormCollect(
  sums: usize, // (channels, 2) f64
  input: usize, // (channels, pixels, 8)
  channels: i32,
  pixels: i32,
  images: i32, // 1..8
): void {
  const lanes0 = validLanes(0, images);
  const lanes1 = validLanes(4, images);
  for (let channel = 0; channel < channels; channel++) {
    let sum = f64x2.splat(0);
    let squares = sum;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const a = v128.and(v128.load(input), lanes0);
      const b = v128.and(v128.load(input, 16), lanes1);
      sum = addHalves(addHalves(sum, a), b);
      squares = addProducts(addProducts(squares, a, a), b, b);
      input += ROW;
    }
    addTo(sums, sum);
    addTo(sums + 8, squares);
    sums += 16;
  }
}

/** Mean and 1 / deviation of a batch from its sums; with `update`, the running statistics move. */
export function batchNormStatistics(
  statistics: usize, // (2, channels)
  sums: usize, // (shards, channels, 2) f64
  shards: i32,
  channels: i32,
  count: f64, // images * pixels, at least 2
  eps: f64,
  momentum: f64,
  runningMean: usize, // (channels)
  runningVariance: usize, // (channels)
  update: bool,
): void {
  const row = (<usize>channels) << 2;
  for (let channel = 0; channel < channels; channel++) {
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let shard = 0; shard < shards; shard++) {
      const at = sums + ((<usize>(shard * channels + channel)) << 4);
      sum += load<f64>(at);
      squares += load<f64>(at, 8);
    }
    const mean = sum / count;
    const variance = max<f64>(0, squares / count - mean * mean);
    const at = (<usize>channel) << 2;
    store<f32>(statistics + at, <f32>mean);
    store<f32>(statistics + row + at, <f32>(1 / Math.sqrt(variance + eps)));
    if (update) {
      const m = runningMean + at;
      const v = runningVariance + at;
      // The running variance is the unbiased one, as PyTorch's.
      const unbiased = (variance * count) / (count - 1);
      store<f32>(m, <f32>((1 - momentum) * <f64>load<f32>(m) + momentum * mean));
      store<f32>(v, <f32>((1 - momentum) * <f64>load<f32>(v) + momentum * unbiased));
    }
  }
}

/** The same from the running statistics, for predictions. */
export function batchNormRunning(
  statistics: usize, // (2, channels)
  channels: i32,
  eps: f64,
  runningMean: usize,
  runningVariance: usize,
): void {
  const row = (<usize>channels) << 2;
  memory.copy(statistics, runningMean, row);
  for (let channel = 0; channel < channels; channel++) {
    const at = (<usize>channel) << 2;
    const variance = <f64>load<f32>(runningVariance + at);
    store<f32>(statistics + row + at, <f32>(1 / Math.sqrt(variance + eps)));
  }
}

export function batchNormForward(
  output: usize, // (packs, channels, pixels, 8)
  input: usize, // (packs, channels, pixels, 8)
  statistics: usize, // (2, channels)
  weight: usize, // (channels)
  bias: usize, // (channels)
  channels: i32,
  pixels: i32,
  packs: i32,
): void {
  const row = (<usize>channels) << 2;
  for (let pack = 0; pack < packs; pack++) {
    for (let channel = 0; channel < channels; channel++) {
      const at = (<usize>channel) << 2;
      const mean = v128.load32_splat(statistics + at);
      const scale = f32x4.mul(
        v128.load32_splat(statistics + row + at),
        v128.load32_splat(weight + at),
      );
      const shift = v128.load32_splat(bias + at);
      for (let pixel = 0; pixel < pixels; pixel++) {
        v128.store(output, madd(f32x4.sub(v128.load(input), mean), scale, shift));
        v128.store(output, madd(f32x4.sub(v128.load(input, 16), mean), scale, shift), 16);
        input += ROW;
        output += ROW;
      }
    }
  }
}

/** Adds a pack's dy and dy xhat to a shard's sums. Lanes without an image have dy = 0. */
export function batchNormCollectGradient(
  sums: usize, // (channels, 2) f64
  outputGradient: usize, // (channels, pixels, 8)
  input: usize, // (channels, pixels, 8)
  statistics: usize, // (2, channels)
  channels: i32,
  pixels: i32,
): void {
  const row = (<usize>channels) << 2;
  for (let channel = 0; channel < channels; channel++) {
    const at = (<usize>channel) << 2;
    const mean = v128.load32_splat(statistics + at);
    const scale = v128.load32_splat(statistics + row + at);
    let sum = f64x2.splat(0);
    let products = sum;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const da = v128.load(outputGradient);
      const db = v128.load(outputGradient, 16);
      const a = f32x4.mul(f32x4.sub(v128.load(input), mean), scale);
      const b = f32x4.mul(f32x4.sub(v128.load(input, 16), mean), scale);
      sum = addHalves(addHalves(sum, da), db);
      products = addProducts(addProducts(products, da, a), db, b);
      input += ROW;
      outputGradient += ROW;
    }
    addTo(sums, sum);
    addTo(sums + 8, products);
    sums += 16;
  }
}

/** Means of dy and dy xhat over the batch, from their sums. */
export function batchNormGradientStatistics(
  means: usize, // (2, channels)
  sums: usize, // (shards, channels, 2) f64
  shards: i32,
  channels: i32,
  count: f64, // images * pixels
): void {
  const row = (<usize>channels) << 2;
  for (let channel = 0; channel < channels; channel++) {
    let sum: f64 = 0;
    let products: f64 = 0;
    for (let shard = 0; shard < shards; shard++) {
      const at = sums + ((<usize>(shard * channels + channel)) << 4);
      sum += load<f64>(at);
      products += load<f64>(at, 8);
    }
    const at = (<usize>channel) << 2;
    store<f32>(means + at, <f32>(sum / count));
    store<f32>(means + row + at, <f32>(products / count));
  }
}

/** dx = weight / deviation * (dy - mean(dy) - xhat mean(dy xhat)), for one pack. */
export function batchNormInputGradient(
  inputGradient: usize, // (channels, pixels, 8); holds x, receives dx
  outputGradient: usize, // (channels, pixels, 8)
  statistics: usize, // (4, channels): mean, 1 / deviation, mean(dy), mean(dy xhat)
  weight: usize, // (channels)
  channels: i32,
  pixels: i32,
  images: i32, // 1..8
): void {
  const row = (<usize>channels) << 2;
  const lanes0 = validLanes(0, images);
  const lanes1 = validLanes(4, images);
  for (let channel = 0; channel < channels; channel++) {
    const at = statistics + ((<usize>channel) << 2);
    const mean = v128.load32_splat(at);
    const scale = v128.load32_splat(at + row);
    const meanGradient = v128.load32_splat(at + 2 * row);
    const meanProduct = v128.load32_splat(at + 3 * row);
    const factor = f32x4.mul(scale, v128.load32_splat(weight + ((<usize>channel) << 2)));
    for (let pixel = 0; pixel < pixels; pixel++) {
      const a = f32x4.mul(f32x4.sub(v128.load(inputGradient), mean), scale);
      const b = f32x4.mul(f32x4.sub(v128.load(inputGradient, 16), mean), scale);
      const da = f32x4.sub(f32x4.sub(v128.load(outputGradient), meanGradient), f32x4.mul(a, meanProduct)); // prettier-ignore
      const db = f32x4.sub(f32x4.sub(v128.load(outputGradient, 16), meanGradient), f32x4.mul(b, meanProduct)); // prettier-ignore
      v128.store(inputGradient, v128.and(f32x4.mul(da, factor), lanes0));
      v128.store(inputGradient, v128.and(f32x4.mul(db, factor), lanes1), 16);
      inputGradient += ROW;
      outputGradient += ROW;
    }
  }
}
