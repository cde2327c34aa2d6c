import { expect, test } from 'vitest';
import { imageOf } from '../../webview/views/try-it/shown-image';

const dot = [[{ x: 0.5, y: 0.5, radius: 0.05 }]];

test('the networks are asked about the image of the data set, whatever has been drawn', () => {
  const strokes = dot;
  expect(
    imageOf({ source: 'test', index: 4, picture: null, strokes }, [1, 28, 28], 'validation'),
  ).toEqual({
    ...{ index: 4, part: 'validation' },
  });
});

test('they are asked about the drawing in the size of their images, and about none that is empty', () => {
  const shown = { source: 'drawing', index: 4, picture: null } as const;
  expect(imageOf({ ...shown, strokes: [] }, [1, 28, 28], 'test')).toBeNull();
  const image = imageOf({ ...shown, strokes: dot }, [1, 20, 30], 'test');
  expect(Object.keys(image!)).toEqual(['pixels']);
  const { pixels } = image as { pixels: number[] };
  expect(pixels).toHaveLength(600);
  // A dot fills the box in the middle.
  expect([pixels[0], pixels[10 * 30 + 15]]).toEqual([0, 255]);
});

test('where images have colours, there is nothing to draw, and the image of the data set is asked about', () => {
  const image = { source: 'drawing', index: 4, picture: null, strokes: dot } as const;
  expect(imageOf(image, [3, 28, 28], 'test')).toEqual({ index: 4, part: 'test' });
});

test('they are asked about a picture once it is prepared for their images, and not while it is for others', () => {
  const prepared = {
    pixels: [1, 2, 3, 4],
    original: { shape: [1, 1, 1] as const, pixels: [0] },
    steps: { inverted: false, paperRemoved: false, centred: null },
  };
  const picture = { name: 'a.png', file: '', run: 1, prepared, error: null };
  const shown = { source: 'picture', index: 4, strokes: dot, picture } as const;
  expect(imageOf(shown, [1, 2, 2], 'test')).toEqual({ pixels: [1, 2, 3, 4] });
  expect(imageOf(shown, [1, 28, 28], 'test')).toBeNull();
  expect(imageOf({ ...shown, picture: null }, [1, 28, 28], 'test')).toBeNull();
});
