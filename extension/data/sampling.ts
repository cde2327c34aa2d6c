import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Sampling } from '#shared/protocol/events';

/** Neighbouring seeds give related first numbers; they have parted after these. */
const WARM_UP = 32;

export interface SamplingOptions {
  readonly sampling: Sampling;
  readonly seed: number;
  /** Images to draw from. */
  readonly images: number;
  readonly batchSize: number;
  /** At most `floor(images / batchSize)`. */
  readonly batchesPerEpoch: number;
}

/**
 * Indices of the images of each batch, epoch after epoch, without end:
 *  - `random`: a batch is a sample without replacement, independent of the others (the notebook);
 *  - `shuffle`: an epoch is a new order of all images, of which the remainder is dropped;
 *  - `sequential`: consecutive images, each epoch from image 0.
 * Each batch is an array of its own.
 */
export function* indexBatches(options: SamplingOptions): Generator<Uint32Array, never, void> {
  const { sampling, seed, images, batchSize, batchesPerEpoch } = options;
  const order = Uint32Array.from({ length: images }, (_, index) => index);
  const random = xoroshiro128plus(seed | 0);
  for (let i = 0; i < WARM_UP; i++) random.next();
  /** Brings a random one of the images from `first` on to the position `first`. */
  const draw = (first: number): void => {
    const other = uniformInt(random, first, images - 1);
    const index = order[first]!;
    order[first] = order[other]!;
    order[other] = index;
  };
  for (;;) {
    if (sampling === 'shuffle') {
      for (let i = 0; i < images - 1; i++) draw(i);
    }
    for (let batch = 0; batch < batchesPerEpoch; batch++) {
      let first = batch * batchSize;
      if (sampling === 'random') {
        // Any order is as good to start from as any other, so the last one is kept.
        for (let i = 0; i < batchSize; i++) draw(i);
        first = 0;
      }
      yield order.slice(first, first + batchSize);
    }
  }
}
