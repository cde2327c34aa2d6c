import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../extension/engine/api';
import type { Initialization } from '../../extension/engine/plan';
import { startEngine } from '../support/engine';
import { readInitializationFixtures, type Spread } from '../support/fixtures';

const fixtures = readInitializationFixtures();
const initializations = Object.keys(fixtures.layers.linear) as Initialization[];

// Networks take their memory until the engine goes, and all of these together take more than there is.
let engine: Engine;
beforeEach(async () => {
  engine = await startEngine('portable', 1);
});
afterEach(() => engine.dispose());

/** The first weights of a network whose second convolution and second linear layer are the fixtures'. */
function firstWeights(initialization: Initialization, seed: number): Map<string, Float32Array> {
  const conv = { stride: [1, 1], padding: [0, 0], bias: true } as const;
  const network = engine.addNetwork(
    {
      inputShape: [1, 9, 99],
      normalization: { mean: [128], deviation: [256] },
      augment: null,
      layers: [
        {
          ...conv,
          type: 'conv2d',
          name: 'first',
          inChannels: 1,
          outChannels: 64,
          kernelSize: [1, 1],
          inputSize: [9, 99],
          outputSize: [9, 99],
        },
        {
          ...conv,
          type: 'conv2d',
          name: 'conv2d',
          inChannels: 64,
          outChannels: 40,
          kernelSize: [9, 10],
          inputSize: [9, 99],
          outputSize: [1, 90],
        },
        { type: 'linear', name: 'between', inFeatures: 3600, outFeatures: 900, bias: false },
        { type: 'linear', name: 'linear', inFeatures: 900, outFeatures: 300, bias: true },
      ],
      optimizer: { type: 'sgd', lr: 0.1, momentum: 0, nesterov: false, weightDecay: 0 },
      initialization,
    },
    8,
    { seed, stream: 3 },
  );
  network.initialize();
  return new Map(network.weights().map(({ name, data }) => [name, data]));
}

function expectSpread(values: Float32Array, expected: Spread, what: string): void {
  const sorted = Float64Array.from(values).sort();
  const std = Math.sqrt(sorted.reduce((sum, x) => sum + x * x, 0) / sorted.length);
  // Both sides are samples: a small tensor's quantiles are known to a few hundredths.
  const noise = 6 / Math.sqrt(values.length);
  expect(Math.abs(std / expected.std - 1), `${what}: standard deviation`).toBeLessThan(noise);
  fixtures.probabilities.forEach((probability, i) => {
    const tail = Math.min(probability, 1 - probability) * values.length;
    if (tail < 100) return;
    const quantile = sorted[Math.floor(probability * sorted.length)]!;
    const off = Math.abs(quantile - expected.quantiles[i]!) / expected.std;
    expect(off, `${what}: quantile ${probability}`).toBeLessThan(
      Math.max(noise, 3 / Math.sqrt(tail)),
    );
  });
}

describe.each(initializations)('initialisation %s', (initialization) => {
  test.each(['linear', 'conv2d'] as const)('spreads a %s layer as PyTorch does', (layer) => {
    const weights = firstWeights(initialization, 1);
    const { weight, bias } = fixtures.layers[layer][initialization];
    expectSpread(weights.get(`${layer}.weight`)!, weight, 'weight');
    expectSpread(weights.get(`${layer}.bias`)!, bias, 'bias');
    const largest = Math.max(...weights.get(`${layer}.bias`)!.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(layer === 'linear' ? 900 : 64 * 90));
  });

  test('follows from the seed alone', () => {
    const first = firstWeights(initialization, 1);
    const again = firstWeights(initialization, 1);
    const other = firstWeights(initialization, 2);
    expect(again.get('linear.weight')).toEqual(first.get('linear.weight'));
    expect(other.get('linear.weight')).not.toEqual(first.get('linear.weight'));
    // Layers of a network do not share random numbers.
    const head = first.get('between.weight')!.subarray(0, 100);
    expect(first.get('linear.weight')!.subarray(0, 100)).not.toEqual(head);
  });
});
