import type { ModelSpecs } from './spec';

/** The notebook's three networks: what `mnistLab.models` holds when nobody adds to it. */
export const notebookModels: ModelSpecs = {
  mlp: {
    label: 'MNISTNetwork',
    layers: [
      { type: 'linear', name: 'layer_1', out_features: 170 },
      { type: 'sigmoid' },
      { type: 'linear', name: 'layer_2', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.01 },
  },
  cnn: {
    label: 'CNN_MNISTNetwork',
    layers: [
      { type: 'conv2d', name: 'conv_1', out_channels: 20, kernel_size: 3, stride: 1 },
      { type: 'sigmoid' },
      { type: 'linear', name: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.01 },
  },
  'cnn-big': {
    label: 'CNN_MNISTNetwork_Big',
    layers: [
      { type: 'conv2d', name: 'conv_1', out_channels: 20, kernel_size: 3, stride: 1 },
      { type: 'relu' },
      { type: 'conv2d', name: 'conv_2', out_channels: 20, kernel_size: 2, stride: 2 },
      { type: 'relu' },
      { type: 'linear', name: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'adam', lr: 0.01 },
  },
};
