import { describe, expect, it } from 'vitest';
import { crossEntropyOf, predictedClass, probabilitiesOf } from '../../extension/models/prediction';

describe('the predicted class', () => {
  it('is that of the largest logit, the first of equals', () => {
    const logits = Float32Array.of(-3, -1, -2, 5, 5, 4);
    expect(predictedClass(logits, 0, 3)).toBe(1);
    expect(predictedClass(logits, 1, 3)).toBe(0);
  });

  it('tells logits apart whose float32 probabilities are equal', () => {
    const logits = Float32Array.of(1e-9, 3e-9, 2e-9);
    const probabilities = Float32Array.from(probabilitiesOf(logits));
    expect(new Set(probabilities).size).toBe(1);
    expect(predictedClass(logits, 0, 3)).toBe(1);
  });

  it('is that of the first NaN, as torch.argmax has it', () => {
    expect(predictedClass(Float32Array.of(1, NaN, Infinity, NaN), 0, 4)).toBe(1);
    expect(predictedClass(Float32Array.of(NaN, Infinity), 0, 2)).toBe(0);
    expect(predictedClass(Float32Array.of(-Infinity, -Infinity), 0, 2)).toBe(0);
  });
});

describe('probabilities', () => {
  it('are those of softmax, for logits of any size', () => {
    const odds = probabilitiesOf(Float32Array.of(Math.log(3), 0));
    expect(odds[0]).toBeCloseTo(3 / 4, 7);
    expect(odds[1]).toBeCloseTo(1 / 4, 7);
    expect(probabilitiesOf(Float32Array.of(3e38, 3e38, -3e38))).toEqual([0.5, 0.5, 0]);
  });

  it.each([
    [NaN, 0],
    [Infinity, 0],
    [-Infinity, -Infinity],
  ])(
    // prettier-ignore
    'of a network that has diverged (%f, %f) are no numbers',
    (...logits) => {
      expect(probabilitiesOf(Float32Array.from(logits))).toEqual([NaN, NaN]);
    },
  );
});

describe('cross-entropy', () => {
  it('of what a network is surely wrong about is as large as the logits say', () => {
    const logits = Float32Array.of(0, 1000, -2e6);
    expect(crossEntropyOf(logits, 0)).toBe(1000);
    expect(crossEntropyOf(logits, 1)).toBe(0);
    expect(crossEntropyOf(logits, 2)).toBe(2e6 + 1000);
  });

  it('is the negative logarithm of the label’s probability', () => {
    const logits = Float32Array.of(Math.log(3), 0);
    expect(crossEntropyOf(logits, 0)).toBeCloseTo(-Math.log(3 / 4), 6);
    expect(crossEntropyOf(logits, 1)).toBeCloseTo(-Math.log(1 / 4), 6);
  });

  it('of a network that has diverged is no finite number', () => {
    expect(crossEntropyOf(Float32Array.of(0, NaN), 0)).toBeNaN();
    expect(crossEntropyOf(Float32Array.of(0, -Infinity), 1)).toBe(Infinity);
  });
});
