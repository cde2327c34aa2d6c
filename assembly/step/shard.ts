/**
 * Sharding: a batch is cut into shards, as many as its size asks for and never as many as there are
 * threads. A shard adds up its images' gradients in order, in a buffer of its own; shards are added up
 * in order by the optimiser. So any number of threads gives the same bits.
 *
 * Batch norm needs the whole batch, and cuts the network into segments: each begins with a batch norm,
 * but for the first. Shards go forward through one segment at a time, all but the last, and keep what
 * comes out. In the last segment they go forward, through the loss and back. Then they go back through
 * the others, last one first, and make each segment's activations anew from what was kept. A network
 * without batch norm has one segment.
 */
import {
  batchNormCollect,
  batchNormCollectGradient,
  batchNormForward,
  batchNormGradientStatistics,
  batchNormInputGradient,
  batchNormRunning,
  batchNormStatistics,
} from '../batch_norm/batch_norm';
import { augmentImage } from '../augment/augment';
import { imageSpans, SPAN } from '../conv2d/spans';
import { gatherLabels, gatherPack } from '../gather/gather';
import { touchImages } from '../gather/touch';
import { crossEntropy, weightedCrossEntropy } from '../loss/softmax';
import { pixelLists } from '../pixel_linear/lists';
import { PACK, ROW } from '../simd';
import { Control, progress } from './control';
import { LayerKind } from './fields';
import { Layer, Network } from './network';
import {
  beginShard,
  endShard,
  layerAt,
  outputBytes,
  place,
  tileBackward,
  tileForward,
} from './tile';

/** More threads than this find no work in a batch; eight shards keep the reduction cheap. */
export const MAXIMUM_SHARDS: i32 = 8;
/** A shard of fewer packs costs more to reduce than it saves. */
const SHARD_PACKS: i32 = 4;

/** Shards that a batch is cut into: a function of its size alone. */
export function shardCount(images: i32): i32 {
  return max(1, min(MAXIMUM_SHARDS, (images + PACK - 1) / PACK / SHARD_PACKS));
}

/** A segment's first layer; that of the one after the last is the number of layers. */
// @ts-ignore: decorator
@inline
export function segmentStart(network: Network, segment: i32): i32 {
  return load<i32>(network.segments + ((<usize>segment) << 2));
}

/** First pack of a shard; that of the one after the last is the number of packs. */
// @ts-ignore: decorator
@inline
function shardStart(control: Control, shard: i32): i32 {
  return (shard * ((control.count + PACK - 1) / PACK)) / control.shards;
}

// @ts-ignore: decorator
@inline
function shardGradients(control: Control, shard: i32): usize {
  const network = control.network;
  return network.gradients + ((<usize>(shard * network.parameterCount)) << 2);
}

/** Images in the pack at a place of the batch. */
// @ts-ignore: decorator
@inline
function imagesIn(control: Control, pack: i32): i32 {
  return min(PACK, control.count - pack * PACK);
}

/** Makes a tile's images as training sees them. */
function varyTile(control: Control, scratch: usize, first: i32, valid: i32): void {
  const network = control.network;
  const start = (<usize>(first * PACK)) << 2;
  let output = scratch + network.varied;
  for (let image = 0; image < valid; image++) {
    const at = start + ((<usize>image) << 2);
    const from = control.images + <usize>load<u32>(control.indices + at) * <usize>network.pixels;
    const place = load<u32>(control.places + at);
    augmentImage(output, from, network.augment, network.step, place, scratch + network.augmentWork);
    output += <usize>network.pixels;
  }
}

/** Brings the images of `packs` packs from place `first` of the batch into the scratch, as layer 0 takes them. */
function gatherTile(
  control: Control,
  scratch: usize,
  first: i32,
  packs: i32,
  training: bool,
): void {
  const network = control.network;
  const layer = layerAt(network, 0);
  let input = scratch + layer.input;
  let all = control.indices + ((<usize>(first * PACK)) << 2);
  const valid = min(packs * PACK, control.count - first * PACK);
  store<u32>(scratch + network.small, touchImages(control.images, all, valid, network.pixels));
  let from = control.images;
  if (training && network.augment) {
    varyTile(control, scratch, first, valid);
    from = scratch + network.varied;
    all = scratch + network.variedIndices;
    for (let i = 0; i < valid; i++) store<u32>(all + ((<usize>i) << 2), i);
  }
  if (layer.kind == LayerKind.PixelLinear) {
    pixelLists(input, from, all, valid, packs * PACK, network.pixels, layer.orders);
    return;
  }
  let spans = layer.inputSpans ? scratch + layer.inputSpans : 0;
  for (let pack = first; pack < first + packs; pack++) {
    const indices = all + ((<usize>((pack - first) * PACK)) << 2);
    const images = imagesIn(control, pack);
    gatherPack(input, from, indices, images, network.pixels, network.normalization);
    input += <usize>network.pixels * ROW;
    if (!spans) continue;
    const shape = layer.shape;
    imageSpans(spans, from, indices, images, shape.inChannels, shape.inHeight, shape.inWidth); // prettier-ignore
    spans += <usize>shape.inHeight * SPAN;
  }
}

// @ts-ignore: decorator
@inline
function shardSums(sums: usize, layer: Layer, shard: i32): usize {
  return sums + ((<usize>(shard * layer.batchNorm.channels)) << 4);
}

/** Runs a batch norm on a tile, with the statistics in this thread's scratch. */
function normalize(network: Network, layer: Layer, scratch: usize, input: usize, packs: i32): void {
  const norm = layer.batchNorm;
  batchNormForward(
    scratch + layer.output,
    input,
    scratch + norm.statistics,
    place(network.parameters, layer.weight),
    place(network.parameters, layer.bias),
    norm.channels,
    norm.pixels,
    packs,
  );
}

/** Training: brings a tile to the end of a segment. */
function segmentForward(
  control: Control,
  segment: i32,
  scratch: usize,
  first: i32,
  packs: i32,
): void {
  const network = control.network;
  let from = segmentStart(network, segment);
  progress(control);
  if (segment == 0) {
    gatherTile(control, scratch, first, packs, true);
  } else {
    const layer = layerAt(network, from++);
    const norm = layer.batchNorm;
    normalize(network, layer, scratch, norm.stored + <usize>first * norm.packBytes, packs);
  }
  tileForward(network, scratch, from, segmentStart(network, segment + 1), first, packs, true);
}

/** Takes a tile back from the end of a segment; the gradient there is in the scratch. */
function segmentBackward(
  control: Control,
  segment: i32,
  shard: i32,
  scratch: usize,
  first: i32,
  packs: i32,
): void {
  const network = control.network;
  const gradients = shardGradients(control, shard);
  const start = segmentStart(network, segment);
  const end = segmentStart(network, segment + 1);
  const accumulate = first != shardStart(control, shard);
  if (segment == 0) {
    tileBackward(network, gradients, scratch, 0, end, first, packs, accumulate);
    return;
  }
  tileBackward(network, gradients, scratch, start + 1, end, first, packs, accumulate);
  const layer = layerAt(network, start);
  const norm = layer.batchNorm;
  const at = <usize>first * norm.packBytes;
  memory.copy(norm.storedGradient + at, scratch + layer.output, <usize>packs * norm.packBytes);
  const sums = shardSums(norm.gradientSums, layer, shard);
  for (let pack = 0; pack < packs; pack++) {
    const offset = <usize>pack * norm.packBytes;
    batchNormCollectGradient(
      sums,
      scratch + layer.output + offset,
      norm.stored + at + offset,
      scratch + norm.statistics,
      norm.channels,
      norm.pixels,
    );
  }
}

/** What a shard does before its first tile goes back through a segment. */
function beginBackward(control: Control, segment: i32, shard: i32, scratch: usize): void {
  const network = control.network;
  const start = segmentStart(network, segment);
  const end = segmentStart(network, segment + 1);
  beginShard(network, scratch, start, end);
  if (segment == 0) return;
  const layer = layerAt(network, start);
  const channels = <usize>layer.batchNorm.channels;
  memory.fill(shardSums(layer.batchNorm.gradientSums, layer, shard), 0, channels << 4);
}

/** What a shard does after its last one: the gradients of the segment are whole. */
function endBackward(control: Control, segment: i32, shard: i32, scratch: usize): void {
  const network = control.network;
  const gradients = shardGradients(control, shard);
  const start = segmentStart(network, segment);
  endShard(network, gradients, scratch, start, segmentStart(network, segment + 1));
  if (segment == 0) return;
  const layer = layerAt(network, start);
  let sums = shardSums(layer.batchNorm.gradientSums, layer, shard);
  let bias = place(gradients, layer.bias);
  let weight = place(gradients, layer.weight);
  for (let channel = 0; channel < layer.batchNorm.channels; channel++) {
    store<f32>(bias, <f32>load<f64>(sums));
    store<f32>(weight, <f32>load<f64>(sums, 8));
    sums += 16;
    bias += 4;
    weight += 4;
  }
}

/** Forward through a segment that is not the last: keeps what goes into the next batch norm. */
export function forwardShard(control: Control, segment: i32, shard: i32, scratch: usize): void {
  const network = control.network;
  const layer = layerAt(network, segmentStart(network, segment + 1));
  const norm = layer.batchNorm;
  const last = shardStart(control, shard + 1);
  const sums = shardSums(norm.sums, layer, shard);
  memory.fill(sums, 0, (<usize>norm.channels) << 4);
  for (let pack = shardStart(control, shard); pack < last; pack += network.tilePacks) {
    const tile = min(network.tilePacks, last - pack);
    segmentForward(control, segment, scratch, pack, tile);
    const output = scratch + layer.input;
    memory.copy(norm.stored + <usize>pack * norm.packBytes, output, <usize>tile * norm.packBytes);
    for (let i = 0; i < tile; i++) {
      const at = output + <usize>i * norm.packBytes;
      batchNormCollect(sums, at, norm.channels, norm.pixels, imagesIn(control, pack + i));
    }
  }
}

/** The last segment: forward, loss, and back. */
export function lossShard(control: Control, shard: i32, scratch: usize): void {
  const network = control.network;
  const segment = network.segmentCount - 1;
  const head = layerAt(network, network.layerCount - 1);
  const labels = scratch + network.small;
  const scale = <f32>(1.0 / control.weight);
  const weights = network.classWeights;
  const last = shardStart(control, shard + 1);
  let loss: f64 = 0;

  beginBackward(control, segment, shard, scratch);
  for (let pack = shardStart(control, shard); pack < last; pack += network.tilePacks) {
    const tile = min(network.tilePacks, last - pack);
    segmentForward(control, segment, scratch, pack, tile);
    let logits = scratch + head.output;
    for (let i = pack; i < pack + tile; i++) {
      const images = imagesIn(control, i);
      const indices = control.indices + ((<usize>(i * PACK)) << 2);
      gatherLabels(labels, control.labels, indices, images);
      if (weights)
        loss += weightedCrossEntropy(logits, labels, weights, network.classes, images, scale, labels + 64); // prettier-ignore
      else loss += crossEntropy(logits, labels, network.classes, images, scale, labels + 64);
      logits += outputBytes(head);
    }
    segmentBackward(control, segment, shard, scratch, pack, tile);
  }
  endBackward(control, segment, shard, scratch);
  store<f64>(network.losses + ((<usize>shard) << 3), loss);
}

/** Back through the batch norm that ends a segment, and through the segment. */
export function backwardShard(control: Control, segment: i32, shard: i32, scratch: usize): void {
  const network = control.network;
  const above = layerAt(network, segmentStart(network, segment + 1));
  const norm = above.batchNorm;
  const weight = place(network.parameters, above.weight);
  const last = shardStart(control, shard + 1);
  beginBackward(control, segment, shard, scratch);
  for (let pack = shardStart(control, shard); pack < last; pack += network.tilePacks) {
    const tile = min(network.tilePacks, last - pack);
    segmentForward(control, segment, scratch, pack, tile);
    for (let i = 0; i < tile; i++) {
      batchNormInputGradient(
        scratch + above.input + <usize>i * norm.packBytes,
        norm.storedGradient + <usize>(pack + i) * norm.packBytes,
        scratch + norm.statistics,
        weight,
        norm.channels,
        norm.pixels,
        imagesIn(control, pack + i),
      );
    }
    segmentBackward(control, segment, shard, scratch, pack, tile);
  }
  endBackward(control, segment, shard, scratch);
}

/** Statistics of the batch norm after a segment, once all shards have gone forward through that. */
export function forwardStatistics(
  control: Control,
  segment: i32,
  scratch: usize,
  update: bool,
): void {
  const network = control.network;
  const norm = layerAt(network, segmentStart(network, segment + 1)).batchNorm;
  batchNormStatistics(
    scratch + norm.statistics,
    norm.sums,
    control.shards,
    norm.channels,
    <f64>control.count * <f64>norm.pixels,
    norm.eps,
    norm.momentum,
    norm.runningMean,
    norm.runningVariance,
    update,
  );
}

/** Its gradient's, once all shards have gone back as far as that. */
export function backwardStatistics(control: Control, segment: i32, scratch: usize): void {
  const network = control.network;
  const norm = layerAt(network, segmentStart(network, segment + 1)).batchNorm;
  batchNormGradientStatistics(
    scratch + norm.statistics + 2 * norm.row,
    norm.gradientSums,
    control.shards,
    norm.channels,
    <f64>control.count * <f64>norm.pixels,
  );
}

/** Logits (images, classes) of one tile of the batch, written to the output. */
export function predictTile(control: Control, tile: i32, scratch: usize): void {
  const network = control.network;
  const classes = network.classes;
  const first = tile * network.tilePacks;
  const start = first * PACK;
  const images = min(network.tilePacks * PACK, control.count - start);
  const packs = (images + PACK - 1) / PACK;
  const head = layerAt(network, network.layerCount - 1);
  progress(control);
  gatherTile(control, scratch, first, packs, false);
  for (let segment = 0; segment < network.segmentCount; segment++) {
    let from = segmentStart(network, segment);
    if (segment > 0) {
      const layer = layerAt(network, from++);
      const norm = layer.batchNorm;
      batchNormRunning(
        scratch + norm.statistics,
        norm.channels,
        norm.eps,
        norm.runningMean,
        norm.runningVariance,
      );
      normalize(network, layer, scratch, scratch + layer.input, packs);
    }
    tileForward(network, scratch, from, segmentStart(network, segment + 1), first, packs, false);
  }
  let logits = scratch + head.output;
  let place = control.places + ((<usize>start) << 2);
  for (let pack = 0; pack < packs; pack++) {
    for (let lane = 0; lane < min(PACK, images - pack * PACK); lane++) {
      let output = control.output + ((<usize>load<u32>(place) * <usize>classes) << 2);
      place += 4;
      for (let c = 0; c < classes; c++) {
        store<f32>(output, load<f32>(logits + <usize>c * ROW + ((<usize>lane) << 2)));
        output += 4;
      }
    }
    logits += outputBytes(head);
  }
}
