/**
 * A network as a value: layers in order with PyTorch's names and argument names, and the optimiser
 * that trains it. The notebook's three networks (notebook.ts) are written in this same form.
 */

export interface LinearSpec {
  readonly type: 'linear';
  /** Becomes the prefix of the weight names: `layer_1.weight`, `layer_1.bias`. */
  readonly name: string;
  readonly out_features: number;
}

export interface Conv2dSpec {
  readonly type: 'conv2d';
  readonly name: string;
  readonly out_channels: number;
  readonly kernel_size: number;
  readonly stride: number;
}

export interface ActivationSpec {
  readonly type: 'sigmoid' | 'relu';
}

export type LayerSpec = LinearSpec | Conv2dSpec | ActivationSpec;

export interface SgdSpec {
  readonly type: 'sgd';
  readonly lr: number;
}

/** Adam with PyTorch's defaults: betas 0.9 and 0.999, eps 1e-8. */
export interface AdamSpec {
  readonly type: 'adam';
  readonly lr: number;
}

export type OptimizerSpec = SgdSpec | AdamSpec;

export interface ModelSpec {
  readonly id: string;
  readonly label: string;
  /** (C, H, W) of the images that it is made for. */
  readonly input_shape: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
  readonly optimizer: OptimizerSpec;
}
