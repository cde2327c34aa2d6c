/**
 * A tile, a few packs of images, goes through the whole network and back while its activations are in
 * cache. Gradients are made in place: a layer's output holds y until the layer above has used it, and
 * the gradient with respect to its pre-activation from then on. So a layer first takes its weight
 * gradient, which needs its input, and then overwrites that input with the input's gradient.
 */
import { activationForward } from '../activation/activation';
import { conv2dForward } from '../conv2d/forward';
import { conv2dInputGradient, conv2dPackGradient } from '../conv2d/inputGradient';
import { conv2dReduceLanes, conv2dWeightGradient } from '../conv2d/weightGradient';
import { linearForward, linearInputGradient, linearWeightGradient } from '../linear/linear';
import { packPanels } from '../matmul/pack';
import { ROW } from '../simd';
import { Layer, LAYER_BYTES, LayerKind, Network } from './network';

// @ts-ignore: decorator
@inline
export function layerAt(network: Network, index: i32): Layer {
  return changetype<Layer>(network.layers + <usize>(index * LAYER_BYTES));
}

/** Runs the layers on the tile whose input is in the scratch; logits end in the last output. */
export function tileForward(network: Network, scratch: usize, packs: i32): void {
  for (let index = 0; index < network.layerCount; index++) {
    const layer = layerAt(network, index);
    const input = scratch + layer.input;
    const output = scratch + layer.output;
    const bias = network.parameters + ((<usize>layer.bias) << 2);
    if (layer.kind == LayerKind.Conv2d) {
      conv2dForward(
        output,
        input,
        layer.packed,
        bias,
        layer.offsets,
        layer.shapeAddress,
        packs,
        layer.activation,
      );
    } else {
      linearForward(output, input, layer.packed, bias, layer.inFeatures, layer.outFeatures, packs);
      activationForward(layer.activation, output, packs * layer.outFeatures * 8);
    }
  }
}

/** Clears what a shard's tiles add to. */
export function beginShard(network: Network, gradients: usize, scratch: usize): void {
  for (let index = 0; index < network.layerCount; index++) {
    const layer = layerAt(network, index);
    if (layer.kind == LayerKind.Conv2d) {
      const sums = layer.shape.outChannels * layer.shape.depth;
      memory.fill(scratch + layer.lanes, 0, (<usize>sums) << 4);
      const bias = gradients + ((<usize>layer.bias) << 2);
      memory.fill(bias, 0, (<usize>layer.shape.outChannels) << 2);
    }
  }
}

/** From the gradient of the logits to the gradients of all parameters. */
export function tileBackward(
  network: Network,
  gradients: usize, // the shard's (parameterCount)
  scratch: usize,
  packs: i32,
  accumulate: bool, // false for the first tile of a shard
): void {
  for (let index = network.layerCount - 1; index >= 0; index--) {
    const layer = layerAt(network, index);
    const input = scratch + layer.input;
    const output = scratch + layer.output;
    const weightGradient = gradients + ((<usize>layer.weight) << 2);
    const biasGradient = gradients + ((<usize>layer.bias) << 2);
    if (layer.kind == LayerKind.Conv2d) {
      conv2dWeightGradient(
        scratch + layer.lanes,
        biasGradient,
        output,
        input,
        layer.offsets,
        layer.shapeAddress,
        packs,
      );
      if (layer.packedGradient) {
        conv2dInputGradient(
          input,
          output,
          layer.packedGradient,
          layer.gradientOffsets,
          scratch + network.bordered,
          layer.shapeAddress,
          packs,
          layer.finishMode,
        );
      }
    } else {
      linearWeightGradient(
        weightGradient,
        biasGradient,
        output,
        input,
        layer.inFeatures,
        layer.outFeatures,
        packs,
        accumulate,
      );
      if (layer.packedGradient) {
        linearInputGradient(
          input,
          output,
          layer.packedGradient,
          layer.inFeatures,
          layer.outFeatures,
          packs,
          layer.finishMode,
        );
      }
    }
  }
}

/** Adds up what the shard's tiles left in lanes. */
export function endShard(network: Network, gradients: usize, scratch: usize): void {
  for (let index = 0; index < network.layerCount; index++) {
    const layer = layerAt(network, index);
    if (layer.kind == LayerKind.Conv2d) {
      conv2dReduceLanes(
        gradients + ((<usize>layer.weight) << 2),
        scratch + layer.lanes,
        layer.shapeAddress,
      );
    }
  }
}

/** Brings the packed weights up to date. Threads share the panels out: `first, first + step, …`. */
export function packWeights(address: usize, first: i32, step: i32): void {
  const network = changetype<Network>(address);
  for (let index = 0; index < network.layerCount; index++) {
    const layer = layerAt(network, index);
    const weights = network.parameters + ((<usize>layer.weight) << 2);
    if (layer.kind == LayerKind.Conv2d) {
      const depth = layer.shape.depth;
      packPanels(layer.packed, weights, layer.shape.outChannels, depth, depth, 1, first, step);
      if (layer.packedGradient) {
        conv2dPackGradient(layer.packedGradient, weights, layer.shapeAddress, first, step);
      }
    } else {
      const inFeatures = layer.inFeatures;
      const outFeatures = layer.outFeatures;
      packPanels(layer.packed, weights, outFeatures, inFeatures, inFeatures, 1, first, step);
      if (layer.packedGradient) {
        packPanels(
          layer.packedGradient,
          weights,
          inFeatures,
          outFeatures,
          1,
          inFeatures,
          first,
          step,
        );
      }
    }
  }
}

/** Bytes of one pack of a layer's output. */
// @ts-ignore: decorator
@inline
export function outputBytes(layer: Layer): usize {
  return <usize>layer.outFeatures * ROW;
}
