import type { LayerSpec, LayerType } from '../../extension/layers/kinds';
import type { Images } from '../../extension/models/model';

/** What the cases are for. */
export const COLOUR: Images = { shape: [3, 9, 7], classes: 4 };

/** Layers before the last, each kind with every argument that it has. */
const kinds: Record<LayerType, readonly (readonly LayerSpec[])[]> = {
  linear: [
    [{ type: 'linear', out_features: 5 }],
    [{ type: 'linear', out_features: 5, bias: false }],
  ],
  conv2d: [
    [{ type: 'conv2d', out_channels: 4, kernel_size: 3 }],
    [{ type: 'conv2d', out_channels: 4, kernel_size: [2, 3], stride: [2, 1], padding: [1, 2] }],
    [{ type: 'conv2d', out_channels: 4, kernel_size: [9, 7], bias: false }],
  ],
  max_pool2d: [
    [{ type: 'max_pool2d', kernel_size: 2 }],
    [{ type: 'max_pool2d', kernel_size: [3, 2], stride: [1, 2], padding: 1 }],
  ],
  avg_pool2d: [
    [{ type: 'avg_pool2d', kernel_size: 2 }],
    [{ type: 'avg_pool2d', kernel_size: [3, 2], stride: [1, 2], padding: 1 }],
  ],
  adaptive_avg_pool2d: [
    [{ type: 'adaptive_avg_pool2d', output_size: 1 }],
    [{ type: 'adaptive_avg_pool2d', output_size: [3, null] }],
    [{ type: 'adaptive_avg_pool2d', output_size: [4, 5] }],
    [{ type: 'adaptive_avg_pool2d', output_size: [11, 3] }],
  ],
  batch_norm1d: [[{ type: 'flatten' }, { type: 'batch_norm1d', eps: 0.01 }]],
  batch_norm2d: [[{ type: 'batch_norm2d', eps: 0.01, momentum: 0.3 }]],
  layer_norm: [
    [{ type: 'layer_norm' }],
    [{ type: 'layer_norm', normalized_shape: [9, 7], eps: 0.1 }],
    [{ type: 'layer_norm', normalized_shape: 7, bias: false }],
    [{ type: 'flatten' }, { type: 'layer_norm', elementwise_affine: false }],
  ],
  dropout: [[{ type: 'dropout', p: 0.4 }]],
  flatten: [[{ type: 'flatten' }]],
  relu: [[{ type: 'relu' }]],
  leaky_relu: [[{ type: 'leaky_relu', negative_slope: 0.2 }]],
  sigmoid: [[{ type: 'sigmoid' }]],
  tanh: [[{ type: 'tanh' }]],
  gelu: [[{ type: 'gelu' }]],
  silu: [[{ type: 'silu' }]],
};

interface LayerCase {
  readonly kind: string;
  readonly at: number;
  /** A whole network's. */
  readonly layers: readonly LayerSpec[];
}

/** Networks for small pictures in colour, with each kind of layer and every argument that it has. */
export const layerCases: readonly LayerCase[] = Object.entries(kinds).flatMap(([kind, several]) =>
  several.map((layers, at) => ({
    ...{ kind, at },
    layers: [
      { type: 'conv2d', out_channels: 3, kernel_size: 1 },
      ...layers,
      { type: 'linear', out_features: 'classes' },
    ],
  })),
);
