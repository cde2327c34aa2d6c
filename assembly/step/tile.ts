/**
 * A tile, a few packs of images, goes through the whole network and back while its activations are in
 * cache. Gradients are made in place: a layer's output holds y until the layer above has used it, and
 * the gradient with respect to its pre-activation from then on. So a layer first takes its weight
 * gradient, which needs its input, and then overwrites that input with the input's gradient.
 *
 * Layers are given as a range: batch norm cuts a network into segments, see segment.ts. It is always the
 * first layer of a range when training, and was done by whoever called.
 */
import { activationForward } from '../activation/activation';
import { activationLayerBackward, activationLayerForward } from '../activation/layer';
import { conv2dForward } from '../conv2d/forward';
import { conv2dInputGradient, conv2dPackGradient } from '../conv2d/input_gradient';
import { conv2dSpans } from '../conv2d/spans';
import {
  conv2dLaneBytes,
  conv2dReduceLanes,
  conv2dWeightGradient,
} from '../conv2d/weight_gradient';
import { dropoutPack } from '../dropout/dropout';
import {
  LayerNorm,
  layerNormForward,
  layerNormInputGradient,
  layerNormWeightGradient,
} from '../layer_norm/layer_norm';
import { linearForward, linearInputGradient, linearWeightGradient } from '../linear/linear';
import { packPanels } from '../matmul/pack';
import { pixelBackground } from '../pixel_linear/weights';
import { pixelForward, pixelWeightGradient } from '../pixel_linear/pixel_linear';
import { adaptiveAvgPool2dBackward, adaptiveAvgPool2dForward } from '../pool2d/adaptive';
import { pad2dBackward, pad2dForward } from '../pool2d/pad';
import {
  avgPool2dBackward,
  avgPool2dForward,
  maxPool2dBackward,
  maxPool2dForward,
} from '../pool2d/pool2d';
import { ROW } from '../simd';
import { LAYER_BYTES, LayerKind } from './fields';
import { Layer, Network, NO_BIAS } from './network';

// @ts-ignore: decorator
@inline
export function layerAt(network: Network, index: i32): Layer {
  return changetype<Layer>(network.layers + <usize>(index * LAYER_BYTES));
}

/** The layer's weight or bias in `base`, the parameters or a shard's gradients; 0 if it has none. */
// @ts-ignore: decorator
@inline
export function place(base: usize, offset: i32): usize {
  return offset == NO_BIAS ? 0 : base + ((<usize>offset) << 2);
}

/** Bytes of one pack of a layer's output. */
// @ts-ignore: decorator
@inline
export function outputBytes(layer: Layer): usize {
  return <usize>layer.outFeatures * ROW;
}

/** Runs the layers `from` to `to - 1` on a tile; `first` is its first pack's place in the batch. */
export function tileForward(
  network: Network,
  scratch: usize,
  from: i32,
  to: i32,
  first: i32,
  packs: i32,
  training: bool,
): void {
  for (let index = from; index < to; index++) {
    const layer = layerAt(network, index);
    const input = scratch + layer.input;
    const output = scratch + layer.output;
    switch (layer.kind) {
      case LayerKind.PixelLinear: {
        const weight = place(network.parameters, layer.weight);
        pixelForward(output, scratch + network.temporary, input, weight, layer.background, layer.inFeatures, layer.outFeatures, packs, network.normalization); // prettier-ignore
        activationForward(layer.activation, output, packs * layer.outFeatures * 8);
        break;
      }
      case LayerKind.Linear: {
        const bias = place(network.parameters, layer.bias);
        linearForward(output, input, layer.packed, bias, layer.inFeatures, layer.outFeatures, packs, training, scratch + network.temporary); // prettier-ignore
        activationForward(layer.activation, output, packs * layer.outFeatures * 8);
        break;
      }
      case LayerKind.Conv2d: {
        const bias = place(network.parameters, layer.bias);
        const spans = layer.outputSpansIn(scratch);
        if (spans) conv2dSpans(spans, scratch + layer.inputSpans, layer.details, packs);
        conv2dForward(output, input, layer.packed, bias, layer.offsets, layer.details, packs, layer.activation, spans, scratch + network.temporary); // prettier-ignore
        break;
      }
      case LayerKind.Pad2d: {
        pad2dForward(output, input, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.MaxPool2d: {
        maxPool2dForward(output, input, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.AvgPool2d: {
        avgPool2dForward(output, input, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.AdaptiveAvgPool2d: {
        adaptiveAvgPool2dForward(output, input, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.Activation: {
        const count = packs * layer.outFeatures * 8;
        activationLayerForward(layer.activation, output, input, count, <f32>layer.argument);
        break;
      }
      case LayerKind.LayerNorm: {
        const norm = changetype<LayerNorm>(layer.details);
        const weight = place(network.parameters, layer.weight);
        const bias = place(network.parameters, layer.bias);
        const rows = (packs * layer.outFeatures) / norm.size;
        layerNormForward(output, input, scratch + norm.statistics, weight, bias, rows, norm.size, <f32>norm.eps); // prettier-ignore
        break;
      }
      case LayerKind.Dropout: {
        if (training) dropOut(network, scratch, index, output, input, first, packs);
        else memory.copy(output, input, <usize>packs * outputBytes(layer));
        break;
      }
    }
  }
}

/** Clears what a shard's tiles add to, in the layers `from` to `to - 1`. */
export function beginShard(network: Network, scratch: usize, from: i32, to: i32): void {
  for (let index = from; index < to; index++) {
    const layer = layerAt(network, index);
    if (layer.kind != LayerKind.Conv2d) continue;
    memory.fill(scratch + layer.lanes, 0, conv2dLaneBytes(layer.details));
  }
}

/**
 * Back through the layers `to - 1` to `from`: the gradient of the last one's output becomes that of the
 * first one's input, if anything below has parameters.
 */
export function tileBackward(
  network: Network,
  gradients: usize, // the shard's (parameterCount)
  scratch: usize,
  from: i32,
  to: i32,
  first: i32, // place of the first pack in the batch
  packs: i32,
  accumulate: bool, // false for the first tile of a shard
): void {
  for (let index = to - 1; index >= max(from, network.firstTrained); index--) {
    const layer = layerAt(network, index);
    const input = scratch + layer.input;
    const output = scratch + layer.output;
    const below = index > network.firstTrained;
    switch (layer.kind) {
      case LayerKind.PixelLinear: {
        const weight = place(gradients, layer.weight);
        const bias = place(gradients, layer.bias);
        pixelWeightGradient(weight, bias, output, scratch + network.temporary, input, layer.inFeatures, layer.outFeatures, packs, accumulate, network.normalization); // prettier-ignore
        break;
      }
      case LayerKind.Linear: {
        const weight = place(gradients, layer.weight);
        const bias = place(gradients, layer.bias);
        linearWeightGradient(weight, bias, output, input, layer.inFeatures, layer.outFeatures, packs, accumulate); // prettier-ignore
        if (below) linearInputGradient(input, output, layer.packedGradient, layer.inFeatures, layer.outFeatures, packs, layer.finishMode, scratch + network.temporary); // prettier-ignore
        break;
      }
      case LayerKind.Conv2d: {
        const spans = layer.outputSpansIn(scratch);
        conv2dWeightGradient(scratch + layer.lanes, output, input, layer.offsets, layer.details, packs, spans, scratch + network.temporary, below); // prettier-ignore
        if (below) conv2dInputGradient(input, output, layer.packedGradient, layer.gradientOffsets, scratch + network.temporary, layer.details, packs, layer.finishMode, spans); // prettier-ignore
        break;
      }
      case LayerKind.Pad2d: {
        pad2dBackward(input, output, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.MaxPool2d: {
        const planes = packs * layer.plane.channels;
        maxPool2dBackward(input, output, layer.details, planes, scratch + network.temporary);
        break;
      }
      case LayerKind.AvgPool2d: {
        avgPool2dBackward(input, output, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.AdaptiveAvgPool2d: {
        adaptiveAvgPool2dBackward(input, output, layer.details, packs * layer.plane.channels);
        break;
      }
      case LayerKind.Activation: {
        const count = packs * layer.outFeatures * 8;
        activationLayerBackward(layer.activation, input, output, count, <f32>layer.argument);
        break;
      }
      case LayerKind.LayerNorm: {
        const norm = changetype<LayerNorm>(layer.details);
        const statistics = scratch + norm.statistics;
        const weight = place(gradients, layer.weight);
        const bias = place(gradients, layer.bias);
        const rows = (packs * layer.outFeatures) / norm.size;
        if (weight) layerNormWeightGradient(weight, bias, output, input, statistics, rows, norm.size, accumulate); // prettier-ignore
        if (below) layerNormInputGradient(input, output, statistics, place(network.parameters, layer.weight), rows, norm.size); // prettier-ignore
        break;
      }
      case LayerKind.Dropout: {
        dropOut(network, scratch, index, input, output, first, packs);
        break;
      }
    }
  }
}

/** Dropout is the same in both directions. */
function dropOut(
  network: Network,
  scratch: usize,
  index: i32,
  to: usize,
  from: usize,
  first: i32,
  packs: i32,
): void {
  const layer = layerAt(network, index);
  const words = scratch + network.temporary;
  const count = layer.outFeatures * 8;
  for (let pack = 0; pack < packs; pack++) {
    dropoutPack(to, from, count, layer.argument, words, network.seed, network.stream, index, network.step, first + pack); // prettier-ignore
    to += outputBytes(layer);
    from += outputBytes(layer);
  }
}

/** Adds up what the shard's tiles left in lanes, in the layers `from` to `to - 1`. */
export function endShard(
  network: Network,
  gradients: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  for (let index = from; index < to; index++) {
    const layer = layerAt(network, index);
    if (layer.kind != LayerKind.Conv2d) continue;
    const weight = place(gradients, layer.weight);
    const bias = place(gradients, layer.bias);
    conv2dReduceLanes(weight, bias, scratch + layer.lanes, layer.details);
  }
}

/** Brings the packed weights up to date. Threads share the panels out: `first, first + step, …`. */
export function packWeights(address: usize, first: i32, step: i32): void {
  const network = changetype<Network>(address);
  for (let index = 0; index < network.layerCount; index++) {
    const layer = layerAt(network, index);
    if (layer.kind == LayerKind.Conv2d) {
      const weights = place(network.parameters, layer.weight);
      const depth = layer.shape.depth;
      packPanels(layer.packed, weights, layer.shape.outChannels, depth, depth, 1, first, step);
      if (layer.packedGradient) {
        conv2dPackGradient(layer.packedGradient, weights, layer.details, first, step);
      }
    } else if (layer.kind == LayerKind.PixelLinear) {
      const weights = place(network.parameters, layer.weight);
      const bias = place(network.parameters, layer.bias);
      pixelBackground(layer.background, weights, bias, layer.inFeatures, layer.outFeatures, first, step, network.normalization); // prettier-ignore
    } else if (layer.kind == LayerKind.Linear) {
      const weights = place(network.parameters, layer.weight);
      const inFeatures = layer.inFeatures;
      const outFeatures = layer.outFeatures;
      packPanels(layer.packed, weights, outFeatures, inFeatures, inFeatures, 1, first, step);
      if (layer.packedGradient) {
        packPanels(layer.packedGradient, weights, inFeatures, outFeatures, 1, inFeatures, first, step); // prettier-ignore
      }
    }
  }
}
