import type { Simd } from '../protocol/events';

/**
 * What the engine is told about a network: layers in order with every size resolved, and the
 * optimiser. Shapes are for one image, channels first, as PyTorch has them.
 */
export interface NetworkPlan {
  /** (C, H, W) of one image. */
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly LayerPlan[];
  readonly optimizer: OptimizerPlan;
}

export interface LinearPlan {
  readonly type: 'linear';
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

export interface Conv2dPlan {
  readonly type: 'conv2d';
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** (height, width) */
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  /** (H, W) that comes in. */
  readonly inputSize: readonly [number, number];
  /** (H, W) that goes out: `floor((in - kernel) / stride) + 1`. */
  readonly outputSize: readonly [number, number];
}

export interface ActivationPlan {
  readonly type: 'sigmoid' | 'relu';
}

export type LayerPlan = LinearPlan | Conv2dPlan | ActivationPlan;

export type OptimizerPlan =
  | { readonly type: 'sgd'; readonly lr: number }
  | {
      readonly type: 'adam';
      readonly lr: number;
      readonly betas: readonly [number, number];
      readonly eps: number;
    };

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

export interface Engine {
  /** What was picked: the best that the machine can run within what was asked. */
  readonly simd: Simd;
  readonly threads: number;
  /** Fallbacks that the person should hear of once, such as "relaxed SIMD is not available here". */
  readonly notices: readonly string[];
  /** Copies images (count, C*H*W) and labels (count) in. They can be dropped by the caller then. */
  addDataset(images: Uint8Array, labels: Uint8Array, imageSize: number): EngineDataset;
  /** Reserves memory for a network trained on batches of at most `batchSize` images. */
  addNetwork(plan: NetworkPlan, batchSize: number): Network;
  /** Stops the threads. */
  dispose(): Promise<void>;
}

export interface Network {
  /**
   * PyTorch's default initialisation: weights and biases from U(-1/sqrt(fan_in), 1/sqrt(fan_in)).
   * `stream` keeps networks apart that share a seed.
   */
  initialize(seed: number, stream: number): void;
  /** Copies of all parameters, in the order of `Module.parameters()`. */
  weights(): Tensor[];
  /** Replaces all parameters; names and shapes must match `weights()`. */
  setWeights(tensors: readonly Tensor[]): void;
  /** One forward, backward and optimiser step. Returns the batch's mean cross-entropy before it. */
  trainStep(dataset: EngineDataset, indices: Uint32Array): number;
  /** Mean cross-entropy and gradients of a batch, without an update. */
  gradients(dataset: EngineDataset, indices: Uint32Array): { loss: number; gradients: Tensor[] };
  /** Softmax probabilities (count, classes) of the images `first … first + count - 1`. */
  predict(dataset: EngineDataset, first: number, count: number): Float32Array;
}
