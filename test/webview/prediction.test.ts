import { expect, test } from 'vitest';
import { predictionOf } from '../../webview/views/digits/prediction';

test('the likeliest class is the answer, the first of equals', () => {
  expect(predictionOf([0.1, 0.7, 0.2])).toEqual({ predicted: 1, probability: 0.7 });
  expect(predictionOf([0.5, 0.5])).toEqual({ predicted: 0, probability: 0.5 });
});

test('a network that has diverged has no answer, also after a trip through JSON', () => {
  const diverged = [NaN, NaN];
  expect(predictionOf(diverged)).toBeNull();
  expect(predictionOf(JSON.parse(JSON.stringify(diverged)) as null[])).toBeNull();
  expect(predictionOf([])).toBeNull();
});
