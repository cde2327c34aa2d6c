import type { Tensor } from '../../extension/engine/api';
import type { NetworkPlan } from '../../extension/engine/plan';
import type { BatchNormPlan } from '../../extension/layers/batch-norm';
import type { DropoutPlan } from '../../extension/layers/dropout';
import type { LayerPlan } from '../../extension/layers/kinds';
import type { LayerNormPlan } from '../../extension/layers/layer-norm';
import {
  activation,
  type ActivationLayer,
  conv2dBackward,
  conv2dForward,
  crossEntropy,
  type LayerGradients,
  linearBackward,
  linearForward,
  type Numbers,
  softmax,
} from './reference';
import {
  batchNormBackward,
  batchNormForward,
  batchNormMagnitudes,
  batchStatistics,
  layerNormBackward,
  layerNormForward,
  layerNormMagnitudes,
  poolBackward,
  poolForward,
} from './reference-layers';

/** Parameters, running statistics and gradients by PyTorch's names, in its order. */
export type Parameters = ReadonlyMap<string, Float64Array>;

export function toParameters(tensors: readonly Tensor[]): Parameters {
  return new Map(tensors.map(({ name, data }) => [name, Float64Array.from(data)]));
}

/** Whether a dropout layer keeps a feature of the image at a place of the batch. */
export type Keeps = (layer: DropoutPlan, image: number, feature: number) => boolean;

export interface ReferenceGradients {
  readonly loss: number;
  readonly gradients: Parameters;
  /**
   * What the gradients would be if nothing cancelled on the way down: every product of sums taken by its
   * absolute value. Float32 rounds in proportion to these.
   */
  readonly magnitudes: Parameters;
}

/** A whole network in float64: images (batch, C*H*W) that are normalised already, and labels. */
export class ReferenceNetwork {
  constructor(
    private readonly plan: NetworkPlan,
    private readonly keeps: Keeps = () => true,
  ) {}

  /** (batch, classes), with the running statistics and without dropout. */
  predict(parameters: Parameters, images: Numbers, batch: number): Float64Array {
    const logits = this.forward(parameters, images, batch, false).at(-1)!;
    return softmax(logits, logits.length / batch);
  }

  /** What comes out of each layer of the plan, as in `predict`. */
  outputs(parameters: Parameters, images: Numbers, batch: number): Float64Array[] {
    return this.forward(parameters, images, batch, false).slice(1);
  }

  /** While training, as `gradients`. */
  loss(parameters: Parameters, images: Numbers, labels: Numbers): number {
    const logits = this.forward(parameters, images, labels.length, true).at(-1)!;
    return crossEntropy(logits, labels, logits.length / labels.length).loss;
  }

  gradients(parameters: Parameters, images: Numbers, labels: Numbers): ReferenceGradients {
    const batch = labels.length;
    const values = this.forward(parameters, images, batch, true);
    const logits = values.at(-1)!;
    const { loss, dLogits } = crossEntropy(logits, labels, logits.length / batch);
    const found = new Map<string, Float64Array>();
    const magnitudes = new Map<string, Float64Array>();
    const sizes = new Map([...parameters].map(([name, tensor]) => [name, tensor.map(Math.abs)]));
    let dy: Float64Array = dLogits;
    let magnitude: Float64Array = dLogits.map(() => 1 / batch);
    for (const [index, layer] of [...this.plan.layers.entries()].reverse()) {
      const x = values[index]!;
      dy = this.backward(layer, x, dy, parameters, batch, found);
      magnitude = this.magnify(layer, x, magnitude, sizes, batch, magnitudes);
    }
    const ordered = [...parameters.keys()].filter((name) => found.has(name));
    const gradients = new Map(ordered.map((name) => [name, found.get(name)!]));
    return { loss, gradients, magnitudes };
  }

  /** What the running statistics of the batch norms are after a step on these images. */
  runningStatistics(parameters: Parameters, images: Numbers, batch: number): Parameters {
    const values = this.forward(parameters, images, batch, true);
    const result = new Map<string, Float64Array>();
    this.plan.layers.forEach((layer, index) => {
      if (layer.type !== 'batch_norm1d' && layer.type !== 'batch_norm2d') return;
      const { mean, variance } = batchStatistics(values[index]!, layer);
      const count = batch * layer.pixels;
      const move = (name: string, batchValue: (channel: number) => number): void => {
        const moved = parameters
          .get(`${layer.name}.${name}`)!
          .map((old, i) => (1 - layer.momentum) * old + layer.momentum * batchValue(i));
        result.set(`${layer.name}.${name}`, moved);
      };
      move('running_mean', (i) => mean[i]!);
      move('running_var', (i) => (variance[i]! * count) / (count - 1));
    });
    return result;
  }

  /** What goes into each layer, and the logits at the end. */
  private forward(
    parameters: Parameters,
    images: Numbers,
    batch: number,
    training: boolean,
  ): Float64Array[] {
    const values: Float64Array[] = [Float64Array.from(images)];
    for (const layer of this.plan.layers) {
      const x = values.at(-1)!;
      values.push(this.layerForward(layer, x, parameters, batch, training));
    }
    return values;
  }

  private layerForward(
    layer: LayerPlan,
    x: Float64Array,
    parameters: Parameters,
    batch: number,
    training: boolean,
  ): Float64Array {
    switch (layer.type) {
      case 'linear':
      case 'conv2d': {
        const weight = parameters.get(`${layer.name}.weight`)!;
        const outputs = layer.type === 'linear' ? layer.outFeatures : layer.outChannels;
        const bias = parameters.get(`${layer.name}.bias`) ?? new Float64Array(outputs);
        return layer.type === 'linear'
          ? linearForward(x, weight, bias, { ...layer, batch })
          : conv2dForward(x, weight, bias, { ...layer, batch });
      }
      case 'max_pool2d':
      case 'avg_pool2d':
      case 'adaptive_avg_pool2d':
        return poolForward(x, layer, batch);
      case 'batch_norm1d':
      case 'batch_norm2d': {
        const { weight, bias, running } = normTensors(layer, parameters);
        const statistics = training ? batchStatistics(x, layer) : running;
        return batchNormForward(x, weight, bias, layer, statistics);
      }
      case 'layer_norm': {
        const { weight, bias } = affineOf(layer, parameters);
        return layerNormForward(x, weight, bias, layer);
      }
      case 'dropout':
        return training ? this.dropOut(layer, x, batch) : x;
      case 'flatten':
        return x;
      case 'relu':
      case 'leaky_relu':
      case 'sigmoid':
      case 'tanh':
      case 'gelu':
      case 'silu':
        return x.map(activation(layer.type, slopeOf(layer)).value);
    }
  }

  /** dx; adds the layer's parameter gradients to `found`. */
  private backward(
    layer: LayerPlan,
    x: Float64Array,
    dy: Float64Array,
    parameters: Parameters,
    batch: number,
    found: Map<string, Float64Array>,
  ): Float64Array {
    switch (layer.type) {
      case 'linear':
      case 'conv2d': {
        const weight = parameters.get(`${layer.name}.weight`)!;
        const { dx, dWeight, dBias } =
          layer.type === 'linear'
            ? linearBackward(x, weight, dy, { ...layer, batch })
            : conv2dBackward(x, weight, dy, { ...layer, batch });
        found.set(`${layer.name}.weight`, dWeight);
        if (layer.bias) found.set(`${layer.name}.bias`, dBias);
        return dx;
      }
      case 'max_pool2d':
      case 'avg_pool2d':
      case 'adaptive_avg_pool2d':
        return poolBackward(x, dy, layer, batch);
      case 'batch_norm1d':
      case 'batch_norm2d': {
        const { weight } = normTensors(layer, parameters);
        const { dx, dWeight, dBias } = batchNormBackward(x, weight, dy, layer);
        found.set(`${layer.name}.weight`, dWeight);
        found.set(`${layer.name}.bias`, dBias);
        return dx;
      }
      case 'layer_norm': {
        const { weight } = affineOf(layer, parameters);
        return foundIn(found, layer, layerNormBackward(x, weight, dy, layer));
      }
      case 'dropout':
        return this.dropOut(layer, dy, batch);
      case 'flatten':
        return dy;
      case 'relu':
      case 'leaky_relu':
      case 'sigmoid':
      case 'tanh':
      case 'gelu':
      case 'silu': {
        const { derivative } = activation(layer.type, slopeOf(layer));
        return dy.map((value, i) => value * derivative(x[i]!));
      }
    }
  }

  /** As `backward`, with sizes in place of values: see `ReferenceGradients.magnitudes`. */
  private magnify(
    layer: LayerPlan,
    x: Float64Array,
    dy: Float64Array,
    sizes: Parameters,
    batch: number,
    found: Map<string, Float64Array>,
  ): Float64Array {
    switch (layer.type) {
      case 'linear':
      case 'conv2d':
        return this.backward(layer, x.map(Math.abs), dy, sizes, batch, found);
      case 'batch_norm1d':
      case 'batch_norm2d': {
        const { dx, dWeight, dBias } = batchNormMagnitudes(
          x,
          sizes.get(`${layer.name}.weight`)!,
          dy,
          layer,
        );
        found.set(`${layer.name}.weight`, dWeight);
        found.set(`${layer.name}.bias`, dBias);
        return dx;
      }
      case 'layer_norm': {
        const { weight } = affineOf(layer, sizes);
        return foundIn(found, layer, layerNormMagnitudes(x, weight, dy, layer));
      }
      case 'max_pool2d':
      case 'avg_pool2d':
      case 'adaptive_avg_pool2d':
      case 'dropout':
      case 'flatten':
      case 'relu':
      case 'leaky_relu':
      case 'sigmoid':
      case 'tanh':
      case 'gelu':
      case 'silu':
        return this.backward(layer, x, dy, sizes, batch, found).map(Math.abs);
    }
  }

  private dropOut(layer: DropoutPlan, values: Float64Array, batch: number): Float64Array {
    const features = values.length / batch;
    return values.map((value, i) =>
      this.keeps(layer, Math.floor(i / features), i % features) ? value / (1 - layer.p) : 0,
    );
  }
}

function normTensors(layer: BatchNormPlan, parameters: Parameters) {
  const tensor = (name: string): Float64Array => parameters.get(`${layer.name}.${name}`)!;
  return {
    weight: tensor('weight'),
    bias: tensor('bias'),
    running: { mean: tensor('running_mean'), variance: tensor('running_var') },
  };
}

/** null for what it does not have. */
function affineOf({ name }: LayerNormPlan, parameters: Parameters) {
  const tensor = (part: string): Float64Array | null => parameters.get(`${name}.${part}`) ?? null;
  return { weight: tensor('weight'), bias: tensor('bias') };
}

/** dx; adds what the layer has to `found`. */
function foundIn(
  found: Map<string, Float64Array>,
  { name, elementwiseAffine, bias }: LayerNormPlan,
  { dx, dWeight, dBias }: LayerGradients,
): Float64Array {
  if (elementwiseAffine) found.set(`${name}.weight`, dWeight);
  if (bias) found.set(`${name}.bias`, dBias);
  return dx;
}

function slopeOf(layer: ActivationLayer): number {
  return layer.type === 'leaky_relu' ? layer.negativeSlope : 0;
}
