import { expect, test } from 'vitest';
import { predictionOf } from '#shared/prediction';

test('the likeliest class is the answer, the first of equals', () => {
  expect(predictionOf([0.1, 0.7, 0.2])).toEqual({ predicted: 1, probability: 0.7 });
  expect(predictionOf([0.5, 0.5])).toEqual({ predicted: 0, probability: 0.5 });
});

test('a network that has diverged has no answer', () => {
  expect(predictionOf([NaN, NaN])).toBeNull();
  expect(predictionOf([])).toBeNull();
});
