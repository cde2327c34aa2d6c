import { expect, test } from 'vitest';
import { argmax } from '#shared/argmax';

test.each<[readonly number[], number]>([
  [[0.1, 0.7, 0.2], 1],
  [[-3, -1, -1], 1],
  [[-Infinity, -Infinity], 0],
  // As torch.argmax has it: NaN is the largest, and the first NaN counts.
  [[1, NaN, Infinity, NaN], 1],
  [[NaN, Infinity], 0],
  [[5], 0],
])('the place of the largest of %j is %i', (values, place) => {
  expect(argmax(values)).toBe(place);
  expect(argmax(Float64Array.from(values))).toBe(place);
});
