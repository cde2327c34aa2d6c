import { t } from '@vscode/l10n';
import type { ModelSpec } from '../../models/spec';

/** A network to begin with. */
export interface Template {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Whether its width is that at which it has as many parameters as another network. */
  readonly matches: boolean;
  /** @param match id of the network to match; only read where `matches` says so */
  spec(match: string): ModelSpec;
}

export const templates: readonly Template[] = [
  {
    id: 'cnn',
    label: t('Small CNN'),
    detail: t('Two convolutions with batch norm and pooling, dropout before the last layers'),
    matches: false,
    spec: () => ({
      label: 'Small CNN',
      layers: [
        { type: 'conv2d', out_channels: 16, kernel_size: 3, padding: 1 },
        { type: 'batch_norm2d' },
        { type: 'relu' },
        { type: 'max_pool2d', kernel_size: 2 },
        { type: 'conv2d', out_channels: 32, kernel_size: 3, padding: 1 },
        { type: 'batch_norm2d' },
        { type: 'relu' },
        { type: 'max_pool2d', kernel_size: 2 },
        { type: 'flatten' },
        { type: 'dropout', p: 0.25 },
        { type: 'linear', out_features: 64 },
        { type: 'relu' },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.001 },
    }),
  },
  {
    id: 'cnn-accurate',
    label: t('CNN with Augmentation'),
    detail: t(
      'Batch norm, dropout, varied images, one cycle of the learning rate: made for 12 epochs of shuffled batches of 128',
    ),
    matches: false,
    spec: () => ({
      label: 'CNN with augmentation',
      layers: [
        { type: 'conv2d', out_channels: 16, kernel_size: 5 },
        { type: 'relu' },
        { type: 'max_pool2d', kernel_size: 2 },
        { type: 'batch_norm2d' },
        { type: 'conv2d', out_channels: 32, kernel_size: 3 },
        { type: 'relu' },
        { type: 'conv2d', out_channels: 48, kernel_size: 3 },
        { type: 'relu' },
        { type: 'max_pool2d', kernel_size: 2 },
        { type: 'batch_norm2d' },
        { type: 'flatten' },
        { type: 'dropout', p: 0.3 },
        { type: 'linear', out_features: 128 },
        { type: 'relu' },
        { type: 'batch_norm1d' },
        { type: 'dropout', p: 0.3 },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adamw', lr: 0.001, weight_decay: 0.02 },
      schedule: { type: 'one_cycle', max_lr: 0.008, pct_start: 0.25 },
      augment: { translate: 0.08, degrees: 10, scale: [0.9, 1.1], shear: 8 },
    }),
  },
  {
    id: 'matched-mlp',
    label: t('MLP as Large as Another Network'),
    detail: t('One hidden layer, as wide as gives it the parameters of a network that you choose'),
    matches: true,
    spec: (match) => ({
      label: `MLP as large as ${match}`,
      layers: [
        { type: 'flatten' },
        { type: 'linear', out_features: { match } },
        { type: 'relu' },
        { type: 'linear', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.001 },
    }),
  },
  {
    id: 'lenet',
    label: t('LeNet'),
    detail: t('Convolutions and average pooling by turns, then three linear layers'),
    matches: false,
    spec: () => ({
      label: 'LeNet',
      layers: [
        { type: 'conv2d', name: 'conv_1', out_channels: 6, kernel_size: 5, padding: 2 },
        { type: 'tanh' },
        { type: 'avg_pool2d', kernel_size: 2 },
        { type: 'conv2d', name: 'conv_2', out_channels: 16, kernel_size: 5 },
        { type: 'tanh' },
        { type: 'avg_pool2d', kernel_size: 2 },
        { type: 'flatten' },
        { type: 'linear', name: 'linear_1', out_features: 120 },
        { type: 'tanh' },
        { type: 'linear', name: 'linear_2', out_features: 84 },
        { type: 'tanh' },
        { type: 'linear', name: 'linear_3', out_features: 'classes' },
      ],
      optimizer: { type: 'adam', lr: 0.001 },
    }),
  },
  {
    id: 'empty',
    label: t('Empty'),
    detail: t('The last layer alone, to put your own before it'),
    matches: false,
    spec: () => ({
      label: 'Linear',
      layers: [{ type: 'flatten' }, { type: 'linear', out_features: 'classes' }],
      optimizer: { type: 'sgd', lr: 0.01 },
    }),
  },
];
