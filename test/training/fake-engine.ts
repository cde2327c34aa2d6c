import type {
  Canvas,
  Engine,
  EngineDataset,
  Network,
  NetworkState,
  Tensor,
  MemoryNeeds,
  MemoryReport,
} from '../../extension/engine/api';
import type { NetworkPlan, RandomSource } from '../../extension/engine/plan';
import type { LayerPlan } from '../../extension/layers/kinds';

/** The loss of any test image. */
export const TEST_LOSS = Math.log(Math.E + 9) - 1;

/** What a fake network was asked to do. */
export interface FakeStep {
  readonly network: number;
  readonly indices: readonly number[];
  readonly learningRate: number | undefined;
}

/**
 * An engine in name only: it notes what it is asked, and its answers are known beforehand. Losses
 * are `network + 1 / step`; every prediction is the image's own label, with a logit of 1 among nine of 0.
 */
export class FakeEngine implements Engine {
  readonly simd = 'portable';
  readonly threads = 1;
  notices: readonly string[] = [];
  readonly steps: FakeStep[] = [];
  readonly networks: FakeNetwork[] = [];
  /** Bytes that any run would need. */
  memory = 0;
  /** Images that were predicted. */
  predicted = 0;
  onPredict: () => void = () => undefined;
  /** The logit of the right answer after so many steps; those of all others are 0. */
  rightLogit: (network: number, step: number) => number = () => 1;
  /** Replaces the losses. */
  loss = (network: number, step: number): number => network + 1 / step;

  addDataset(_images: Uint8Array, labels: Uint8Array): FakeDataset {
    return { count: labels.length, labels };
  }

  addCanvas(): FakeDataset & Canvas {
    return { count: 1, labels: new Uint8Array(1), draw: () => undefined };
  }

  addNetwork(plan: NetworkPlan, _batchSize: number, random: RandomSource): FakeNetwork {
    const network = new FakeNetwork(this, this.networks.length, plan, random);
    this.networks.push(network);
    return network;
  }

  memoryNeeded({ networks }: MemoryNeeds): MemoryReport {
    const total = this.memory;
    return {
      total,
      networks: networks.map(() => ({ total, parts: [{ name: 'all', bytes: total }] })),
    };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

interface FakeDataset extends EngineDataset {
  readonly labels: Uint8Array;
}

class FakeNetwork implements Network {
  /** Where the first weights came from, if `initialize` was called. */
  initialized: RandomSource | undefined;
  tensors: readonly Tensor[];
  private step = 0;

  constructor(
    private readonly engine: FakeEngine,
    private readonly index: number,
    plan: NetworkPlan,
    private readonly random: RandomSource,
  ) {
    this.tensors = plan.layers.flatMap(parameters);
  }

  initialize(): void {
    this.initialized = this.random;
  }

  weights(): Tensor[] {
    return this.tensors.map((one) => ({ ...one, data: one.data.slice() }));
  }

  setWeights(tensors: readonly Tensor[]): void {
    this.tensors = tensors;
  }

  state(): NetworkState {
    return { step: this.step, betaPowers: [0, 0], weights: this.weights(), optimizer: [] };
  }

  setState({ step, weights }: NetworkState): void {
    this.step = step;
    this.tensors = weights.map((one) => ({ ...one, data: one.data.slice() }));
  }

  /** Leaves the number of steps in the first weight. */
  trainStep(_dataset: EngineDataset, indices: Uint32Array, learningRate?: number): number {
    this.engine.steps.push({ network: this.index, indices: [...indices], learningRate });
    this.step++;
    this.tensors[0]!.data[0] = this.step;
    return this.engine.loss(this.index, this.step);
  }

  gradients(): never {
    throw new Error('not asked for in training');
  }

  examples(): never {
    throw new Error('not asked for in training');
  }

  activations(): never {
    throw new Error('not asked for in training');
  }

  logits(dataset: EngineDataset, first: number, count: number): Float32Array {
    this.engine.predicted += count;
    this.engine.onPredict();
    const logits = new Float32Array(count * 10);
    for (let i = 0; i < count; i++) {
      const label = (dataset as FakeDataset).labels[first + i]!;
      logits[i * 10 + label] = this.engine.rightLogit(this.index, this.step);
    }
    return logits;
  }
}

function parameters(layer: LayerPlan): Tensor[] {
  if (layer.type !== 'linear' && layer.type !== 'conv2d') return [];
  const shape =
    layer.type === 'linear'
      ? [layer.outFeatures, layer.inFeatures]
      : [layer.outChannels, layer.inChannels, ...layer.kernelSize];
  return [tensor(`${layer.name}.weight`, shape), tensor(`${layer.name}.bias`, [shape[0]!])];
}

function tensor(name: string, shape: readonly number[]): Tensor {
  return { name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
}
