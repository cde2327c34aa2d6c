import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '../../extension/engine/api';
import type { Initialization } from '../../extension/engine/plan';
import { readSafetensors } from './safetensors';
import type { ModelSpec } from '../../extension/models/spec';
import type { ScheduleSpec } from '../../extension/schedules/kinds';

/** See test/fixtures/README.md. */
const folder = join(import.meta.dirname, '../fixtures');

interface LayerCase {
  readonly x: number[];
  readonly weight: number[];
  readonly bias: number[];
  readonly y: number[];
  readonly dy: number[];
  readonly dx: number[];
  readonly dWeight: number[];
  readonly dBias: number[];
}

interface LinearCase extends LayerCase {
  readonly batch: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

interface Conv2dCase extends LayerCase {
  readonly batch: number;
  readonly inChannels: number;
  readonly inputSize: [number, number];
  readonly outChannels: number;
  readonly kernelSize: [number, number];
  readonly stride: [number, number];
}

interface ActivationCase {
  readonly x: number[];
  readonly y: number[];
  readonly dy: number[];
  readonly dx: number[];
}

interface CrossEntropyCase {
  readonly batch: number;
  readonly classes: number;
  readonly logits: number[];
  readonly labels: number[];
  readonly loss: number;
  readonly dLogits: number[];
  readonly probabilities: number[];
}

/** One list of gradients and of updated parameters for each step. */
interface OptimizerCase {
  readonly parameters: number[];
  readonly gradients: number[][];
  readonly updated: number[][];
}

export interface LayerFixtures {
  readonly linear: LinearCase[];
  readonly conv2d: Conv2dCase[];
  readonly sigmoid: ActivationCase;
  readonly relu: ActivationCase;
  readonly crossEntropy: CrossEntropyCase[];
  readonly sgd: OptimizerCase;
  readonly adam: OptimizerCase;
}

interface Summary {
  readonly sum: number;
  readonly norm: number;
}

export interface NetworkFixtures {
  readonly batchSize: number;
  /** Elements up to which tensors are stored whole; of larger ones only every `sampleStep`-th updated weight is. */
  readonly fullCount: number;
  readonly sampleStep: number;
  readonly networks: Record<
    string,
    { readonly losses: number[]; readonly updated: Record<string, Record<string, Summary>> }
  >;
}

function readJson(name: string): unknown {
  const value = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { version: number };
  if (value.version !== 1) throw new Error(`${name} has version ${value.version}, not 1`);
  return value;
}

export function readLayerFixtures(): LayerFixtures {
  return readJson('layers.json') as LayerFixtures;
}

export function readNetworkFixtures(): NetworkFixtures {
  return readJson('networks.json') as NetworkFixtures;
}

export function readFixtureTensors(name: string): Tensor[] {
  const file = `${name}.safetensors`;
  return readSafetensors(readFileSync(join(folder, file)), file);
}

/** Tensors by name, values in row-major order. */
export type ZooTensors = Record<
  string,
  { readonly shape: readonly number[]; readonly data: readonly number[] }
>;

export interface ZooFixtures {
  readonly imageShape: readonly [number, number, number];
  readonly classes: number;
  readonly images: readonly number[];
  readonly labels: readonly number[];
  readonly cases: Record<
    string,
    {
      /** As in `mnistLab.models`. */
      readonly spec: ModelSpec;
      readonly initial: ZooTensors;
      /** Loss of each step, before its update. */
      readonly losses: readonly number[];
      /** Gradients of the first step. */
      readonly gradients: ZooTensors;
      /** Weights and running statistics after the last step. */
      readonly final: ZooTensors;
      /** Softmax of the logits after the last step, in evaluation mode. */
      readonly probabilities: readonly number[];
    }
  >;
}

/** A tensor's facts: its norm, its largest absolute value, and values evenly spread over it. */
interface Sampled {
  readonly norm: number;
  readonly largest: number;
  readonly samples: readonly number[];
}

export interface ColorFixtures {
  readonly steps: number;
  readonly images: number;
  readonly cases: readonly {
    readonly network: string;
    readonly images: 'photographs' | 'drawings';
    readonly spec: ModelSpec;
    /** Loss of each step, before its update. */
    readonly losses: readonly number[];
    /** The first step's. */
    readonly gradients: Readonly<Record<string, Sampled>>;
    /** After the last. */
    readonly weights: Readonly<Record<string, Sampled>>;
    readonly logits: Sampled;
  }[];
}

export function readColorFixtures(): ColorFixtures {
  return readJson('color.json') as ColorFixtures;
}

export function readZooFixtures(): ZooFixtures {
  return readJson('zoo.json') as ZooFixtures;
}

/** How a tensor's values are spread. */
export interface Spread {
  readonly std: number;
  /** At the fixtures' `probabilities`. */
  readonly quantiles: readonly number[];
  /** Largest absolute value. */
  readonly max: number;
}

export interface InitializationFixtures {
  readonly probabilities: readonly number[];
  readonly layers: Record<
    'linear' | 'conv2d',
    Record<Initialization, { readonly weight: Spread; readonly bias: Spread }>
  >;
}

export function readInitializationFixtures(): InitializationFixtures {
  return readJson('initializations.json') as InitializationFixtures;
}

export interface ScheduleFixtures {
  readonly lr: number;
  readonly cases: readonly {
    readonly schedule: ScheduleSpec;
    readonly epochs: number;
    readonly batchesPerEpoch: number;
    /** Rate of each step. */
    readonly rates: readonly number[];
  }[];
}

export function readScheduleFixtures(): ScheduleFixtures {
  return readJson('schedules.json') as ScheduleFixtures;
}

/** `nan`, `inf`, `-inf`, or a number in words. */
type Word = string;

export interface SpecialValueFixtures {
  readonly inputs: readonly Word[];
  readonly activations: Record<
    'relu' | 'leaky_relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu',
    {
      readonly y: readonly Word[];
      /** By the output gradient. */
      readonly dx: Record<Word, readonly Word[]>;
    }
  >;
  /** Windows of 2×2, and what a gradient of 1 becomes. */
  readonly max_pool2d: readonly {
    readonly x: readonly Word[];
    readonly y: Word;
    readonly dx: readonly Word[];
  }[];
  readonly dropout: { readonly dropped_nan: Word };
}

export function readSpecialValueFixtures(): SpecialValueFixtures {
  return readJson('special-values.json') as SpecialValueFixtures;
}

export function fromWord(word: Word): number {
  return Number(word.replace('inf', 'Infinity'));
}

export interface ClassWeightFixtures {
  readonly classes: number;
  readonly imageShape: readonly [number, number, number];
  readonly images: readonly number[];
  readonly labels: readonly number[];
  /** What scikit-learn calls balanced, of these labels. */
  readonly balanced: readonly number[];
  readonly losses: readonly {
    readonly classes: number;
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly weight: readonly number[];
    readonly loss: number;
    readonly dLogits: readonly number[];
  }[];
  readonly networks: Readonly<
    Record<
      string,
      {
        /** Without its class weights. */
        readonly spec: ModelSpec;
        readonly weight: readonly number[];
        readonly initial: ZooTensors;
        readonly losses: readonly number[];
        readonly gradients: ZooTensors;
        readonly final: ZooTensors;
      }
    >
  >;
}

export function readClassWeightFixtures(): ClassWeightFixtures {
  return readJson('class-weights.json') as ClassWeightFixtures;
}
