import type { Simd } from '#shared/protocol/events';
import type { ImageShape } from '#shared/image-shape';
import type { NetworkPlan, RandomSource } from './plan';

/** The engine as the other rooms see it: `createEngine` of engine.ts makes one. */

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

/** What a run is about to ask for. */
export interface MemoryNeeds {
  readonly datasets: readonly { readonly count: number; readonly imageShape: ImageShape }[];
  readonly networks: readonly NetworkPlan[];
  readonly batchSize: number;
}

/** Bytes. */
export interface MemoryReport {
  /** All of it. Threads have scratch for one network at a time, so this is less than the sum of the networks. */
  readonly total: number;
  /** In the order of the networks that were asked about. */
  readonly networks: readonly NetworkMemory[];
}

export interface NetworkMemory {
  readonly total: number;
  /** Largest first, in words. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
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
  /** Memory that this would take, to the byte, before any is reserved. */
  memoryNeeded(needs: MemoryNeeds): MemoryReport;
  /**
   * Reserves memory for a network trained on batches of at most `batchSize` images. Initial weights and
   * dropout follow from `random`.
   */
  addNetwork(plan: NetworkPlan, batchSize: number, random: RandomSource): Network;
  /** Stops the threads. */
  dispose(): Promise<void>;
}

/** All that the next steps of a network depend on, beside its plan, batch size and random source. */
export interface NetworkState {
  /** Training steps done. */
  readonly step: number;
  /**
   * Powers after so many steps, of Adam and its kin: beta1^t (of NAdam: mu_1 … mu_t) and beta2^t; else 0.
   */
  readonly betaPowers: readonly [number, number];
  /** As `weights()`. */
  readonly weights: readonly Tensor[];
  /**
   * What the optimiser keeps of each parameter, in the parameter's shape: `exp_avg/conv_1.weight`, by PyTorch's names
   * for both.
   */
  readonly optimizer: readonly Tensor[];
}

export interface Network {
  /** Gives every parameter its first value, as the plan says; running statistics start afresh. */
  initialize(): void;
  /** Copies of all parameters and running statistics, in the order of `Module.state_dict()`. */
  weights(): Tensor[];
  /** Replaces all of them; names and shapes must match `weights()`. */
  setWeights(tensors: readonly Tensor[]): void;
  /**
   * A copy of all that the next steps depend on.
   * @param lasting false: tensors may lie in the engine's memory, and hold until it is used again; that spares a copy
   */
  state(lasting?: boolean): NetworkState;
  /**
   * Goes on from where a network of the same plan and random source was: the same batches give the same bits.
   * @throws LabError `input` where a tensor is missing or of another shape
   */
  setState(state: NetworkState): void;
  /**
   * One forward, backward and optimiser step. Returns the batch's mean cross-entropy before it, weighted where the plan
   * has class weights.
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
  /** (count, C, H, W): what a batch of these images would be in the next step, varied as the plan says. */
  examples(dataset: EngineDataset, indices: Uint32Array): Uint8Array;
  /** What each convolution makes of an image, in order. */
  activations(dataset: EngineDataset, index: number): FeatureMaps[];
}
