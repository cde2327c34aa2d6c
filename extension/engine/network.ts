import { LabError } from '../errors';
import type { Arena } from './arena';
import { type NetworkLayout, type ParameterPlace, shardCount } from './layout';
import type { EngineDataset, Network, Tensor } from './network-plan';
import type { Kernels } from './variant';

/** A data set in the engine's memory. */
export class MemoryDataset implements EngineDataset {
  constructor(
    readonly images: number,
    readonly labels: number,
    readonly count: number,
  ) {}
}

/** What a network needs of the engine that it runs on. */
export interface NetworkHost {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly control: number;
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
  ) {}

  initialize(seed: number, stream: number): void {
    const { kernels, arena } = this.host;
    const { places, parameters } = this.layout;
    const longest = Math.max(...places.map((place) => place.count));
    // The generator writes whole blocks, so it gets a buffer with room at the end.
    const buffer = this.host.outputBuffer((longest + 16) * 4);
    places.forEach((place, tensor) => {
      kernels.uniform(buffer, place.count, 1 / Math.sqrt(place.fanIn), seed, stream, tensor);
      arena
        .floats(parameters + place.offset * 4, place.count)
        .set(arena.floats(buffer, place.count));
    });
    this.packed = false;
  }

  weights(): Tensor[] {
    return this.tensors(this.layout.parameters);
  }

  setWeights(tensors: readonly Tensor[]): void {
    for (const place of this.layout.places) {
      const tensor = tensors.find(({ name }) => name === place.name);
      if (tensor?.data.length !== place.count) {
        throw new LabError('input', weightMismatch(place, tensor));
      }
      this.host.arena
        .floats(this.layout.parameters + place.offset * 4, place.count)
        .set(tensor.data);
    }
    this.packed = false;
  }

  trainStep(dataset: EngineDataset, indices: Uint32Array): number {
    this.setBatch(dataset, indices, 0);
    this.host.check(this.host.kernels.trainStep(this.host.control));
    return this.meanLoss(indices.length);
  }

  gradients(dataset: EngineDataset, indices: Uint32Array): { loss: number; gradients: Tensor[] } {
    this.setBatch(dataset, indices, 0);
    this.host.check(this.host.kernels.gradients(this.host.control));
    return {
      loss: this.meanLoss(indices.length),
      gradients: this.tensors(this.layout.gradients),
    };
  }

  predict(dataset: EngineDataset, first: number, count: number): Float32Array {
    const { classes } = this.layout;
    const probabilities = new Float32Array(count * classes);
    for (let done = 0; done < count; done += this.batchSize) {
      const slice = Math.min(this.batchSize, count - done);
      const indices = Uint32Array.from({ length: slice }, (_, i) => first + done + i);
      const output = this.host.outputBuffer(slice * classes * 4);
      this.setBatch(dataset, indices, output);
      this.host.check(this.host.kernels.predict(this.host.control));
      probabilities.set(this.host.arena.floats(output, slice * classes), done * classes);
    }
    return probabilities;
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
      this.layout.indices,
      count,
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

  private tensors(base: number): Tensor[] {
    return this.layout.places.map(({ name, shape, count, offset }) => ({
      name,
      shape,
      data: this.host.arena.floats(base + offset * 4, count).slice(),
    }));
  }
}

function weightMismatch(place: ParameterPlace, tensor: Tensor | undefined): string {
  const expected = `${place.name} must have shape [${place.shape.join(', ')}]`;
  return tensor === undefined
    ? `${expected}, but is missing.`
    : `${expected}, but has [${tensor.shape.join(', ')}].`;
}
