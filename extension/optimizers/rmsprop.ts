import { fields, kind } from '../schema/schema';
import { epsilon, learningRate, momentum, share, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

const schema = fields({
  type: kind('rmsprop', { markdownDescription: '%config.optimizer.rmsprop%' }),
  lr: learningRate(),
  alpha: share(0.99, '%config.optimizer.alpha%'),
  eps: epsilon(1e-8),
  momentum: momentum(),
  weight_decay: weightDecay(),
});

export interface RmspropPlan {
  readonly type: 'rmsprop';
  readonly lr: number;
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** `torch.optim.RMSprop`. */
export const rmsprop = {
  schema,
  snippet: { lr: '^${1:0.001}' },
  label: 'RMSprop',
  resolve: (spec) => {
    const { lr, alpha = 0.99, eps = 1e-8, momentum = 0, weight_decay: weightDecay = 0 } = spec;
    return { type: 'rmsprop', lr, alpha, eps, momentum, weightDecay };
  },
  states: () => ['momentum_buffer', 'square_avg'],
  firstState: () => 0,
  arguments: ({ lr, alpha, eps, momentum, weightDecay }) => ({
    ...{ lr, alpha, eps, momentum },
    weight_decay: weightDecay,
  }),
  fields: ({ alpha, eps, momentum, weightDecay }, kernels) => ({
    optimizer: kernels.OPTIMIZER_RMSPROP.value,
    beta1: momentum,
    beta2: alpha,
    eps,
    weightDecay,
  }),
} satisfies OptimizerKind<typeof schema, RmspropPlan>;
