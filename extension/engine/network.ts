import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { Arena } from '../kernels/arena';
import { PACK } from '../kernels/sizes';
import { fill, type KernelMemory, read } from '../kernels/structs';
import type { Kernels } from '../kernels/variant';
import type { OptimizerPlan } from '../optimizers/kinds';
import type { EngineDataset, FeatureMaps, Network, NetworkState, Tensor } from './api';
import { MemoryDataset } from './dataset';
import { distributionOf } from './initialization';
import type { NetworkLayout } from './layout';
import type { ParameterPlace } from './parameters';
import type { Initialization, RandomSource } from './plan';

/** What a network needs of the engine that it runs on. */
export interface NetworkHost {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly control: number;
  /** The first thread's scratch; in place after `prepare`. */
  readonly scratch: number;
  /** Makes sure that the threads' scratch is in place before a command. */
  prepare(): void;
  /** @throws LabError if a thread has failed. */
  check(status: number): void;
}

export class MemoryNetwork implements Network {
  private packed = false;

  constructor(
    private readonly host: NetworkHost,
    private readonly layout: NetworkLayout,
    private readonly batchSize: number,
    private readonly initialization: Initialization,
    private readonly optimizer: OptimizerPlan,
    private readonly random: RandomSource,
  ) {}

  initialize(): void {
    const { kernels, arena } = this.host;
    const { output: buffer, states } = this.layout;
    const { seed, stream } = this.random;
    this.parameters.forEach((place, tensor) => {
      const distribution = distributionOf(place, this.initialization);
      switch (distribution.type) {
        case 'constant':
          arena.floats(buffer, place.count).fill(distribution.value);
          break;
        case 'uniform':
          kernels.uniform(buffer, place.count, distribution.bound, seed, stream, tensor);
          break;
        case 'normal':
          kernels.normal(buffer, place.count, distribution.deviation, seed, stream, tensor);
          break;
      }
      this.placeParameter(place, this.layout.parameters, buffer);
    });
    for (const { address, count, constant } of states.flatMap(({ buffers }) => buffers)) {
      arena.floats(address, count).fill(constant);
    }
    this.packed = false;
  }

  weights(lasting = true): Tensor[] {
    return this.layout.states.flatMap(({ parameters, buffers }) => [
      ...parameters.map((place) => this.tensor(place, this.layout.parameters, lasting)),
      ...buffers.map(({ name, address, count }) => ({
        name,
        shape: [count],
        data: this.host.arena.floats(address, count).slice(),
      })),
    ]);
  }

  setWeights(tensors: readonly Tensor[]): void {
    const find = finder(tensors);
    for (const { parameters, buffers } of this.layout.states) {
      for (const place of parameters) {
        this.setParameter(place, this.layout.parameters, find(place.name, place));
      }
      for (const { name, count, address } of buffers) {
        this.host.arena.floats(address, count).set(find(name, { shape: [count], count }));
      }
    }
    this.packed = false;
  }

  state(lasting = true): NetworkState {
    const { network, optimizer } = this.layout;
    return {
      step: read(this.structs, 'network', network, 'step'),
      betaPowers: [
        read(this.structs, 'network', network, 'beta1Power'),
        read(this.structs, 'network', network, 'beta2Power'),
      ],
      weights: this.weights(lasting),
      optimizer: optimizer.flatMap(({ name, address }) =>
        this.parameters.map((place) => ({
          ...this.tensor(place, address, lasting),
          name: `${name}/${place.name}`,
        })),
      ),
    };
  }

  setState({ step, betaPowers, weights, optimizer }: NetworkState): void {
    const find = finder(optimizer);
    const { parameters } = this;
    for (const { name, address } of this.layout.optimizer) {
      for (const place of parameters) {
        this.setParameter(place, address, find(`${name}/${place.name}`, place));
      }
    }
    this.setWeights(weights);
    const [beta1Power, beta2Power] = betaPowers;
    fill(this.structs, 'network', this.layout.network, { step, beta1Power, beta2Power });
  }

  trainStep(
    dataset: EngineDataset,
    indices: Uint32Array,
    learningRate = this.optimizer.lr,
  ): number {
    this.setBatch(dataset, indices, 0);
    this.host.kernels.setLearningRate(this.layout.network, learningRate);
    this.host.check(this.host.kernels.trainStep(this.host.control));
    return this.meanLoss(indices.length);
  }

  gradients(dataset: EngineDataset, indices: Uint32Array): { loss: number; gradients: Tensor[] } {
    this.setBatch(dataset, indices, 0);
    this.host.check(this.host.kernels.gradients(this.host.control));
    return {
      loss: this.meanLoss(indices.length),
      gradients: this.parameters.map((place) => this.tensor(place, this.layout.gradients)),
    };
  }

  logits(dataset: EngineDataset, first: number, count: number): Float32Array {
    const { classes, output } = this.layout;
    const logits = new Float32Array(count * classes);
    const indices = new Uint32Array(Math.min(this.batchSize, count));
    for (let done = 0; done < count; done += this.batchSize) {
      const slice = Math.min(this.batchSize, count - done);
      for (let i = 0; i < slice; i++) indices[i] = first + done + i;
      this.setBatch(dataset, indices.subarray(0, slice), output);
      this.host.check(this.host.kernels.predict(this.host.control));
      logits.set(this.host.arena.floats(output, slice * classes), done * classes);
    }
    return logits;
  }

  activations(dataset: EngineDataset, index: number): FeatureMaps[] {
    const { kernels, arena, control } = this.host;
    const { output, maps } = this.layout;
    this.setBatch(dataset, Uint32Array.of(index), output);
    kernels.predictTileHere(control);
    return maps.map(({ offset, ...map }) => {
      const count = map.channels * map.height * map.width;
      // (features, 8): the image is in the first lane of its pack.
      const packed = arena.floats(this.host.scratch + offset, count * PACK);
      return { ...map, values: Float32Array.from({ length: count }, (_, i) => packed[i * PACK]!) };
    });
  }

  examples(dataset: EngineDataset, indices: Uint32Array): Uint8Array {
    const { places } = this.check(dataset, indices);
    const { kernels, arena } = this.host;
    const { pixels, input, network } = this.layout;
    this.host.prepare();
    const step = read(this.structs, 'network', network, 'step');
    const { scratch } = this.host;
    const examples = new Uint8Array(indices.length * pixels);
    indices.forEach((index, place) => {
      let image = places.images + index * pixels;
      if (input.augment !== 0) {
        const varied = scratch + input.varied;
        kernels.augmentImage(
          varied,
          image,
          input.augment,
          step,
          place,
          scratch + input.augmentWork,
        );
        image = varied;
      }
      examples.set(arena.bytes(image, pixels), place * pixels);
    });
    return examples;
  }

  /** Makes sure that the images are there. */
  private check(dataset: EngineDataset, indices: Uint32Array): MemoryDataset {
    if (!(dataset instanceof MemoryDataset)) throw new TypeError('a data set of another engine');
    for (const index of indices) {
      if (index >= dataset.count) throw new RangeError(`no image ${index.toString()}`);
    }
    return dataset;
  }

  private setBatch(dataset: EngineDataset, indices: Uint32Array, output: number): void {
    const { places } = this.check(dataset, indices);
    const count = indices.length;
    if (count < 1 || count > this.batchSize) {
      throw new RangeError(`a batch of ${count.toString()}, room for ${this.batchSize.toString()}`);
    }
    const { kernels, arena, control } = this.host;
    const { network } = this.layout;
    this.host.prepare();
    if (!this.packed) kernels.packWeights(network, 0, 1);
    this.packed = true;
    arena.words(this.layout.indices, count).set(indices);
    kernels.setBatch(
      control,
      network,
      places.images,
      places.labels,
      places.keys,
      this.layout.indices,
      count,
      this.layout.order,
      output,
    );
  }

  private meanLoss(count: number): number {
    const losses = this.host.arena.doubles(this.layout.losses, this.host.kernels.shardCount(count));
    let sum = 0;
    for (const loss of losses) sum += loss;
    return sum / this.host.kernels.batchWeight(this.host.control);
  }

  private get parameters(): ParameterPlace[] {
    return this.layout.states.flatMap(({ parameters }) => parameters);
  }

  private get structs(): KernelMemory {
    return { kernels: this.host.kernels, memory: this.host.arena.memory };
  }

  /** Copies a tensor in PyTorch's layout to its place in `base`, parameters or what the optimiser keeps of them. */
  private setParameter(place: ParameterPlace, base: number, data: Float32Array): void {
    const { arena } = this.host;
    const { output } = this.layout;
    arena.floats(output, place.count).set(data);
    this.placeParameter(place, base, output);
  }

  /** The same with a tensor that is in the engine's memory. */
  private placeParameter(
    { shape, offset, count, onPixels }: ParameterPlace,
    base: number,
    from: number,
  ): void {
    const { kernels, arena } = this.host;
    const to = base + offset * 4;
    if (onPixels) kernels.pixelPackWeights(to, from, shape[1]!, shape[0]!);
    else arena.floats(to, count).set(arena.floats(from, count));
  }

  /**
   * A tensor in PyTorch's layout of what is at its place in `base`: parameters, gradients, or what the optimiser keeps.
   * @param lasting false: it may be that very place
   */
  private tensor(
    { name, shape, offset, count, onPixels }: ParameterPlace,
    base: number,
    lasting = true,
  ): Tensor {
    const { kernels, arena } = this.host;
    let from = base + offset * 4;
    if (onPixels) {
      const { output } = this.layout;
      kernels.pixelUnpackWeights(output, from, shape[1]!, shape[0]!);
      from = output;
    }
    const data = arena.floats(from, count);
    return { name, shape, data: lasting || onPixels ? data.slice() : data };
  }
}

/** Finds tensors by name. @throws LabError `input` where one is missing or of another size */
function finder(tensors: readonly Tensor[]) {
  const known = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return (
    name: string,
    { shape, count }: Pick<ParameterPlace, 'shape' | 'count'>,
  ): Float32Array => {
    const tensor = known.get(name);
    if (tensor?.data.length === count) return tensor.data;
    throw new LabError('input', weightMismatch(name, shape, tensor));
  };
}

function weightMismatch(
  name: string,
  shape: readonly number[],
  tensor: Tensor | undefined,
): string {
  const expected = shape.join(', ');
  return tensor === undefined
    ? t('{0} must have shape [{1}], but is missing.', name, expected)
    : t('{0} must have shape [{1}], but has [{2}].', name, expected, tensor.shape.join(', '));
}
