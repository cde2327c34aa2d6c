import { describe, expect, test } from 'vitest';
import { batchesUntil, percentDone, progressOf } from '#shared/progress';
import { after } from '../webview/fold';

describe('progress', () => {
  test('says nothing before the first batch, rather than guess', () => {
    expect(progressOf(after(0))).toBeNull();
  });

  test('estimates the time left and the speed from the batches so far', () => {
    const state = { ...after(8), elapsed: [1, 2, 3, 4, 5, 6, 7, 16] };
    expect(progressOf(state)).toMatchObject({
      epoch: 2,
      epochs: 4,
      percent: 40,
      elapsed: 16,
      // 2 seconds a batch, 12 batches to go, 100 images in each
      left: 24,
      imagesPerSecond: 50,
    });
  });

  test('stays with an epoch until its last batch, and goes on with the next one’s first', () => {
    expect(progressOf(after(5))).toMatchObject({ epoch: 1, percent: 25 });
    expect(progressOf(after(6))).toMatchObject({ epoch: 2, percent: 30 });
  });

  test('ends at the end', () => {
    expect(progressOf(after(20))).toMatchObject({ epoch: 4, percent: 100, left: 0 });
  });

  test('is all of the run at its last batch, and not one before', () => {
    const run = { epochs: 3, batchesPerEpoch: 333 };
    expect(percentDone(run, 998)).toBe(99);
    expect(percentDone(run, 999)).toBe(100);
    // 29 of 100: a share of 0.29, times 100, is 28.999999999999996.
    expect(percentDone({ epochs: 1, batchesPerEpoch: 100 }, 29)).toBe(29);
  });

  test('has come by a batch to all those of the epochs before, and before the first epoch to none', () => {
    expect(batchesUntil({ epoch: 0, batch: 0 }, 58)).toBe(0);
    expect(batchesUntil({ epoch: 1, batch: 1 }, 58)).toBe(1);
    expect(batchesUntil({ epoch: 3, batch: 58 }, 58)).toBe(3 * 58);
  });

  test('counts batches that have no point in the curves yet, and their time', () => {
    const losses = { mlp: 1, cnn: 1, 'cnn-big': 1 };
    const open = { batches: 1, losses, least: losses, most: losses, seconds: losses };
    const state = { ...after(4), stride: 2, elapsed: [4, 8], open: { ...open, elapsed: 10 } };
    expect(progressOf(state)).toMatchObject({ done: 5, total: 20, elapsed: 10, left: 30 });
  });
});
