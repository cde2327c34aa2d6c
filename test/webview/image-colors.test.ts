import { expect, test } from 'vitest';
import { imageColors } from '../../webview/render/image-colors';

test('one channel is grey', () => {
  expect(imageColors([0, 128, 255, 7], [1, 2, 2])).toEqual([
    [0, 0, 0],
    [128, 128, 128],
    [255, 255, 255],
    [7, 7, 7],
  ]);
});

test('three channels are red, green and blue, one plane after the other', () => {
  expect(imageColors([1, 2, 3, 4, 5, 6], [3, 1, 2])).toEqual([
    [1, 3, 5],
    [2, 4, 6],
  ]);
});

test('of any other number, the mean is shown in grey', () => {
  expect(imageColors([10, 0, 20, 255], [2, 1, 2])).toEqual([
    [15, 15, 15],
    [128, 128, 128],
  ]);
});
