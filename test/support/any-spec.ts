import fc from 'fast-check';
import type { LayerSpec } from '../../extension/layers/kinds';
import type { ModelSpec } from '../../extension/models/spec';
import type { OptimizerSpec } from '../../extension/optimizers/kinds';
import type { ScheduleSpec } from '../../extension/schedules/kinds';

/** Every field there is, by TypeScript's word: a field that the types lose or gain stops compiling here. */
type Fields<T> = { readonly [K in keyof Required<T>]: fc.Arbitrary<Required<T>[K]> };
const specOf = <T extends { readonly type: string }>(
  fields: Fields<T>,
  required: readonly (keyof T)[],
): fc.Arbitrary<T> => fc.record(fields, { requiredKeys: [...required, 'type'] });
type Of<T, K extends string> = Extract<T, { type: K }>;

const type = <K extends string>(kind: K): fc.Arbitrary<K> => fc.constant(kind);
const size = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
);
const padding = fc.oneof(fc.nat(3), fc.tuple(fc.nat(3), fc.nat(3)));
const width = fc.oneof(
  fc.integer({ min: 1, max: 1000 }),
  fc.constant('classes' as const),
  fc.record({ match: fc.constantFrom('mlp', 'cnn') }),
);
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const share = fc.double({ min: 0, max: 0.99, noNaN: true });
const small = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
const rate = fc.double({ min: 1e-6, max: 10, noNaN: true });
const bias = fc.boolean();

const pool = <K extends 'max_pool2d' | 'avg_pool2d'>(kind: K) =>
  specOf<Of<LayerSpec, K>>(
    { type: type(kind), kernel_size: size, stride: size, padding } as never,
    ['kernel_size'] as never,
  );
const norm = (kind: 'batch_norm1d' | 'batch_norm2d') =>
  specOf({ type: type(kind), name, eps: small, momentum: share }, []);

export const anyLayers: readonly fc.Arbitrary<LayerSpec>[] = [
  specOf<Of<LayerSpec, 'linear'>>({ type: type('linear'), name, out_features: width, bias }, [
    'out_features',
  ]),
  specOf<Of<LayerSpec, 'conv2d'>>(
    {
      type: type('conv2d'),
      name,
      out_channels: width,
      kernel_size: size,
      stride: size,
      padding,
      bias,
    },
    ['out_channels', 'kernel_size'],
  ),
  pool('max_pool2d'),
  pool('avg_pool2d'),
  specOf<Of<LayerSpec, 'adaptive_avg_pool2d'>>(
    {
      type: type('adaptive_avg_pool2d'),
      output_size: fc.oneof(size, fc.tuple(fc.constant(null), fc.integer({ min: 1, max: 9 }))),
    },
    ['output_size'],
  ),
  specOf<Of<LayerSpec, 'dropout'>>({ type: type('dropout'), p: share }, []),
  norm('batch_norm1d'),
  norm('batch_norm2d'),
  specOf<Of<LayerSpec, 'layer_norm'>>(
    {
      type: type('layer_norm'),
      name,
      normalized_shape: fc.oneof(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      ),
      eps: small,
      elementwise_affine: bias,
      bias,
    },
    [],
  ),
  specOf<Of<LayerSpec, 'leaky_relu'>>({ type: type('leaky_relu'), negative_slope: share }, []),
  fc.record({
    type: fc.constantFrom('flatten', 'relu', 'sigmoid', 'tanh', 'gelu', 'silu'),
  }),
];

const adam = (kind: 'adam' | 'adamw') =>
  specOf(
    { type: type(kind), lr: rate, betas: fc.tuple(share, share), eps: small, weight_decay: share },
    ['lr'],
  );
export const anyOptimizers: readonly fc.Arbitrary<OptimizerSpec>[] = [
  specOf<Of<OptimizerSpec, 'sgd'>>(
    { type: type('sgd'), lr: rate, momentum: share, nesterov: bias, weight_decay: share },
    ['lr'],
  ),
  adam('adam'),
  adam('adamw'),
  specOf<Of<OptimizerSpec, 'adagrad'>>(
    {
      type: type('adagrad'),
      lr: rate,
      lr_decay: share,
      initial_accumulator_value: share,
      eps: small,
      weight_decay: share,
    },
    ['lr'],
  ),
  specOf<Of<OptimizerSpec, 'adadelta'>>(
    { type: type('adadelta'), lr: rate, rho: share, eps: small, weight_decay: share },
    ['lr'],
  ),
  specOf<Of<OptimizerSpec, 'nadam'>>(
    {
      type: type('nadam'),
      lr: rate,
      betas: fc.tuple(share, share),
      eps: small,
      weight_decay: share,
      momentum_decay: share,
    },
    ['lr'],
  ),
  specOf<Of<OptimizerSpec, 'rmsprop'>>(
    {
      type: type('rmsprop'),
      lr: rate,
      alpha: share,
      eps: small,
      momentum: share,
      weight_decay: share,
    },
    ['lr'],
  ),
];

export const anySchedules: readonly fc.Arbitrary<ScheduleSpec>[] = [
  fc.record({ type: type('constant') }),
  specOf<Of<ScheduleSpec, 'step'>>(
    { type: type('step'), step_size: fc.integer({ min: 1, max: 9 }), gamma: small },
    ['step_size'],
  ),
  specOf<Of<ScheduleSpec, 'cosine'>>(
    { type: type('cosine'), T_max: fc.integer({ min: 1, max: 9 }), eta_min: share },
    [],
  ),
  specOf<Of<ScheduleSpec, 'one_cycle'>>(
    {
      type: type('one_cycle'),
      max_lr: rate,
      pct_start: small,
      div_factor: fc.integer({ min: 1, max: 99 }),
      final_div_factor: fc.integer({ min: 1, max: 99 }),
    },
    ['max_lr'],
  ),
  specOf<Of<ScheduleSpec, 'warmup'>>(
    { type: type('warmup'), total_iters: fc.integer({ min: 1, max: 99 }), start_factor: small },
    ['total_iters'],
  ),
];

/** Any network that settings may hold, whether it can work or not. */
export const anySpec: fc.Arbitrary<ModelSpec> = fc.record(
  {
    label: fc.string({ minLength: 1, maxLength: 20 }),
    layers: fc.array(fc.oneof(...anyLayers), { minLength: 1, maxLength: 8 }),
    optimizer: fc.oneof(...anyOptimizers),
    schedule: fc.oneof(...anySchedules),
    initialization: fc.constantFrom(
      'default',
      'xavier_uniform',
      'xavier_normal',
      'kaiming_uniform',
      'kaiming_normal',
    ),
  },
  { requiredKeys: ['layers', 'optimizer'] },
);
