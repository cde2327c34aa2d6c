import type { ModelSpec } from './spec';

/** (C, H, W) of MNIST's images. */
export const MNIST_SHAPE = [1, 28, 28] as const;

/** The three networks of the notebook, with its labels, layer names and optimisers. */
export const notebookModels: readonly ModelSpec[] = [
  {
    id: 'mlp',
    label: 'MNISTNetwork',
    input_shape: MNIST_SHAPE,
    layers: [
      { type: 'linear', name: 'layer_1', out_features: 170 },
      { type: 'sigmoid' },
      { type: 'linear', name: 'layer_2', out_features: 10 },
    ],
    optimizer: { type: 'sgd', lr: 0.01 },
  },
  {
    id: 'cnn',
    label: 'CNN_MNISTNetwork',
    input_shape: MNIST_SHAPE,
    layers: [
      { type: 'conv2d', name: 'conv_1', out_channels: 20, kernel_size: 3, stride: 1 },
      { type: 'sigmoid' },
      { type: 'linear', name: 'linear', out_features: 10 },
    ],
    optimizer: { type: 'sgd', lr: 0.01 },
  },
  {
    id: 'cnn-big',
    label: 'CNN_MNISTNetwork_Big',
    input_shape: MNIST_SHAPE,
    layers: [
      { type: 'conv2d', name: 'conv_1', out_channels: 20, kernel_size: 3, stride: 1 },
      { type: 'relu' },
      { type: 'conv2d', name: 'conv_2', out_channels: 20, kernel_size: 2, stride: 2 },
      { type: 'relu' },
      { type: 'linear', name: 'linear', out_features: 10 },
    ],
    optimizer: { type: 'adam', lr: 0.01 },
  },
];
