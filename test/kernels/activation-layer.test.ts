import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectWithin } from '../support/close';
import { KernelBench, variants } from '../support/kernels';
import { activation } from '../support/reference';

const kinds = [
  ['relu', 'ACTIVATION_RELU'],
  ['leaky_relu', 'ACTIVATION_LEAKY_RELU'],
  ['sigmoid', 'ACTIVATION_SIGMOID'],
  ['tanh', 'ACTIVATION_TANH'],
  ['gelu', 'ACTIVATION_GELU'],
  ['silu', 'ACTIVATION_SILU'],
] as const;

const SLOPE = 0.3;

/** Around zero, where functions bend, where they are flat, and far out. */
const points = Float32Array.from([
  ...Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 1000.7),
  ...Array.from({ length: 400 }, (_, i) => (i - 200) * 1e-6),
  ...[0, -0, 1e-40, -1e-40, 1e-20, -1e-20, 88, -88, 104, -104, 1e4, -1e4, 1e18, -1e18, 1, -1],
]);

describe.each(variants)('activations as layers, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  test.each(kinds)('%s and its derivative agree with float64 everywhere', (type, code) => {
    const kind = bench.kernels[code].value;
    const { value, derivative } = activation(type, SLOPE);
    const input = bench.floats(points);
    const output = bench.output(points.length);
    bench.kernels.activationLayerForward(kind, output, input, points.length, SLOPE);
    // 4e-7: within seven roundings of the result, or of 1 where it is smaller.
    const close = (expected: number): number => 4e-7 * Math.max(1, Math.abs(expected));
    expectWithin(bench.read(output, points.length), Array.from(points, value), 'y', close);

    const gradient = bench.floats(points.map(() => 2));
    bench.kernels.activationLayerBackward(kind, input, gradient, points.length, SLOPE);
    const expected = Array.from(points, (x) => 2 * derivative(x));
    expectWithin(bench.read(input, points.length), expected, 'dx', close);
  });

  test.each(['tanh', 'gelu', 'silu'] as const)('%s is precise near zero', (type) => {
    const small = points.filter((x) => x !== 0 && Math.abs(x) < 0.1 && Math.abs(x) > 1e-30);
    const x = small.subarray(0, small.length & ~3);
    const [, code] = kinds.find(([name]) => name === type)!;
    const output = bench.output(x.length);
    const kind = bench.kernels[code].value;
    bench.kernels.activationLayerForward(kind, output, bench.floats(x), x.length, 0);
    const expected = Array.from(x, activation(type).value);
    expectWithin(bench.read(output, x.length), expected, 'y', (value) => 5e-7 * Math.abs(value));
  });

  test.each(kinds)('%s of NaN is NaN, and of infinities what its limit is', (type, code) => {
    const output = bench.output(4);
    const input = bench.floats([NaN, Infinity, -Infinity, NaN]);
    bench.kernels.activationLayerForward(bench.kernels[code].value, output, input, 4, SLOPE);
    const [first, up, down, last] = bench.read(output, 4);
    expect([first, last]).toEqual([NaN, NaN]);
    expect(up).toBe(type === 'sigmoid' || type === 'tanh' ? 1 : Infinity);
    // -inf * 0 is not a number: gelu and silu say so, as PyTorch's silu does.
    const limits = { relu: 0, leaky_relu: -Infinity, sigmoid: 0, tanh: -1, gelu: NaN, silu: NaN };
    expect(down! + 0).toBe(limits[type]);
  });
});
