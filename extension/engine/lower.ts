import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type {
  ActivationPlan,
  BatchNormPlan,
  Conv2dPlan,
  DropoutPlan,
  LinearPlan,
  NetworkPlan,
  Pair,
  Pool2dPlan,
} from './network-plan';

/** Zeros around each plane: what the kernels make of a convolution's padding. */
export interface Pad2dPlan {
  readonly type: 'pad2d';
  readonly channels: number;
  readonly padding: Pair;
  readonly inputSize: Pair;
  readonly outputSize: Pair;
}

/** A parameter tensor and its place among all parameters. */
export interface ParameterPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Floats from the start of the parameters; a multiple of 4. */
  readonly offset: number;
  /** Floats it takes there, a multiple of 4. */
  readonly stored: number;
  /** Kept as the weights of a linear layer on the image are: see assembly/pixel_linear. */
  readonly onPixels: boolean;
  /** Inputs of one output and outputs of one input: what initialisations go by. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** 1 and 0 for a batch norm's weight and bias, which are not random. */
  readonly constant?: number;
}

interface Sizes {
  /** Floats of one image that come in and go out. */
  readonly inFeatures: number;
  readonly outFeatures: number;
}

export interface WeightedLayer extends Sizes {
  /** A convolution has no padding any more. */
  readonly plan: LinearPlan | Conv2dPlan;
  /** The activation that the kernels apply to its output, and whose derivative the layer above applies. */
  readonly fused: 'sigmoid' | 'relu' | null;
  readonly weight: ParameterPlace;
  readonly bias: ParameterPlace | null;
}

/** A linear layer on the image itself. */
export interface PixelLinearLayer extends WeightedLayer {
  readonly plan: LinearPlan;
  readonly weight: ParameterPlace & { readonly onPixels: true };
}

export interface BatchNormLayer extends Sizes {
  readonly plan: BatchNormPlan;
  readonly weight: ParameterPlace;
  readonly bias: ParameterPlace;
}

export interface PlainLayer extends Sizes {
  readonly plan: Pad2dPlan | Pool2dPlan | DropoutPlan | ActivationPlan;
}

/** A layer as the kernels know it. */
export type LoweredLayer = WeightedLayer | BatchNormLayer | PlainLayer;

/** A network as the kernels know it. */
export interface LoweredNetwork {
  readonly layers: readonly LoweredLayer[];
  /** Trained tensors, in order. */
  readonly places: readonly ParameterPlace[];
  /** Floats of all parameters, each tensor padded to a multiple of 4. */
  readonly parameterCount: number;
  readonly pixels: number;
  readonly classes: number;
}

export function isWeighted(layer: LoweredLayer): layer is WeightedLayer {
  return layer.plan.type === 'linear' || layer.plan.type === 'conv2d';
}

export function isConvolution(
  layer: LoweredLayer,
): layer is WeightedLayer & { readonly plan: Conv2dPlan } {
  return layer.plan.type === 'conv2d';
}

export function isOnPixels(layer: LoweredLayer): layer is PixelLinearLayer {
  return isWeighted(layer) && layer.weight.onPixels;
}

export function isBatchNorm(layer: LoweredLayer): layer is BatchNormLayer {
  return layer.plan.type === 'batch_norm1d' || layer.plan.type === 'batch_norm2d';
}

/**
 * Brings a plan into the kernels' terms: padding is a layer, and a sigmoid or ReLU between two layers with
 * weights is part of the first.
 * @throws LabError `input` when nothing could be trained
 */
export function lowerNetwork(plan: NetworkPlan): LoweredNetwork {
  const layers: LoweredLayer[] = [];
  const places: ParameterPlace[] = [];
  const pixels = product(plan.inputShape);
  let features = pixels;
  let parameterCount = 0;

  const place = (
    tensor: Omit<ParameterPlace, 'count' | 'offset' | 'stored' | 'onPixels'>,
    onPixels = false,
  ): ParameterPlace => {
    const count = product(tensor.shape);
    const stored = onPixels ? pixelWeightFloats(tensor.shape) : pad(count);
    const placed = { ...tensor, count, offset: parameterCount, stored, onPixels };
    parameterCount += stored;
    places.push(placed);
    return placed;
  };
  const add = (layer: LoweredLayer): void => {
    layers.push(layer);
    features = layer.outFeatures;
  };
  const weighted = (layer: LinearPlan | Conv2dPlan, outFeatures: number, index: number): void => {
    const shape = weightShape(layer);
    const fanIn = product(shape.slice(1));
    const fanOut = shape[0]! * product(shape.slice(2));
    const onPixels = index === 0 && layer.type === 'linear';
    const weight = place({ name: `${layer.name}.weight`, shape, fanIn, fanOut }, onPixels);
    const bias = layer.bias
      ? place({ name: `${layer.name}.bias`, shape: [shape[0]!], fanIn, fanOut })
      : null;
    const fused = fusedActivation(plan, index);
    add({ plan: layer, inFeatures: features, outFeatures, fused, weight, bias });
  };

  plan.layers.forEach((layer, index) => {
    const inFeatures = features;
    switch (layer.type) {
      case 'linear':
        weighted(layer, layer.outFeatures, index);
        break;
      case 'conv2d': {
        const bare = withoutPadding(layer);
        if (bare !== layer) {
          const pad2d = padding(layer);
          const outFeatures = layer.inChannels * product(pad2d.outputSize);
          add({ plan: pad2d, inFeatures, outFeatures });
        }
        weighted(bare, layer.outChannels * product(layer.outputSize), index);
        break;
      }
      case 'max_pool2d':
      case 'avg_pool2d': {
        const outFeatures = layer.channels * product(layer.outputSize);
        add({ plan: layer, inFeatures, outFeatures });
        break;
      }
      case 'batch_norm1d':
      case 'batch_norm2d': {
        const tensor = { shape: [layer.channels], fanIn: 1, fanOut: 1 };
        const weight = place({ ...tensor, name: `${layer.name}.weight`, constant: 1 });
        const bias = place({ ...tensor, name: `${layer.name}.bias`, constant: 0 });
        add({ plan: layer, inFeatures, outFeatures: inFeatures, weight, bias });
        break;
      }
      case 'dropout':
        add({ plan: layer, inFeatures, outFeatures: inFeatures });
        break;
      default:
        if (index === 0 || fusedActivation(plan, index - 1) === null) {
          add({ plan: layer, inFeatures, outFeatures: inFeatures });
        }
    }
  });
  if (places.length === 0) {
    throw new LabError('input', t('A network needs at least one layer with weights.'));
  }
  return { layers, places, parameterCount, pixels, classes: features };
}

/** The activation after layer `index`, if that layer and the one after the activation have weights. */
function fusedActivation({ layers }: NetworkPlan, index: number): 'sigmoid' | 'relu' | null {
  const [layer, activation, above] = layers.slice(index, index + 3);
  if (layer?.type !== 'linear' && layer?.type !== 'conv2d') return null;
  if (activation?.type !== 'sigmoid' && activation?.type !== 'relu') return null;
  const next = above?.type === 'linear' || (above?.type === 'conv2d' && !isPadded(above));
  return next ? activation.type : null;
}

function isPadded({ padding: [height, width] }: Conv2dPlan): boolean {
  return height > 0 || width > 0;
}

function padding({ inChannels, inputSize, padding: pads }: Conv2dPlan): Pad2dPlan {
  const outputSize = [inputSize[0] + 2 * pads[0], inputSize[1] + 2 * pads[1]] as const;
  return { type: 'pad2d', channels: inChannels, padding: pads, inputSize, outputSize };
}

function withoutPadding(layer: Conv2dPlan): Conv2dPlan {
  if (!isPadded(layer)) return layer;
  return { ...layer, inputSize: padding(layer).outputSize, padding: [0, 0] };
}

function weightShape(layer: LinearPlan | Conv2dPlan): number[] {
  if (layer.type === 'linear') return [layer.outFeatures, layer.inFeatures];
  return [layer.outChannels, layer.inChannels, ...layer.kernelSize];
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}

/** Floats of the weights of a linear layer on the image: see assembly/pixel_linear/weights.ts. */
function pixelWeightFloats([outFeatures, inFeatures]: readonly number[]): number {
  return inFeatures! * pixelRowFloats(outFeatures!);
}

/** Floats of a row of outputs there: whole cache lines, and an odd number of them. */
export function pixelRowFloats(outFeatures: number): number {
  return 16 * (Math.ceil(outFeatures / 16) | 1);
}

function pad(count: number): number {
  return Math.ceil(count / 4) * 4;
}
