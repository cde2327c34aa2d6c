import { describe, expect, it } from 'vitest';
import {
  accuracy,
  countPredictions,
  emptyConfusion,
  precision,
  recall,
  crossEntropy,
} from '../../extension/training/metrics';

/**
 * Ten images by hand. Class 0: 3 right, 1 taken for 1. Class 1: 2 right, 1 taken for 0, 1 for 2.
 * Class 2: both taken for 1.
 */
const confusion = [
  [3, 1, 0],
  [1, 2, 1],
  [0, 2, 0],
];

describe('metrics', () => {
  it('takes accuracy from the diagonal', () => {
    expect(accuracy(confusion)).toBe(5 / 10);
  });

  it('divides by the column for precision, by the row for recall', () => {
    expect(precision(confusion)).toEqual([3 / 4, 2 / 5, 0]);
    expect(recall(confusion)).toEqual([3 / 4, 2 / 4, 0]);
  });

  it('has no NaN where a class was never predicted, has no images, or nothing was judged', () => {
    const absent = [
      [2, 0],
      [0, 0],
    ];
    expect(precision(absent)).toEqual([1, 0]);
    expect(recall(absent)).toEqual([1, 0]);
    expect(accuracy(emptyConfusion(3))).toBe(0);
  });

  it('counts actual classes in rows and the class of the largest logit in columns', () => {
    const counted = emptyConfusion(3);
    countPredictions(
      counted,
      Float32Array.of(0.1, 0.7, 0.2, 0.2, 0.2, 0.6, 0.5, 0.4, 0.1),
      Uint8Array.of(0, 2, 0),
    );
    expect(counted).toEqual([
      [1, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('adds slices up', () => {
    const counted = emptyConfusion(2);
    countPredictions(counted, Float32Array.of(1, 0), Uint8Array.of(0));
    countPredictions(counted, Float32Array.of(0, 1), Uint8Array.of(0));
    expect(counted[0]).toEqual([1, 1]);
  });
});

describe('cross-entropy', () => {
  it('adds up the losses of all images', () => {
    // Softmax: (1/2, 1/4, 1/4) and (1/8, 1/8, 3/4).
    const logits = Float32Array.of(Math.log(2), 0, 0, 0, 0, Math.log(6));
    expect(crossEntropy(logits, Uint8Array.of(0, 1), 3)).toBeCloseTo(4 * Math.LN2, 6);
  });
});
