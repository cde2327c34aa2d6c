import type { Schema, Typed } from '../schema/schema';
import { adaptiveAvgPool2d } from './adaptive-avg-pool2d';
import { avgPool2d } from './avg-pool2d';
import { batchNorm1d } from './batch-norm1d';
import { batchNorm2d } from './batch-norm2d';
import { conv2d } from './conv2d';
import { dropout } from './dropout';
import { flatten } from './flatten';
import { gelu } from './gelu';
import type { LayerKind } from './kind';
import { layerNorm } from './layer-norm';
import { leakyRelu } from './leaky-relu';
import { linear } from './linear';
import { maxPool2d } from './max-pool2d';
import { relu } from './relu';
import { sigmoid } from './sigmoid';
import { silu } from './silu';
import { tanh } from './tanh';

/** Every kind of layer there is, by what people type. */
export const layerKinds = {
  linear,
  conv2d,
  max_pool2d: maxPool2d,
  avg_pool2d: avgPool2d,
  adaptive_avg_pool2d: adaptiveAvgPool2d,
  batch_norm1d: batchNorm1d,
  batch_norm2d: batchNorm2d,
  layer_norm: layerNorm,
  dropout,
  flatten,
  relu,
  leaky_relu: leakyRelu,
  sigmoid,
  tanh,
  gelu,
  silu,
} as const;

type Kinds = typeof layerKinds;
export type LayerType = keyof Kinds;

/** A layer as people type it; what is optional has PyTorch's default. */
export type LayerSpec = { [K in LayerType]: Typed<Kinds[K]['schema']> }[LayerType];

/** A layer with every size resolved, for one image, channels first, as PyTorch has them. */
export type LayerPlan = {
  [K in LayerType]: ReturnType<Kinds[K]['resolve']>['plan'];
}[LayerType];

/** The kind of a layer, whichever it is. */
export function layerKind(type: LayerType): LayerKind<Schema<LayerSpec>, LayerPlan> {
  // Each kind is called with its own specs and plans only, for they carry its type.
  return layerKinds[type] as unknown as LayerKind<Schema<LayerSpec>, LayerPlan>;
}
