import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../extension/data/arrays/pixels';

describe('black and white of pixels that are no bytes', () => {
  it.each([
    // Those that people make.
    [0, 1, 0, 1],
    [0, 0.99, 0, 1],
    [-1, 1, -1, 1],
    [-0.9, 0.4, -1, 1],
    [0, 255, 0, 255],
    [3, 250, 0, 255],
    [-128, 127, -128, 127],
    [-100, 90, -128, 127],
    [0, 65535, 0, 65535],
    [200, 60000, 0, 65535],
    // Those that fill no such range: scikit-learn's digits, fractions of a byte, cameras' 12 bits, percent of nothing.
    [0, 16, 0, 16],
    [0, 0.1, 0, 0.1],
    [0, 4095, 0, 4095],
    [0, 1000, 0, 1000],
    // MNIST as PyTorch's examples normalise it: (x - 0.1307) / 0.3081.
    [-0.4242, 2.8215, -0.4242, 2.8215],
    [-3e6, 5e6, -3e6, 5e6],
    // A quarter fills it.
    [0, 63.75, 0, 255],
    [0, 63.5, 0, 63.5],
  ])('from %d to %d are %d and %d', (least, most, black, white) => {
    expect(rangeOf({ least, most })).toEqual({ black, white });
  });

  it.each([
    [0, 0],
    [1, 1],
    [200, 200],
    [-1, 0],
  ])('keep %d black or white where it is all that occurs', (least, most) => {
    const { black, white } = rangeOf({ least, most });
    expect(black).toBeLessThan(white);
    expect(least).toBeGreaterThanOrEqual(black);
    expect(most).toBeLessThanOrEqual(white);
  });
});
