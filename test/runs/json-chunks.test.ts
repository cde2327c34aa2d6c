import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonChunks } from '../../extension/runs/json-chunks';

const whole = (value: unknown): string => [...jsonChunks(value)].join('');

describe('JSON in chunks', () => {
  test('is what JSON.stringify writes', () => {
    const plain = fc.jsonValue({ depthSize: 'medium' });
    fc.assert(
      fc.property(plain, (value) => {
        expect(whole(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  test.each([0, 1, 255, 256, 257, 1000])('has all of an array of %i', (length) => {
    const array = Array.from({ length }, (_, i) => i / 3);
    expect(whole({ array, after: 1 })).toBe(JSON.stringify({ array, after: 1 }));
  });

  test('leaves out what is undefined, and writes what is no number as null', () => {
    const value = { a: undefined, b: [1, NaN, Infinity], c: { d: undefined }, e: -0 };
    expect(whole(value)).toBe('{"b":[1,null,null],"c":{},"e":0}');
  });

  test('comes in pieces that take no longer than a frame', () => {
    const chunks = [...jsonChunks({ losses: Array.from({ length: 1e5 }, Math.random) })];
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(100_000);
  });

  test('is as long as its arrays were at the beginning', () => {
    const losses = Array.from({ length: 300 }, () => 1);
    const chunks = jsonChunks({ losses });
    losses.push(2);
    expect(JSON.parse([...chunks].join(''))).toEqual({ losses: losses.slice(0, 300) });
  });
});
