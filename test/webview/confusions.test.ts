import { expect, test } from 'vitest';
import { mostConfused } from '../../webview/confusions';

test('the most frequent mistakes come first, and right answers are none', () => {
  const counts = [
    [90, 3, 0],
    [7, 80, 1],
    [0, 0, 50],
  ];
  expect(mostConfused(counts)).toEqual([
    { actual: 1, predicted: 0, count: 7 },
    { actual: 0, predicted: 1, count: 3 },
    { actual: 1, predicted: 2, count: 1 },
  ]);
  expect(mostConfused(counts, 1)).toHaveLength(1);
  expect(mostConfused([[5]])).toEqual([]);
});
