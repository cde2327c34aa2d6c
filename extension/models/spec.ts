/**
 * A network as a person writes it in `mnistLab.models`: layers in order with PyTorch's names and
 * argument names, and how it is trained. The notebook's three networks are written in this same form, as
 * the setting's default. The setting's JSON schema (package.json) describes it once more, for VS Code and
 * for the check at run time; a test holds the two together.
 *
 * What is optional here has PyTorch's default, stated with each field.
 */

/** A width that is typed, that of the data set's classes, or solved so that parameter totals match. */
export type Width = number | 'classes' | { readonly match: string };

/** One size for both directions, or (height, width). */
export type Size2d = number | readonly [number, number];

export interface LinearSpec {
  readonly type: 'linear';
  /** Becomes the prefix of the weight names, `layer_1.weight`. Default: the layer's index, as in `nn.Sequential`. */
  readonly name?: string;
  readonly out_features: Width;
  /** Default true. */
  readonly bias?: boolean;
}

export interface Conv2dSpec {
  readonly type: 'conv2d';
  readonly name?: string;
  readonly out_channels: Width;
  readonly kernel_size: Size2d;
  /** Default 1. */
  readonly stride?: Size2d;
  /** Zeros on each side. Default 0. */
  readonly padding?: Size2d;
  readonly bias?: boolean;
}

export interface Pool2dSpec {
  readonly type: 'max_pool2d' | 'avg_pool2d';
  readonly kernel_size: Size2d;
  /** Default: the kernel size. */
  readonly stride?: Size2d;
  /** At most half the kernel. Counts as zeros in an average. Default 0. */
  readonly padding?: Size2d;
}

export interface DropoutSpec {
  readonly type: 'dropout';
  /** Probability of a zero while training. Default 0.5. */
  readonly p?: number;
}

export interface BatchNormSpec {
  readonly type: 'batch_norm1d' | 'batch_norm2d';
  readonly name?: string;
  /** Default 1e-5. */
  readonly eps?: number;
  /** Weight of the newest batch in the running statistics. Default 0.1. */
  readonly momentum?: number;
}

export interface FlattenSpec {
  readonly type: 'flatten';
}

export interface LeakyReluSpec {
  readonly type: 'leaky_relu';
  /** Default 0.01. */
  readonly negative_slope?: number;
}

export interface ActivationSpec {
  readonly type: 'relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu';
}

export type LayerSpec =
  | LinearSpec
  | Conv2dSpec
  | Pool2dSpec
  | DropoutSpec
  | BatchNormSpec
  | FlattenSpec
  | LeakyReluSpec
  | ActivationSpec;

export interface SgdSpec {
  readonly type: 'sgd';
  readonly lr: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Default false; needs a momentum. */
  readonly nesterov?: boolean;
  /** Default 0. */
  readonly weight_decay?: number;
}

export interface AdamSpec {
  /** `adamw` decays the weights themselves, `adam` adds the decay to the gradient. */
  readonly type: 'adam' | 'adamw';
  readonly lr: number;
  /** Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8. */
  readonly eps?: number;
  /** Default 0 for `adam`, 0.01 for `adamw`. */
  readonly weight_decay?: number;
}

export interface RmspropSpec {
  readonly type: 'rmsprop';
  readonly lr: number;
  /** Default 0.99. */
  readonly alpha?: number;
  /** Default 1e-8. */
  readonly eps?: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Default 0. */
  readonly weight_decay?: number;
}

export type OptimizerSpec = SgdSpec | AdamSpec | RmspropSpec;

/** How the learning rate moves during a run; `lr` of the optimiser is where it starts from. */
export type ScheduleSpec =
  | { readonly type: 'constant' }
  /** `StepLR`, once an epoch: lr * gamma^floor(epoch / step_size). gamma: default 0.1. */
  | { readonly type: 'step'; readonly step_size: number; readonly gamma?: number }
  /** `CosineAnnealingLR`, once an epoch, from lr to eta_min (default 0) in T_max (default: all) epochs. */
  | { readonly type: 'cosine'; readonly T_max?: number; readonly eta_min?: number }
  /**
   * `OneCycleLR`, once a batch, with `cycle_momentum=False` and cosine annealing: up to max_lr, then far
   * down. lr is not used. Defaults: pct_start 0.3, div_factor 25, final_div_factor 1e4.
   */
  | {
      readonly type: 'one_cycle';
      readonly max_lr: number;
      readonly pct_start?: number;
      readonly div_factor?: number;
      readonly final_div_factor?: number;
    }
  /** `LinearLR`, once a batch: from lr * start_factor (default 1/3) to lr in total_iters batches. */
  | { readonly type: 'warmup'; readonly total_iters: number; readonly start_factor?: number };

/** Weights only; biases keep PyTorch's default. Gains are those of `nn.init` without arguments. */
export type InitializationSpec =
  'default' | 'xavier_uniform' | 'xavier_normal' | 'kaiming_uniform' | 'kaiming_normal';

/** The value of one entry of `mnistLab.models`. */
export interface ModelSpec {
  /** Default: the id. */
  readonly label?: string;
  readonly layers: readonly LayerSpec[];
  readonly optimizer: OptimizerSpec;
  /** Default constant. */
  readonly schedule?: ScheduleSpec;
  /** Default `default`: kaiming_uniform with a = sqrt(5), that is U(±1/sqrt(fan_in)). */
  readonly initialization?: InitializationSpec;
}

/** All networks that the settings hold, by id. */
export type ModelSpecs = Readonly<Record<string, ModelSpec>>;
