import { expect, test } from 'vitest';
import { imageOf } from '../../webview/views/try-it/shown-image';

const dot = [[{ x: 0.5, y: 0.5, radius: 0.05 }]];

test('the networks are asked about the image of the data set, whatever has been drawn', () => {
  const strokes = dot;
  expect(imageOf({ source: 'test', index: 4, strokes }, [1, 28, 28], 'validation')).toEqual({
    ...{ index: 4, part: 'validation' },
  });
});

test('they are asked about the drawing in the size of their images, and about none that is empty', () => {
  expect(imageOf({ source: 'drawing', index: 4, strokes: [] }, [1, 28, 28], 'test')).toBeNull();
  const image = imageOf({ source: 'drawing', index: 4, strokes: dot }, [1, 20, 30], 'test');
  expect(Object.keys(image!)).toEqual(['pixels']);
  const { pixels } = image as { pixels: number[] };
  expect(pixels).toHaveLength(600);
  // A dot fills the box in the middle.
  expect([pixels[0], pixels[10 * 30 + 15]]).toEqual([0, 255]);
});

test('where images have colours, there is nothing to draw, and the image of the data set is asked about', () => {
  const image = { source: 'drawing', index: 4, strokes: dot } as const;
  expect(imageOf(image, [3, 28, 28], 'test')).toEqual({ index: 4, part: 'test' });
});
