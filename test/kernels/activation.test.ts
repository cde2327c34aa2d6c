import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ulps } from '../support/close';
import { KernelBench, variants } from '../support/kernels';
import { relu, sigmoid } from '../support/reference';

const special = [0, -0, 1e-45, -1e-45, 1e-38, -1e-38, 3.4e38, -3.4e38, Infinity, -Infinity, NaN];

/** Floats over the whole range: every 4,001st bit pattern of either sign. */
function allOver(): Float32Array {
  const bits = new Uint32Array(Math.floor(2 ** 32 / 4001));
  bits.forEach((_, i) => (bits[i] = i * 4001));
  return new Float32Array(bits.buffer);
}

/** Where sigmoid is neither 0, 1/2 nor 1: steps of about 1/4000 in [-105, 105]. */
function interesting(): Float32Array {
  return Float32Array.from({ length: 840_000 }, (_, i) => (i - 420_000) / 4000.123);
}

describe.each(variants)('activations, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** In pieces that the bench has room for, lengths a multiple of 4. */
  function apply(name: 'sigmoidForward' | 'reluForward', values: Float32Array): Float32Array {
    const result = new Float32Array(values.length);
    const piece = 400_000;
    for (let start = 0; start < values.length; start += piece) {
      const part = values.subarray(start, start + piece);
      const padded = new Float32Array(Math.ceil(part.length / 4) * 4);
      padded.set(part);
      const address = bench.floats(padded);
      bench.kernels[name](address, padded.length);
      result.set(bench.read(address, part.length), start);
      bench.check();
      bench.reset();
    }
    return result;
  }

  test.each([
    ['the whole float range', allOver],
    ['where it bends', interesting],
  ])('sigmoid is within 2 ulp over %s', (_, values) => {
    const x = values();
    const y = apply('sigmoidForward', x);
    let worst = 0;
    let worstAt = NaN;
    x.forEach((value, i) => {
      if (Number.isNaN(value)) {
        if (!Number.isNaN(y[i]!)) throw new Error(`sigmoid(NaN) is ${y[i]}`);
        return;
      }
      const error = ulps(y[i]!, sigmoid(value));
      if (!(error <= worst)) {
        worst = error;
        worstAt = value;
      }
    });
    expect(worst, `at ${worstAt}`).toBeLessThanOrEqual(2);
    expect(worst).toBeGreaterThan(0);
  });

  test('sigmoid of special values', () => {
    const y = apply('sigmoidForward', Float32Array.from(special));
    expect([...y.subarray(0, 6)]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([...y.subarray(6)]).toEqual([1, 0, 1, 0, NaN]);
  });

  test('relu is exact over the whole float range, and NaN stays NaN', () => {
    const x = Float32Array.from([...special, ...allOver().subarray(0, 4000), 5, -5, 0.1]);
    const y = apply('reluForward', x);
    // 0 and -0 are both right for -0.
    expect(Array.from(y, (value) => value + 0)).toEqual(Array.from(x, (value) => relu(value) + 0));
  });

  test('nothing is written when there is nothing to do', () => {
    const address = bench.output(4);
    bench.kernels.sigmoidForward(address, 0);
    bench.kernels.reluForward(address, 0);
    expect([...bench.read(address, 4)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});
