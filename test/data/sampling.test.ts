import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchSampler, type SamplingOptions } from '../../extension/data/sampling';
import type { Sampling } from '#shared/protocol/events';

/** The first batches of a run. */
function take(options: SamplingOptions, count: number): number[][] {
  const batches = new BatchSampler(options);
  return Array.from({ length: count }, () => [...batches.next()]);
}

const samplings: Sampling[] = ['random', 'shuffle', 'sequential'];

/** Runs of any sampling and size, among them batches of the whole set and limited epochs. */
const anyOptions: fc.Arbitrary<SamplingOptions> = fc
  .record({
    sampling: fc.constantFrom(...samplings),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    images: fc.integer({ min: 1, max: 60 }),
  })
  .chain(({ sampling, seed, images }) =>
    fc.integer({ min: 1, max: images }).chain((batchSize) =>
      fc.record({
        sampling: fc.constant(sampling),
        seed: fc.constant(seed),
        images: fc.constant(images),
        batchSize: fc.constant(batchSize),
        batchesPerEpoch: fc.integer({ min: 1, max: Math.floor(images / batchSize) }),
      }),
    ),
  );

describe('batches of any sampling', () => {
  it('are full, hold no image twice, and only images that there are', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        for (const batch of take(options, 3 * options.batchesPerEpoch)) {
          expect(batch).toHaveLength(options.batchSize);
          expect(new Set(batch).size).toBe(options.batchSize);
          expect(Math.max(...batch)).toBeLessThan(options.images);
        }
      }),
    );
  });

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const count = 3 * options.batchesPerEpoch;
        expect(take(options, count)).toEqual(take(options, count));
      }),
    );
  });

  it('go on from wherever a sampler was as they would have gone on there', () => {
    fc.assert(
      fc.property(anyOptions, fc.nat(7), (options, before) => {
        const whole = take(options, before + 5);
        const sampler = new BatchSampler(options);
        for (let i = 0; i < before; i++) sampler.next();
        const state = sampler.state();
        // What the first goes on to draw changes nothing of it.
        sampler.next();
        const other = new BatchSampler(options, structuredClone(state));
        expect(other.state()).toEqual(state);
        expect(Array.from({ length: 5 }, () => [...other.next()])).toEqual(whole.slice(before));
        expect(new BatchSampler(options, state).state()).toEqual(state);
      }),
    );
  });

  it('are not changed by what is drawn after them', () => {
    const batches = new BatchSampler({
      sampling: 'random',
      seed: 1,
      images: 50,
      batchSize: 20,
      batchesPerEpoch: 2,
    });
    const first = batches.next();
    const before = [...first];
    for (let i = 0; i < 10; i++) batches.next();
    expect([...first]).toEqual(before);
  });
});

describe('random and shuffled batches', () => {
  it.each(['random', 'shuffle'] as const)('differ for neighbouring seeds: %s', (sampling) => {
    const options = { sampling, images: 1000, batchSize: 100, batchesPerEpoch: 10 };
    const seeds = [0, 1, 2, 3, 2 ** 31, 2 ** 32 - 1];
    const firsts = seeds.map((seed) => take({ ...options, seed }, 1)[0]!);
    for (const [i, a] of firsts.entries()) {
      for (const b of firsts.slice(i + 1)) {
        // Two independent samples of 100 in 1000 share 10 on average, with a deviation of 2.8.
        const shared = a.filter((index) => b.includes(index)).length;
        expect(shared).toBeLessThan(30);
      }
    }
  });
});

describe('random batches', () => {
  it('draw every image equally often', () => {
    const images = 100;
    const batches = 4000;
    const batchSize = 10;
    const counts = new Array<number>(images).fill(0);
    const options = {
      sampling: 'random',
      seed: 5,
      images,
      batchSize,
      batchesPerEpoch: 10,
    } as const;
    for (const batch of take(options, batches)) for (const index of batch) counts[index]!++;
    // Binomial counts, n = 4000 and p = 0.1: the sum has a mean of 100 and a deviation of about 14.
    const expected = (batches * batchSize) / images;
    const variance = expected * (1 - batchSize / images);
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / variance, 0);
    expect(chiSquare).toBeGreaterThan(50);
    expect(chiSquare).toBeLessThan(160);
  });

  it('draw each place of a batch from all images, not from a part of them', () => {
    const options = {
      sampling: 'random',
      seed: 9,
      images: 10,
      batchSize: 3,
      batchesPerEpoch: 3,
    } as const;
    const batches = take(options, 3000);
    for (const place of [0, 1, 2]) {
      const counts = new Array<number>(10).fill(0);
      for (const batch of batches) counts[batch[place]!]!++;
      // 300 each, deviation 16.4
      for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(5 * 16.4);
    }
  });

  it('are independent of one another: the next batch may hold images of the last', () => {
    const images = 1000;
    const options = {
      sampling: 'random',
      seed: 3,
      images,
      batchSize: 500,
      batchesPerEpoch: 2,
    } as const;
    const batches = take(options, 41);
    const shared = batches.slice(1).map((batch, i) => {
      const last = new Set(batches[i]);
      return batch.filter((index) => last.has(index)).length;
    });
    // Hypergeometric: 250 on average with a deviation of 7.9; without replacement it would be 0.
    const mean = shared.reduce((sum, value) => sum + value, 0) / shared.length;
    expect(Math.abs(mean - 250)).toBeLessThan((5 * 7.9) / Math.sqrt(shared.length));
  });
});

describe('shuffled batches', () => {
  it('show every image once in an epoch, in a new order each time', () => {
    const options = {
      sampling: 'shuffle',
      seed: 4,
      images: 60,
      batchSize: 12,
      batchesPerEpoch: 5,
    } as const;
    const batches = take(options, 10);
    const epochs = [batches.slice(0, 5).flat(), batches.slice(5).flat()];
    const all = Array.from({ length: 60 }, (_, i) => i);
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual(all);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[0]).not.toEqual(all);
  });

  it('come in each of all orders equally often, whatever the order before was', () => {
    const images = 4;
    const epochs = 4800;
    const options = {
      sampling: 'shuffle',
      seed: 6,
      images,
      batchSize: 4,
      batchesPerEpoch: 1,
    } as const;
    const orders = take(options, epochs + 1);
    const counts = new Map<string, number>();
    for (const [epoch, order] of orders.slice(1).entries()) {
      // Where the images of the epoch before are now: an order that leans on it would show.
      const moved = orders[epoch]!.map((image) => order.indexOf(image)).join();
      counts.set(moved, (counts.get(moved) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const expected = epochs / 24;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // 23 degrees of freedom: a mean of 23 and a deviation of 6.8.
    expect(chiSquare).toBeLessThan(57);
  });

  it('drop a remainder that is another one each epoch', () => {
    const options = {
      sampling: 'shuffle',
      seed: 4,
      images: 11,
      batchSize: 5,
      batchesPerEpoch: 2,
    } as const;
    const batches = take(options, 2 * 200);
    const left = new Set<number>();
    for (let epoch = 0; epoch < 200; epoch++) {
      const shown = new Set(batches.slice(2 * epoch, 2 * epoch + 2).flat());
      expect(shown.size).toBe(10);
      left.add([...Array(11).keys()].find((index) => !shown.has(index))!);
    }
    expect(left.size).toBe(11);
  });
});

describe('sequential batches', () => {
  it('are consecutive from image 0 in every epoch, the remainder dropped', () => {
    const options = {
      sampling: 'sequential',
      seed: 8,
      images: 11,
      batchSize: 4,
      batchesPerEpoch: 2,
    } as const;
    const epoch = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ];
    expect(take(options, 6)).toEqual([...epoch, ...epoch, ...epoch]);
  });

  it('begin again at image 0 when an epoch is limited', () => {
    const options = {
      sampling: 'sequential',
      seed: 8,
      images: 100,
      batchSize: 3,
      batchesPerEpoch: 1,
    } as const;
    expect(take(options, 2)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });
});
