import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import { expectWithin } from '../support/close';
import { fromWord, readSpecialValueFixtures } from '../support/fixtures';
import { KernelBench, PACK, variants } from '../support/kernels';

const fixtures = readSpecialValueFixtures();
/** Slope of leaky ReLU, in the fixtures. */
const SLOPE = 0.25;

const codes = {
  relu: 'ACTIVATION_RELU',
  leaky_relu: 'ACTIVATION_LEAKY_RELU',
  sigmoid: 'ACTIVATION_SIGMOID',
  tanh: 'ACTIVATION_TANH',
  gelu: 'ACTIVATION_GELU',
  silu: 'ACTIVATION_SILU',
} as const;

/** The same numbers, or both the same kind of no number; `-0` is 0. */
function expectSpecial(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (Number.isFinite(value)) expectWithin([actual[i]!], [value], what, () => 1e-6);
    else expect(actual[i], `${what}: element ${i}`).toBe(value);
  });
}

describe.each(variants)('NaN and infinities go the ways of PyTorch, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** One value in all lanes of a row each. */
  const rows = (values: readonly number[]): number =>
    bench.floats(values.flatMap((value) => Array<number>(PACK).fill(value)));
  const firstLanes = (address: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => bench.read(address, count * PACK)[i * PACK]!);

  const inputs = fixtures.inputs.map(fromWord);
  const count = inputs.length * PACK;

  describe.each(Object.entries(codes))('%s', (type, code) => {
    const given = fixtures.activations[type as keyof typeof codes];

    test('forward', () => {
      const output = bench.output(count);
      const kind = bench.kernels[code].value;
      bench.kernels.activationLayerForward(kind, output, rows(inputs), count, SLOPE);
      expectSpecial(firstLanes(output, inputs.length), given.y.map(fromWord), 'y');
    });

    test.each(Object.entries(given.dx))('backward, of a gradient of %s', (dy, dx) => {
      const values = rows(inputs);
      const gradient = rows(inputs.map(() => fromWord(dy)));
      const kind = bench.kernels[code].value;
      bench.kernels.activationLayerBackward(kind, values, gradient, count, SLOPE);
      expectSpecial(firstLanes(values, inputs.length), dx.map(fromWord), 'dx');
    });
  });

  // What is fused into the layer below is undone where the input gradient is made, from the results.
  test.each(['relu', 'sigmoid'] as const)('the derivative of a fused %s', (type) => {
    const given = fixtures.activations[type];
    const finish = type === 'relu' ? 2 : 1;
    const results = given.y.map(fromWord);
    for (const [dy, dx] of Object.entries(given.dx)) {
      const one = bench.floats(new Float32Array(results.length).fill(1));
      const gradient = rows([fromWord(dy)]);
      const values = rows(results);
      results.forEach((_, row) => {
        const output = values + row * PACK * 4;
        bench.kernels.multiplyPanel(1, 1, 1, one, 0, 0, gradient, 0, output, 0, 0, 1, finish, 0);
      });
      expectSpecial(firstLanes(values, results.length), dx.map(fromWord), `dx of ${dy}`);
    }
  });

  test.each(fixtures.max_pool2d)('max pooling of $x', ({ x, y, dx }) => {
    const { kernels } = bench;
    const shape = bench.allocate(kernels.PLANE_SHAPE_BYTES.value);
    // The window is not the plane's first one: its pixels are 2, 3, 6 and 7 of 2 × 4.
    const sizes = {
      inputSize: [2, 4],
      outputSize: [1, 2],
      kernelSize: [2, 2],
      stride: [2, 2],
    } as const;
    fill(bench, 'planeShape', shape, { channels: 1, ...windowFields(sizes) });
    const [a, b, c, d] = x.map(fromWord) as [number, number, number, number];
    const plane = rows([0, 0, a, b, 0, 0, c, d]);
    const output = bench.output(2 * PACK);
    kernels.maxPool2dForward(output, plane, shape, 1);
    expectSpecial(firstLanes(output, 2), [0, fromWord(y)], 'y');
    kernels.maxPool2dBackward(plane, rows([0, 1]), shape, 1, bench.output(8 * PACK));
    const [e, f, g, h] = dx.map(fromWord) as [number, number, number, number];
    expectSpecial(firstLanes(plane, 8), [0, 0, e, f, 0, 0, g, h], 'dx');
  });

  test('dropout does not heal a network that has diverged', () => {
    expect(fixtures.dropout.dropped_nan).toBe('nan');
    const values = new Float32Array(40 * PACK).fill(NaN);
    const output = bench.output(values.length);
    const words = bench.allocate((values.length + 16) * 4);
    bench.kernels.dropoutPack(output, bench.floats(values), values.length, 0.5, words, 9, 5, 2, 1, 0); // prettier-ignore
    expect(bench.read(output, values.length)).toEqual(values);
  });
});
