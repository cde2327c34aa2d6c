/** What every kind of layer says of itself, worked out by hand. */
import { expect, test } from 'vitest';
import type { LayerSpec, LayerType } from '../../extension/layers/kinds';
import type { Shape } from '../../extension/layers/shape';
import { resolveLayers } from '../../extension/models/layers';
import { summarizeModel } from '../../extension/models/summary';

interface Case {
  readonly spec: LayerSpec;
  readonly input: Shape;
  readonly output: Shape;
  readonly description: string;
  /** Operations for one image. */
  readonly flops: number;
  /** Arithmetic of the counts, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly buffers?: Readonly<Record<string, string>>;
}

const images = [2, 4, 5] as const;
const activation = { input: images, output: images, flops: 40 };
const batchNorm = {
  parameters: { '0.weight': '2', '0.bias': '2' },
  buffers: { '0.running_mean': '2', '0.running_var': '2' },
};

/** A kind that is missing does not compile. */
const kinds: {
  readonly [Type in LayerType]: readonly (Case & { readonly spec: { readonly type: Type } })[];
} = {
  linear: [
    {
      spec: { type: 'linear', out_features: 7 },
      input: [12],
      output: [7],
      description: 'Linear(12, 7)',
      // 12 multiply-adds and a bias for each of 7.
      flops: 7 * 25,
      parameters: { '0.weight': '7*12', '0.bias': '7' },
    },
    {
      spec: { type: 'linear', out_features: 7, bias: false, name: 'head' },
      input: images,
      output: [7],
      description: 'Linear(40, 7, bias=False)',
      flops: 7 * 80,
      parameters: { 'head.weight': '7*40' },
    },
  ],
  conv2d: [
    {
      spec: { type: 'conv2d', out_channels: 3, kernel_size: [3, 2], padding: [1, 0] },
      input: images,
      output: [3, 4, 4],
      description: 'Conv2d(2, 3, kernel_size=(3, 2), stride=1, padding=(1, 0))',
      // 2 × 3 × 2 multiply-adds and a bias for each of 3 × 4 × 4.
      flops: 48 * 25,
      parameters: { '0.weight': '3*2*3*2', '0.bias': '3' },
    },
    {
      spec: { type: 'conv2d', out_channels: 3, kernel_size: 2, stride: 2, bias: false },
      input: images,
      output: [3, 2, 2],
      description: 'Conv2d(2, 3, kernel_size=2, stride=2, bias=False)',
      flops: 12 * 16,
      parameters: { '0.weight': '3*2*2*2' },
    },
  ],
  max_pool2d: [
    {
      spec: { type: 'max_pool2d', kernel_size: 2 },
      input: images,
      output: [2, 2, 2],
      description: 'MaxPool2d(kernel_size=2, stride=2)',
      // 4 values for each of 2 × 2 × 2.
      flops: 8 * 4,
    },
  ],
  avg_pool2d: [
    {
      spec: { type: 'avg_pool2d', kernel_size: [2, 3], stride: 1, padding: [0, 1] },
      input: images,
      output: [2, 3, 5],
      description: 'AvgPool2d(kernel_size=(2, 3), stride=1, padding=(0, 1))',
      flops: 30 * 6,
    },
  ],
  adaptive_avg_pool2d: [
    {
      spec: { type: 'adaptive_avg_pool2d', output_size: [3, 1] },
      input: images,
      output: [2, 3, 1],
      description: 'AdaptiveAvgPool2d(output_size=(3, 1))',
      // Two channels, windows of two rows and all 5 columns, three times.
      flops: 2 * 3 * 2 * 5,
    },
  ],
  batch_norm1d: [
    {
      spec: { type: 'batch_norm1d' },
      input: [2],
      output: [2],
      description: 'BatchNorm1d(2)',
      // A scale and a shift for each of 2.
      flops: 2 * 2,
      ...batchNorm,
    },
  ],
  batch_norm2d: [
    {
      spec: { type: 'batch_norm2d' },
      input: images,
      output: images,
      description: 'BatchNorm2d(2)',
      flops: 2 * 40,
      ...batchNorm,
    },
  ],
  layer_norm: [
    {
      spec: { type: 'layer_norm', normalized_shape: [4, 5] },
      input: images,
      output: images,
      description: 'LayerNorm((4, 5))',
      // Seven for each value, and three for each of 2 rows of 20: see layer-norm.test.ts.
      flops: 40 * 7 + 2 * 3,
      parameters: { '0.weight': '4*5', '0.bias': '4*5' },
    },
  ],
  dropout: [
    {
      spec: { type: 'dropout', p: 0.3 },
      input: images,
      output: images,
      description: 'Dropout(p=0.3)',
      flops: 0,
    },
  ],
  flatten: [
    {
      spec: { type: 'flatten' },
      input: images,
      output: [40],
      description: 'Flatten()',
      flops: 0,
    },
  ],
  relu: [{ spec: { type: 'relu' }, description: 'ReLU()', ...activation }],
  leaky_relu: [
    {
      spec: { type: 'leaky_relu', negative_slope: 0.2 },
      description: 'LeakyReLU(negative_slope=0.2)',
      ...activation,
    },
  ],
  sigmoid: [{ spec: { type: 'sigmoid' }, description: 'Sigmoid()', ...activation }],
  tanh: [{ spec: { type: 'tanh' }, description: 'Tanh()', ...activation }],
  gelu: [{ spec: { type: 'gelu' }, description: 'GELU()', ...activation }],
  silu: [{ spec: { type: 'silu' }, description: 'SiLU()', ...activation }],
};

const all: readonly (readonly Case[])[] = Object.values(kinds);
const cases = all.flat().map((given) => ({ ...given, title: JSON.stringify(given.spec) }));

test.each(cases)(
  '$title on $input: shape, words, operations and tensors',
  ({ spec: layer, input, output, description, flops, parameters = {}, buffers = {} }) => {
    const spec = { layers: [layer], optimizer: { type: 'sgd', lr: 0.1 } } as const;
    const resolved = resolveLayers('net', spec, input, () => {
      throw new Error('no width is left open here');
    });
    const { layers, total } = summarizeModel('net', spec, resolved, null, '', [1, 8, 8]);
    const found = layers[0]!;
    expect(found.outputShape).toEqual(output);
    expect(found.description).toBe(description);
    expect(found.flops).toBe(flops);
    const counts = (tensors: typeof found.parameters) =>
      Object.fromEntries(tensors.map(({ name, arithmetic }) => [name, arithmetic]));
    expect(counts(found.parameters)).toEqual(parameters);
    expect(counts(found.buffers)).toEqual(buffers);
    const product = (arithmetic: string): number =>
      arithmetic.split('*').reduce((value, factor) => value * Number(factor), 1);
    expect(found.parameters.map(({ count }) => count)).toEqual(
      Object.values(parameters).map(product),
    );
    expect(total).toBe(Object.values(parameters).reduce((sum, one) => sum + product(one), 0));
  },
);
