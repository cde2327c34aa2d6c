import { t } from '@vscode/l10n';
import type { LayerPlan, Pair } from '../engine/network-plan';
import { LabError } from '../errors';
import { formatShape, formatSize, type Shape, sizeOf } from './shape';
import type { Conv2dSpec, LayerSpec, ModelSpec, Pool2dSpec, Size2d, Width } from './spec';

/** A layer with every size that follows from what comes in. */
export interface ResolvedLayer {
  readonly spec: LayerSpec;
  /** Null for a flatten, which moves nothing. */
  readonly plan: LayerPlan | null;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** What a width that is not a number stands for. */
export type WidthSolver = (width: Exclude<Width, number>, layer: number) => number;

/**
 * Infers the shapes through a network. The first linear layer flattens what comes in, as `nn.Flatten` does,
 * in the order C, H, W.
 * @throws LabError `input` that names model, layer, what came in and what the layer needs
 */
export function resolveLayers(
  id: string,
  spec: ModelSpec,
  imageShape: Shape,
  widthOf: WidthSolver,
): ResolvedLayer[] {
  let shape = imageShape;
  const names = new Map<string, number>();
  return spec.layers.map((layer, index) => {
    const context: LayerContext = {
      index,
      name: ('name' in layer ? layer.name : undefined) ?? index.toString(),
      widthOf: (width) => (typeof width === 'number' ? width : widthOf(width, index)),
      refuse: (problem) => layerError(id, index, layer.type, problem),
    };
    if (hasWeights(layer)) checkName(context, names);
    const resolved = resolveLayer(layer, shape, context);
    shape = resolved.outputShape;
    return resolved;
  });
}

/** `models.tiny.layers[3] conv2d: …`, at its place in the settings. */
export function layerError(id: string, index: number, type: string, problem: string): LabError {
  const where = `models.${id}.layers[${index}] ${type}`;
  return new LabError('input', `${where}: ${problem}`, 'mnistLab.models', [id, 'layers', index]);
}

interface LayerContext {
  readonly index: number;
  readonly name: string;
  readonly widthOf: (width: Width) => number;
  readonly refuse: (problem: string) => LabError;
}

function hasWeights({ type }: LayerSpec): boolean {
  return type === 'linear' || type === 'conv2d' || type.startsWith('batch_norm');
}

/** Two layers of a name would have the same weight names. */
function checkName({ index, name, refuse }: LayerContext, names: Map<string, number>): void {
  const first = names.get(name);
  if (first !== undefined) {
    throw refuse(
      t('its name "{0}" is that of layers[{1}] already: choose another name.', name, first),
    );
  }
  names.set(name, index);
}

function resolveLayer(spec: LayerSpec, inputShape: Shape, context: LayerContext): ResolvedLayer {
  const resolved = (plan: LayerPlan | null, outputShape: Shape): ResolvedLayer => ({
    spec,
    plan,
    inputShape,
    outputShape,
  });
  switch (spec.type) {
    case 'linear': {
      const outFeatures = context.widthOf(spec.out_features);
      const inFeatures = sizeOf(inputShape);
      const { name } = context;
      const plan = { type: spec.type, name, inFeatures, outFeatures, bias: spec.bias ?? true };
      return resolved(plan, [outFeatures]);
    }
    case 'conv2d': {
      const window = placeWindow(spec, [1, 1], inputShape, context);
      const outChannels = context.widthOf(spec.out_channels);
      const { channels, ...sizes } = window;
      const { name } = context;
      const bias = spec.bias ?? true;
      const plan = { type: spec.type, name, inChannels: channels, outChannels, ...sizes, bias };
      return resolved(plan, [outChannels, ...sizes.outputSize]);
    }
    case 'max_pool2d':
    case 'avg_pool2d': {
      const window = placeWindow(spec, toPair(spec.kernel_size), inputShape, context);
      const { kernelSize, padding, channels, outputSize } = window;
      if (2 * padding[0] > kernelSize[0] || 2 * padding[1] > kernelSize[1]) {
        throw context.refuse(
          t(
            'padding {0} is more than half of kernel {1}: choose a smaller padding.',
            formatSize(padding),
            formatSize(kernelSize),
          ),
        );
      }
      return resolved({ type: spec.type, ...window }, [channels, ...outputSize]);
    }
    case 'batch_norm1d':
    case 'batch_norm2d': {
      const [channels, ...pixels] = inputShape;
      const flat = pixels.length === 0;
      if (flat !== (spec.type === 'batch_norm1d')) {
        const found = formatShape(inputShape);
        throw context.refuse(
          flat
            ? t('needs images (C, H, W), but {0} comes in: use {1} here.', found, 'batch_norm1d')
            : t('needs flat input (F), but {0} comes in: use {1} here.', found, 'batch_norm2d'),
        );
      }
      const { eps = 1e-5, momentum = 0.1 } = spec;
      const sizes = { channels: channels!, pixels: sizeOf(pixels), eps, momentum };
      return resolved({ type: spec.type, name: context.name, ...sizes }, inputShape);
    }
    case 'dropout':
      return resolved({ type: spec.type, p: spec.p ?? 0.5 }, inputShape);
    case 'flatten':
      return resolved(null, [sizeOf(inputShape)]);
    case 'leaky_relu':
      return resolved({ type: spec.type, negativeSlope: spec.negative_slope ?? 0.01 }, inputShape);
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'gelu':
    case 'silu':
      return resolved({ type: spec.type }, inputShape);
  }
}

/** Sizes of a window that slides over an image. */
function placeWindow(
  spec: Conv2dSpec | Pool2dSpec,
  defaultStride: Pair,
  inputShape: Shape,
  { refuse }: LayerContext,
) {
  const [channels, height, width] = inputShape;
  if (channels === undefined || height === undefined || width === undefined) {
    throw refuse(
      t(
        'needs images (C, H, W), but {0} comes in: put it before the first linear or flatten.',
        formatShape(inputShape),
      ),
    );
  }
  const kernelSize = toPair(spec.kernel_size);
  const stride = spec.stride === undefined ? defaultStride : toPair(spec.stride);
  const padding = toPair(spec.padding ?? 0);
  const inputSize = [height, width] as const;
  const out = (axis: 0 | 1): number =>
    Math.floor((inputSize[axis] + 2 * padding[axis] - kernelSize[axis]) / stride[axis]) + 1;
  const outputSize = [out(0), out(1)] as const;
  if (outputSize[0] < 1 || outputSize[1] < 1) {
    const [kernel, input] = [formatSize(kernelSize), formatSize(inputSize)];
    throw refuse(
      padding[0] + padding[1] > 0
        ? t(
            'kernel {0} does not fit {1} input with padding {2}: choose a smaller kernel, more padding, or fewer layers before it that shrink the image.',
            kernel,
            input,
            formatSize(padding),
          )
        : t(
            'kernel {0} does not fit {1} input: choose a smaller kernel, more padding, or fewer layers before it that shrink the image.',
            kernel,
            input,
          ),
    );
  }
  return { channels, kernelSize, stride, padding, inputSize, outputSize };
}

function toPair(size: Size2d): Pair {
  return typeof size === 'number' ? [size, size] : size;
}
