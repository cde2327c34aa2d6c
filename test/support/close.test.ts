import { describe, expect, test } from 'vitest';
import { expectClose, expectSameBits, expectWithin, ulps } from './close';

const never = (): number => Infinity;

describe('expectWithin', () => {
  test('NaN is not close to anything, on either side', () => {
    expect(() => {
      expectWithin([NaN], [1], 'x', never);
    }).toThrow('element 0 is NaN, expected 1');
    expect(() => {
      expectWithin([1], [NaN], 'x', never);
    }).toThrow('element 0 is 1, expected NaN');
  });

  test('comparing nothing is a failure', () => {
    expect(() => {
      expectWithin([], [], 'x', never);
    }).toThrow('nothing was compared');
  });

  test('another length is a failure', () => {
    expect(() => {
      expectWithin([1, 2], [1], 'x', never);
    }).toThrow('2 elements instead of 1');
  });

  test('the message names the worst element, by its indices in the shape', () => {
    expect(() => {
      expectWithin([1, 2, 3, 4, 5, 6], [1, 2.5, 3, 4, 5, 7], 'dW', () => 0.1, [2, 3]);
    }).toThrow('dW: element 5 = [1, 2] of shape [2, 3] is 6, expected 7');
  });

  test('infinities are equal to themselves only', () => {
    expectWithin([Infinity], [Infinity], 'x', () => 0);
    expect(() => {
      expectWithin([-Infinity], [Infinity], 'x', () => 1);
    }).toThrow('element 0');
  });
});

test('the tolerance grows with the length of the sum', () => {
  const error = 2e-6;
  expectClose([1 + error], [1], 'long sum', { terms: 1000 });
  expect(() => {
    expectClose([1 + error], [1], 'short sum');
  }).toThrow('short sum');
});

test('equal bits tell -0 from 0', () => {
  expectSameBits(new Float32Array([0, NaN]), new Float32Array([0, NaN]), 'x');
  expect(() => {
    expectSameBits(new Float32Array([-0]), new Float32Array([0]), 'x');
  }).toThrow('element 0');
});

test('ulps are counted in the last place of float32, also of subnormals', () => {
  expect(ulps(1 + 2 ** -23, 1)).toBe(1);
  expect(ulps(2 ** -148, 2 ** -149)).toBe(1);
});
