import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Sampling } from '#shared/protocol/events';
import { generatorOf } from './generator';

export interface SamplingOptions {
  readonly sampling: Sampling;
  readonly seed: number;
  /** Images to draw from. */
  readonly images: number;
  readonly batchSize: number;
  /** At most `floor(images / batchSize)`. */
  readonly batchesPerEpoch: number;
}

/** Where a sampler is: with the same options, all that it draws from there on follows from this. */
export interface SamplerState {
  /** Batches drawn of the epoch in hand. */
  readonly batch: number;
  /** State of the random generator: four signed 32-bit integers. */
  readonly random: readonly number[];
  /** (images) Indices of all images, in the order that the draws so far have left. */
  readonly order: Uint32Array;
}

/**
 * Draws the indices of the images of each batch, epoch after epoch, without end:
 *  - `random`: a batch is a sample without replacement, independent of the others (the notebook);
 *  - `shuffle`: an epoch is a new order of all images, of which the remainder is dropped;
 *  - `sequential`: consecutive images, each epoch from image 0.
 */
export class BatchSampler {
  private readonly random;
  private readonly order: Uint32Array;
  private batch: number;

  /** @param from where another sampler with the same options was; absent: the start */
  constructor(
    private readonly options: SamplingOptions,
    from?: SamplerState,
  ) {
    const { seed, images } = options;
    this.batch = from?.batch ?? 0;
    this.order = from?.order.slice() ?? Uint32Array.from({ length: images }, (_, index) => index);
    this.random =
      from === undefined ? generatorOf(seed) : xoroshiro128plusFromState([...from.random]);
  }

  /** The next batch, an array of its own. */
  next(): Uint32Array {
    const { sampling, images, batchSize, batchesPerEpoch } = this.options;
    if (this.batch === batchesPerEpoch) this.batch = 0;
    if (sampling === 'shuffle' && this.batch === 0) {
      for (let i = 0; i < images - 1; i++) this.draw(i);
    }
    let first = this.batch * batchSize;
    if (sampling === 'random') {
      // Any order is as good to start from as any other, so the last one is kept.
      for (let i = 0; i < batchSize; i++) this.draw(i);
      first = 0;
    }
    this.batch++;
    return this.order.slice(first, first + batchSize);
  }

  /** A copy of where it is. */
  state(): SamplerState {
    return {
      batch: this.batch,
      random: [...this.random.getState()],
      order: this.order.slice(),
    };
  }

  /** Brings a random one of the images from `first` on to the position `first`. */
  private draw(first: number): void {
    const { order, random, options } = this;
    const other = uniformInt(random, first, options.images - 1);
    const index = order[first]!;
    order[first] = order[other]!;
    order[other] = index;
  }
}
