import { LabError } from '../errors';
import type { LayerPlan, NetworkPlan } from '../engine/network-plan';
import type { LayerSpec, ModelSpec } from './spec';

/** (C, H, W) of what comes in or goes out, or (F) once it is flat. */
export type Shape = readonly number[];

/** A layer with every size that follows from what comes in. */
export interface ResolvedLayer {
  readonly spec: LayerSpec;
  readonly plan: LayerPlan;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/**
 * Infers the shapes through a network. The first linear layer flattens what comes in, as
 * `nn.Flatten` does, in the order C, H, W.
 * @throws LabError `input` that names model, layer, what came in and what the layer needs.
 */
export function resolveLayers(spec: ModelSpec, imageShape: Shape): ResolvedLayer[] {
  const layers: ResolvedLayer[] = [];
  let shape = imageShape;
  spec.layers.forEach((layer, index) => {
    const where = `models.${spec.id}.layers[${index}] ${layer.type}`;
    const resolved = resolveLayer(layer, shape, where);
    layers.push(resolved);
    shape = resolved.outputShape;
  });
  return layers;
}

/**
 * What the engine is told of a network for these images and classes.
 * @throws LabError `input` when the network does not fit them.
 */
export function planNetwork(
  spec: ModelSpec,
  imageShape: readonly [number, number, number],
  classes: number,
): NetworkPlan {
  const layers = resolveLayers(spec, imageShape);
  const logits = layers.at(-1)?.outputShape ?? imageShape;
  if (logits.length !== 1 || logits[0] !== classes) {
    throw new LabError(
      'input',
      `models.${spec.id}: the last layer gives ${format(logits)}, but ${classes} classes need (${classes}). End with a linear layer of out_features ${classes}.`,
    );
  }
  const { optimizer } = spec;
  return {
    inputShape: imageShape,
    layers: layers.map(({ plan }) => plan),
    optimizer:
      optimizer.type === 'adam' ? { ...optimizer, betas: [0.9, 0.999], eps: 1e-8 } : optimizer,
  };
}

function resolveLayer(spec: LayerSpec, inputShape: Shape, where: string): ResolvedLayer {
  switch (spec.type) {
    case 'linear': {
      const inFeatures = inputShape.reduce((product, size) => product * size, 1);
      const plan = {
        type: spec.type,
        name: spec.name,
        inFeatures,
        outFeatures: spec.out_features,
      };
      return { spec, plan, inputShape, outputShape: [spec.out_features] };
    }
    case 'conv2d': {
      const [channels, height, width] = inputShape;
      const kernel = spec.kernel_size;
      if (channels === undefined || height === undefined || width === undefined) {
        throw new LabError(
          'input',
          `${where}: needs images (C, H, W), but ${format(inputShape)} comes in. Put it before the first linear layer.`,
        );
      }
      if (kernel > height || kernel > width) {
        throw new LabError(
          'input',
          `${where}: kernel ${kernel}×${kernel} does not fit ${height}×${width} input.`,
        );
      }
      const out = (size: number): number => Math.floor((size - kernel) / spec.stride) + 1;
      const outputSize = [out(height), out(width)] as const;
      const plan = {
        type: spec.type,
        name: spec.name,
        inChannels: channels,
        outChannels: spec.out_channels,
        kernelSize: [kernel, kernel] as const,
        stride: [spec.stride, spec.stride] as const,
        inputSize: [height, width] as const,
        outputSize,
      };
      return { spec, plan, inputShape, outputShape: [spec.out_channels, ...outputSize] };
    }
    case 'sigmoid':
    case 'relu':
      return { spec, plan: spec, inputShape, outputShape: inputShape };
  }
}

function format(shape: Shape): string {
  return `(${shape.join(', ')})`;
}
