import { describe, expect, it } from 'vitest';
import { countPredictions, crossEntropy, emptyConfusion } from '../../extension/training/metrics';

describe('a confusion matrix', () => {
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
