import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { Arena } from './arena';
import { distributionOf } from './initialization';
import type { BufferPlace, NetworkLayout } from './layout';
import type { ParameterPlace } from './lower';
import type {
  Canvas,
  EngineDataset,
  FeatureMaps,
  Initialization,
  Network,
  OptimizerPlan,
  RandomSource,
  Tensor,
} from './network-plan';
import { PACK, shardCount } from './sizes';
import type { Kernels } from './variant';

/** A data set in the engine's memory: the addresses of its images, labels, and keys of their order. */
export class MemoryDataset implements EngineDataset {
  constructor(
    readonly images: number,
    readonly labels: number,
    readonly keys: number,
    readonly count: number,
  ) {}
}

export class MemoryCanvas extends MemoryDataset implements Canvas {
  constructor(
    { images, labels, keys, count }: MemoryDataset,
    private readonly imageSize: number,
    private readonly arena: Arena,
  ) {
    super(images, labels, keys, count);
  }

  draw(pixels: Uint8Array): void {
    if (pixels.length !== this.imageSize) throw new RangeError('an image of another size');
    this.arena.bytes(this.images, this.imageSize).set(pixels);
  }
}

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
  /** An address with room for `bytes`, valid until the next call. */
  outputBuffer(bytes: number): number;
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
    const { places, buffers } = this.layout;
    const { seed, stream } = this.random;
    const longest = Math.max(...places.map((place) => place.count));
    // The generators write whole blocks, so they get a buffer with room at the end.
    const buffer = this.host.outputBuffer((longest + 16) * 4);
    places.forEach((place, tensor) => {
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
      this.setParameter(place, buffer);
    });
    for (const { address, count, constant } of buffers) {
      arena.floats(address, count).fill(constant);
    }
    this.packed = false;
  }

  weights(): Tensor[] {
    return this.stateNames().map((name) => {
      const place = this.place(name);
      if (place !== undefined) return this.tensor(place, this.layout.parameters);
      const { address, count } = this.buffer(name);
      return { name, shape: [count], data: this.host.arena.floats(address, count).slice() };
    });
  }

  setWeights(tensors: readonly Tensor[]): void {
    const { arena } = this.host;
    for (const name of this.stateNames()) {
      const place = this.place(name);
      const { count, shape } = place ?? { ...this.buffer(name), shape: [this.buffer(name).count] };
      const tensor = tensors.find((candidate) => candidate.name === name);
      if (tensor?.data.length !== count) {
        throw new LabError('input', weightMismatch(name, shape, tensor));
      }
      const to =
        place === undefined ? this.buffer(name).address : this.host.outputBuffer(count * 4);
      arena.floats(to, count).set(tensor.data);
      if (place !== undefined) this.setParameter(place, to);
    }
    this.packed = false;
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
      gradients: this.layout.places.map((place) => this.tensor(place, this.layout.gradients)),
    };
  }

  logits(dataset: EngineDataset, first: number, count: number): Float32Array {
    const { classes } = this.layout;
    const logits = new Float32Array(count * classes);
    const indices = new Uint32Array(Math.min(this.batchSize, count));
    for (let done = 0; done < count; done += this.batchSize) {
      const slice = Math.min(this.batchSize, count - done);
      for (let i = 0; i < slice; i++) indices[i] = first + done + i;
      const output = this.host.outputBuffer(slice * classes * 4);
      this.setBatch(dataset, indices.subarray(0, slice), output);
      this.host.check(this.host.kernels.predict(this.host.control));
      logits.set(this.host.arena.floats(output, slice * classes), done * classes);
    }
    return logits;
  }

  activations(dataset: EngineDataset, index: number): FeatureMaps[] {
    const { kernels, arena, control } = this.host;
    const { classes, maps } = this.layout;
    this.setBatch(dataset, Uint32Array.of(index), this.host.outputBuffer(classes * 4));
    kernels.predictTileHere(control);
    return maps.map(({ offset, ...map }) => {
      const count = map.channels * map.height * map.width;
      // (features, 8): the image is in the first lane of its pack.
      const packed = arena.floats(this.host.scratch + offset, count * PACK);
      return { ...map, values: Float32Array.from({ length: count }, (_, i) => packed[i * PACK]!) };
    });
  }

  private setBatch(dataset: EngineDataset, indices: Uint32Array, output: number): void {
    if (!(dataset instanceof MemoryDataset)) throw new TypeError('a data set of another engine');
    const count = indices.length;
    if (count < 1 || count > this.batchSize) {
      throw new RangeError(`a batch of ${count.toString()}, room for ${this.batchSize.toString()}`);
    }
    for (const index of indices) {
      if (index >= dataset.count) throw new RangeError(`no image ${index.toString()}`);
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
      dataset.images,
      dataset.labels,
      dataset.keys,
      this.layout.indices,
      count,
      this.layout.order,
      shardCount(count),
      output,
    );
  }

  private meanLoss(count: number): number {
    const losses = this.host.arena.doubles(this.layout.losses, shardCount(count));
    let sum = 0;
    for (const loss of losses) sum += loss;
    return sum / count;
  }

  /** In the order of `Module.state_dict()`: a layer's running statistics follow its parameters. */
  private stateNames(): string[] {
    const { places, buffers } = this.layout;
    return places.flatMap(({ name }) => [
      name,
      ...buffers
        .filter((buffer) => name === `${layerOf(buffer.name)}.bias`)
        .map((buffer) => buffer.name),
    ]);
  }

  private place(name: string): ParameterPlace | undefined {
    return this.layout.places.find((place) => place.name === name);
  }

  private buffer(name: string): BufferPlace {
    return this.layout.buffers.find((buffer) => buffer.name === name)!;
  }

  /** Copies a tensor in PyTorch's layout to its place among the parameters. */
  private setParameter({ shape, offset, count, onPixels }: ParameterPlace, from: number): void {
    const { kernels, arena } = this.host;
    const to = this.layout.parameters + offset * 4;
    if (onPixels) kernels.pixelPackWeights(to, from, shape[1]!, shape[0]!);
    else arena.floats(to, count).set(arena.floats(from, count));
  }

  /** A copy in PyTorch's layout of what is at its place in `base`, parameters or gradients. */
  private tensor({ name, shape, offset, count, onPixels }: ParameterPlace, base: number): Tensor {
    const { kernels, arena } = this.host;
    let from = base + offset * 4;
    if (onPixels) {
      const buffer = this.host.outputBuffer(count * 4);
      kernels.pixelUnpackWeights(buffer, from, shape[1]!, shape[0]!);
      from = buffer;
    }
    return { name, shape, data: arena.floats(from, count).slice() };
  }
}

function layerOf(tensor: string): string {
  return tensor.slice(0, tensor.lastIndexOf('.'));
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
