import { describe, expect, it } from 'vitest';
import { fairnessSentence } from '#shared/fairness';
import { compareParameters } from '../../extension/models/comparison';
import { resolveModel } from '../../extension/models/model';
import type { Width } from '../../extension/layers/kind';
import { notebookModels } from '../../extension/models/notebook';
import { MNIST, notebookIds, notebookModel, notebookSummary as summary } from '../support/models';
import { refusal } from '../support/refusal';

/** The notebook's figures: total, the sum as it is written there, and PyTorch's `state_dict`. */
const notebook = {
  mlp: {
    label: 'MNISTNetwork',
    total: 135_160,
    arithmetic: '170*784 + 170 + 10*170 + 10',
    optimizer: 'SGD, lr 0.01',
    parameters: {
      'layer_1.weight': [170, 784],
      'layer_1.bias': [170],
      'layer_2.weight': [10, 170],
      'layer_2.bias': [10],
    },
    outputs: [[170], [170], [10]],
  },
  cnn: {
    label: 'CNN_MNISTNetwork',
    total: 135_410,
    arithmetic: '20*1*3*3 + 20 + 10*13520 + 10',
    optimizer: 'SGD, lr 0.01',
    parameters: {
      'conv_1.weight': [20, 1, 3, 3],
      'conv_1.bias': [20],
      'linear.weight': [10, 13_520],
      'linear.bias': [10],
    },
    outputs: [[20, 26, 26], [20, 26, 26], [10]],
  },
  'cnn-big': {
    label: 'CNN_MNISTNetwork_Big',
    total: 35_630,
    arithmetic: '20*1*3*3 + 20 + 20*20*2*2 + 20 + 10*3380 + 10',
    optimizer: 'Adam, lr 0.01',
    parameters: {
      'conv_1.weight': [20, 1, 3, 3],
      'conv_1.bias': [20],
      'conv_2.weight': [20, 20, 2, 2],
      'conv_2.bias': [20],
      'linear.weight': [10, 3380],
      'linear.bias': [10],
    },
    outputs: [[20, 26, 26], [20, 26, 26], [20, 13, 13], [20, 13, 13], [10]],
  },
} as const;

describe.each(Object.entries(notebook))('the notebook’s %s', (id, expected) => {
  it('has its label, parameters by PyTorch’s names and shapes, and optimiser', () => {
    const { label, parameters, optimizer } = summary(id);
    expect(label).toBe(expected.label);
    expect(optimizer).toBe(expected.optimizer);
    expect(parameters.map(({ name, shape }) => [name, shape])).toEqual(
      Object.entries(expected.parameters),
    );
  });

  it(`has ${expected.total} parameters, and the arithmetic that the notebook writes`, () => {
    const { total, arithmetic, parameters } = summary(id);
    expect(total).toBe(expected.total);
    expect(arithmetic).toBe(expected.arithmetic);
    const sum = (text: string): number =>
      text
        .split(' + ')
        .map((product) => product.split('*').reduce((value, factor) => value * Number(factor), 1))
        .reduce((a, b) => a + b);
    expect(sum(arithmetic)).toBe(expected.total);
    for (const parameter of parameters) expect(sum(parameter.arithmetic)).toBe(parameter.count);
  });

  it('turns an image into shapes that PyTorch gives', () => {
    expect(summary(id).layers.map(({ outputShape }) => outputShape)).toEqual(expected.outputs);
  });

  it('keeps in its layers the parameters that it lists', () => {
    const { layers, parameters } = summary(id);
    expect(layers.flatMap((layer) => layer.parameters)).toEqual(parameters);
  });
});

describe('layers', () => {
  it('are described in PyTorch’s words', () => {
    expect(summary('cnn-big').layers.map(({ description }) => description)).toEqual([
      'Conv2d(1, 20, kernel_size=3, stride=1)',
      'ReLU()',
      'Conv2d(20, 20, kernel_size=2, stride=2)',
      'ReLU()',
      'Linear(3380, 10)',
    ]);
  });
});

describe('the plan for the engine', () => {
  it('carries the optimiser with PyTorch’s defaults', () => {
    expect(notebookModel('mlp').plan.optimizer).toEqual({
      type: 'sgd',
      lr: 0.01,
      momentum: 0,
      nesterov: false,
      weightDecay: 0,
    });
    expect(notebookModel('cnn-big').plan.optimizer).toEqual({
      type: 'adam',
      lr: 0.01,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
    });
  });

  it('has the sizes of every layer resolved', () => {
    const { inputShape, layers } = notebookModel('cnn-big').plan;
    expect(inputShape).toEqual([1, 28, 28]);
    expect(layers).toMatchObject([
      { inChannels: 1, outChannels: 20, inputSize: [28, 28], outputSize: [26, 26] },
      { type: 'relu' },
      { inChannels: 20, outChannels: 20, inputSize: [26, 26], outputSize: [13, 13] },
      { type: 'relu' },
      { inFeatures: 3380, outFeatures: 10 },
    ]);
  });
});

describe('models by id', () => {
  it('are the notebook’s three when nothing is set', () => {
    expect(notebookIds).toEqual(['mlp', 'cnn', 'cnn-big']);
  });

  it('that are unknown are refused with the nearest one that is known', async () => {
    const error = await refusal(() => resolveModel(notebookModels, 'mlpp', MNIST));
    expect(error.kind).toBe('usage');
    expect(error.message).toBe(
      'There is no network "mlpp": did you mean "mlp"? There are mlp, cnn, cnn-big.',
    );
  });

  it('that are like none are refused with all that are known', async () => {
    const error = await refusal(() => resolveModel(notebookModels, 'transformer', MNIST));
    expect(error.message).toContain('choose among mlp, cnn, cnn-big');
  });
});

describe('the comparison of parameters', () => {
  it('is between mlp and cnn, whatever else is chosen and in whatever order', () => {
    for (const ids of [
      ['mlp', 'cnn', 'cnn-big'],
      ['cnn-big', 'mlp', 'cnn'],
      ['mlp', 'cnn-big', 'cnn'],
    ]) {
      const comparison = compareParameters(ids.map(summary))!;
      expect(comparison.models).toEqual(['mlp', 'cnn']);
      expect(comparison.totals).toEqual([135_160, 135_410]);
      expect(comparison.ratio).toBeCloseTo(0.998154, 6);
    }
  });

  it('says that it is fair, with both totals and the difference, and never that they are equal', () => {
    const sentence = fairnessSentence(compareParameters(['mlp', 'cnn'].map(summary))!);
    for (const figure of ['135,160', '135,410', '250', '0.2%']) expect(sentence).toContain(figure);
    expect(sentence).toContain('fair');
    expect(sentence).not.toMatch(/equal|same number/i);
  });

  it('does not call networks of very different size fair', () => {
    const comparison = compareParameters(['mlp', 'cnn-big'].map(summary))!;
    const sentence = fairnessSentence(comparison);
    expect(sentence).not.toContain('fair');
    expect(sentence).toContain('99,530');
    expect(comparison.ratio).toBeCloseTo(135_160 / 35_630, 12);
  });

  it('needs two networks', () => {
    expect(compareParameters([])).toBeNull();
    expect(compareParameters([summary('mlp')])).toBeNull();
  });

  it('explains 170: of all hidden widths it brings mlp closest to cnn', () => {
    const target = summary('cnn').total;
    const mlpWith = (out_features: Width) => {
      const spec = notebookModels.mlp!;
      const layers = spec.layers.map((layer, index) =>
        index === 0 && layer.type === 'linear' ? { ...layer, out_features } : layer,
      );
      return resolveModel({ ...notebookModels, mlp: { ...spec, layers } }, 'mlp', MNIST).summary;
    };
    const distance = (width: number): number => Math.abs(mlpWith(width).total - target);
    const widths = Array.from({ length: 400 }, (_, i) => i + 1);
    expect(widths.reduce((a, b) => (distance(b) < distance(a) ? b : a))).toBe(170);
    expect(mlpWith({ match: 'cnn' }).match).toEqual({
      model: 'cnn',
      layer: 0,
      argument: 'out_features',
      width: 170,
      totals: [135_160, 135_410],
    });
  });
});
