import type { Simd } from '../protocol/events';

/** (C, H, W) of one image. */
export type ImageShape = readonly [number, number, number];

/**
 * What the engine is told about a network: layers in order with every size resolved, and the
 * optimiser. Shapes are for one image, channels first, as PyTorch has them.
 */
export interface NetworkPlan {
  readonly inputShape: ImageShape;
  readonly layers: readonly LayerPlan[];
  readonly optimizer: OptimizerPlan;
  readonly initialization: Initialization;
}

export interface LinearPlan {
  readonly type: 'linear';
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias: boolean;
}

/** (height, width) */
export type Pair = readonly [number, number];

export interface Conv2dPlan {
  readonly type: 'conv2d';
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  /** Zeros on each side. */
  readonly padding: Pair;
  readonly inputSize: Pair;
  /** `floor((in + 2 * padding - kernel) / stride) + 1` */
  readonly outputSize: Pair;
  readonly bias: boolean;
}

export interface Pool2dPlan {
  readonly type: 'max_pool2d' | 'avg_pool2d';
  readonly channels: number;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  /** Never chosen by a maximum; zeros that count in an average. */
  readonly padding: Pair;
  readonly inputSize: Pair;
  readonly outputSize: Pair;
}

/** Statistics over the batch and the pixels of each channel. */
export interface BatchNormPlan {
  readonly type: 'batch_norm1d' | 'batch_norm2d';
  readonly name: string;
  readonly channels: number;
  /** 1 for `batch_norm1d`. */
  readonly pixels: number;
  readonly eps: number;
  readonly momentum: number;
}

export interface DropoutPlan {
  readonly type: 'dropout';
  /** Probability of a zero, from 0 to below 1. */
  readonly p: number;
}

export interface ActivationPlan {
  readonly type: 'relu' | 'leaky_relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu';
  /** Of `leaky_relu`. */
  readonly negativeSlope?: number;
}

export type LayerPlan =
  LinearPlan | Conv2dPlan | Pool2dPlan | BatchNormPlan | DropoutPlan | ActivationPlan;

export interface SgdPlan {
  readonly type: 'sgd';
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

export interface AdamPlan {
  readonly type: 'adam' | 'adamw';
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;
}

export interface RmspropPlan {
  readonly type: 'rmsprop';
  readonly lr: number;
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

export type OptimizerPlan = SgdPlan | AdamPlan | RmspropPlan;

/** Of weights; biases are always U(-1/sqrt(fan_in), 1/sqrt(fan_in)). */
export type Initialization =
  'default' | 'xavier_uniform' | 'xavier_normal' | 'kaiming_uniform' | 'kaiming_normal';

/** Where a network's random numbers come from. */
export interface RandomSource {
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  /** Keeps networks apart that share a seed; unsigned 32-bit integer. */
  readonly stream: number;
}

export interface EngineOptions {
  /** Folder with the `.wasm` variants. */
  readonly wasmFolder: string;
  /** Script that each further thread runs (`dist/thread.js`). */
  readonly threadScript: string;
  readonly simd: 'auto' | Simd;
  readonly threads: 'auto' | number;
}

/** A tensor of float32 in PyTorch's layout, by its `state_dict` name. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Images that have been copied into the engine's memory. */
export interface EngineDataset {
  readonly count: number;
}

/** Room for one image that is not known beforehand. */
export interface Canvas extends EngineDataset {
  /** @param pixels (C*H*W) of the canvas' only image from now on */
  draw(pixels: Uint8Array): void;
}

/** What a convolution makes of one image, with what is fused into it or follows it: see `featureMaps`. */
export interface FeatureMaps {
  /** The convolution's name in the plan. */
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** (channels, height, width) */
  readonly values: Float32Array;
}

export interface Engine {
  /** What was picked: the best that the machine can run within what was asked. */
  readonly simd: Simd;
  readonly threads: number;
  /** Fallbacks that the person should hear of once, such as "relaxed SIMD is not available here". */
  readonly notices: readonly string[];
  /** Copies images (count, C, H, W) and labels (count) in. They can be dropped by the caller then. */
  addDataset(images: Uint8Array, labels: Uint8Array, imageShape: ImageShape): EngineDataset;
  addCanvas(imageShape: ImageShape): Canvas;
  /**
   * Reserves memory for a network trained on batches of at most `batchSize` images. Initial weights and
   * dropout follow from `random`.
   */
  addNetwork(plan: NetworkPlan, batchSize: number, random: RandomSource): Network;
  /** Stops the threads. */
  dispose(): Promise<void>;
}

export interface Network {
  /** Gives every parameter its first value, as the plan says; running statistics start afresh. */
  initialize(): void;
  /** Copies of all parameters and running statistics, in the order of `Module.state_dict()`. */
  weights(): Tensor[];
  /** Replaces all of them; names and shapes must match `weights()`. */
  setWeights(tensors: readonly Tensor[]): void;
  /**
   * One forward, backward and optimiser step. Returns the batch's mean cross-entropy before it.
   * @param learningRate of this step; the plan's if absent
   */
  trainStep(dataset: EngineDataset, indices: Uint32Array, learningRate?: number): number;
  /** Mean cross-entropy and gradients of all parameters for a batch, without an update. */
  gradients(dataset: EngineDataset, indices: Uint32Array): { loss: number; gradients: Tensor[] };
  /**
   * What the last layer makes of the images `first … first + count - 1`: (count, classes). Values that are no
   * finite numbers belong to a network that has diverged; see models/prediction.ts for what logits mean.
   */
  logits(dataset: EngineDataset, first: number, count: number): Float32Array;
  /** What each convolution makes of an image, in order. */
  activations(dataset: EngineDataset, index: number): FeatureMaps[];
}
