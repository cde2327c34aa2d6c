import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Sampling } from '../protocol/events';

/** Neighbouring seeds give related first numbers; they have parted after these. */
const WARM_UP = 32;

/**
 * Indices of the images of each batch, epoch after epoch, without end:
 *  - `random`: a batch is a sample without replacement, independent of the others (the notebook);
 *  - `shuffle`: an epoch is a new order of all images, of which the remainder is dropped;
 *  - `sequential`: consecutive images from image 0, the remainder dropped.
 * Each batch is an array of its own. `batchSize` must not exceed `count`.
 */
export function* sampleBatches(
  sampling: Sampling,
  count: number,
  batchSize: number,
  seed: number,
): Generator<Uint32Array, never, void> {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = xoroshiro128plus(seed | 0);
  for (let i = 0; i < WARM_UP; i++) random.next();
  /** Brings a random one of the images from `first` on to the place `first`. */
  const draw = (first: number): void => {
    const other = uniformInt(random, first, count - 1);
    const index = order[first]!;
    order[first] = order[other]!;
    order[other] = index;
  };
  for (;;) {
    if (sampling === 'random') {
      // Any order is as good to start from as any other, so the last one is kept.
      for (let i = 0; i < batchSize; i++) draw(i);
      yield order.slice(0, batchSize);
      continue;
    }
    if (sampling === 'shuffle') {
      for (let i = 0; i < count - 1; i++) draw(i);
    }
    for (let first = 0; first + batchSize <= count; first += batchSize) {
      yield order.slice(first, first + batchSize);
    }
  }
}
