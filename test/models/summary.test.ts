import { describe, expect, it } from 'vitest';
import { compareParameters } from '../../extension/models/comparison';
import { resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import type { ModelSummary } from '#shared/protocol/events';
import { refusal } from '../support/refusal';

const images = { shape: [1, 6, 6], classes: 3 } as const;
const output = { type: 'linear', out_features: 'classes' } as const;
const plain: ModelSpec = { layers: [output], optimizer: { type: 'sgd', lr: 0.1 } };

const resolve = (spec: ModelSpec) => resolveModel({ net: spec }, 'net', images);

describe('what a network is trained with, in words', () => {
  it.each<[string, Partial<ModelSpec>]>([
    ['SGD, lr 0.1', {}],
    ['SGD, lr 0.1', { schedule: { type: 'constant' }, initialization: 'default' }],
    [
      'SGD, lr 0.1, momentum 0.9, nesterov',
      { optimizer: { type: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true } },
    ],
    ['SGD, lr 0.1', { optimizer: { type: 'sgd', lr: 0.1, nesterov: false } }],
    ['Adam, lr 0.1, betas [0.8, 0.9]', { optimizer: { type: 'adam', lr: 0.1, betas: [0.8, 0.9] } }],
    ['SGD, lr 0.1; step, step_size 2', { schedule: { type: 'step', step_size: 2 } }],
    [
      'SGD, lr 0.1; cosine; xavier_uniform',
      { schedule: { type: 'cosine' }, initialization: 'xavier_uniform' },
    ],
  ])('is: %s', (words, change) => {
    expect(resolve({ ...plain, ...change }).summary.optimizer).toBe(words);
  });
});

describe('a network', () => {
  it('is trained at a constant rate from default weights, where nothing else is said', () => {
    const { plan, schedule } = resolve(plain);
    expect(schedule).toEqual({ type: 'constant' });
    expect(plan.initialization).toBe('default');
  });

  it('has the buffers of its layers beside its parameters, and their operations together', () => {
    const { summary } = resolve({
      ...plain,
      layers: [
        { type: 'conv2d', out_channels: 2, kernel_size: 3, bias: false },
        { type: 'batch_norm2d' },
        { type: 'relu' },
        output,
      ],
    });
    // As `nn.Sequential` numbers them; what is without weights is called by its kind.
    expect(summary.layers.map(({ name }) => name)).toEqual(['0', '1', 'relu', '3']);
    expect(summary.buffers.map(({ name, count }) => [name, count])).toEqual([
      ['1.running_mean', 2],
      ['1.running_var', 2],
    ]);
    // 2 channels of 3×3 kernels; scale and shift for each; 3 classes from 2×4×4 values.
    expect(summary.total).toBe(2 * 9 + 2 * 2 + (3 * 32 + 3));
    expect(summary.flops).toBe(summary.layers.map(({ flops }) => flops).reduce((a, b) => a + b));
    expect(summary.flops).toBeGreaterThan(2 * 9 * 32 + 2 * 3 * 32);
  });

  it.each<[string, ModelSpec, RegExp, readonly (string | number)[]]>([
    [
      'that ends in pictures',
      { ...plain, layers: [{ type: 'relu' }, { type: 'conv2d', out_channels: 3, kernel_size: 2 }] },
      /^models\.net: the last layer gives \(3, 5, 5\), but 3 classes need \(3\)/,
      ['net', 'layers', 1],
    ],
    [
      'that ends in too many values',
      { ...plain, layers: [{ type: 'linear', out_features: 4 }] },
      /^models\.net: the last layer gives \(4\)/,
      ['net', 'layers', 0],
    ],
    [
      'of no layers',
      { ...plain, layers: [] },
      /^models\.net: the last layer gives \(1, 6, 6\)/,
      ['net', 'layers'],
    ],
    [
      'whose optimiser contradicts itself',
      { ...plain, optimizer: { type: 'sgd', lr: 0.1, nesterov: true } },
      /^models\.net\.optimizer sgd: nesterov needs a momentum/,
      ['net', 'optimizer'],
    ],
  ])('%s is refused with its place', async (_, spec, message, path) => {
    const error = await refusal(() => resolve(spec));
    expect(error.message).toMatch(message);
    expect([error.kind, error.setting, error.path]).toEqual(['input', 'mnistLab.models', path]);
  });

  it('without anything to train is refused', async () => {
    const spec: ModelSpec = { ...plain, layers: [{ type: 'flatten' }] };
    const error = await refusal(() =>
      resolveModel({ net: spec }, 'net', { shape: [1, 1, 3], classes: 3 }),
    );
    expect(error.message).toMatch(/^models\.net: no layer has weights to train/);
    expect([error.kind, error.setting, error.path]).toEqual([
      'input',
      'mnistLab.models',
      ['net', 'layers'],
    ]);
  });

  it('that waits for itself is told the circle alone, not the way to it', async () => {
    const matching = (match: string): ModelSpec => ({
      ...plain,
      layers: [{ type: 'linear', out_features: { match } }, output],
    });
    const specs = { a: matching('b'), b: matching('c'), c: matching('b') };
    const error = await refusal(() => resolveModel(specs, 'a', images));
    expect(error.message).toContain('(b → c → b)');
    expect(error.setting).toBe('mnistLab.models');
  });
});

describe('the networks to compare', () => {
  const summary = (id: string, total: number) => ({ id, total }) as ModelSummary;

  it('are the two whose totals are closest for their size', () => {
    // 100 apart, but of thousands; 10 apart, but of tens.
    const models = [summary('a', 20), summary('b', 10), summary('c', 5000), summary('d', 5100)];
    expect(compareParameters(models)).toEqual({
      models: ['c', 'd'],
      totals: [5000, 5100],
      ratio: 5000 / 5100,
    });
  });

  it('are the nearer two of three, by the larger of each pair', () => {
    // 4 of 10 and 5 of 15: the second is less.
    const models = [summary('a', 6), summary('b', 10), summary('c', 15)];
    expect(compareParameters(models)!.models).toEqual(['b', 'c']);
  });

  it('are none where there are fewer than two', () => {
    expect(compareParameters([summary('a', 6)])).toBeNull();
    expect(compareParameters([])).toBeNull();
  });
});
