import { expect, test } from 'vitest';
import { notebookModel } from '../support/models';
import { trainingFlops } from './arithmetic';
import { spread } from './statistics';

test.each([
  // By hand: products of each layer, twice (output and weight gradient), three times if an input
  // gradient is needed; two operations each.
  ['mlp', 2 * (2 * 784 * 170 + 3 * 170 * 10)],
  ['cnn', 2 * (2 * 20 * 9 * 26 ** 2 + 3 * 10 * 20 * 26 ** 2)],
  ['cnn-big', 2 * (2 * 20 * 9 * 26 ** 2 + 3 * 20 * 20 * 4 * 13 ** 2 + 3 * 10 * 20 * 13 ** 2)],
])('a training step of %s takes the operations that its shapes say', (id, flops) => {
  expect(trainingFlops(notebookModel(id).plan)).toBe(flops);
});

test('the median of an even count lies between the two in the middle', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
  expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spread([7])).toEqual({ median: 7, least: 7, most: 7 });
});
