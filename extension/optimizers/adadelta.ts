import { fields, kind } from '../schema/schema';
import { epsilon, learningRate, share, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

const schema = fields({
  type: kind('adadelta', { markdownDescription: '%config.optimizer.adadelta%' }),
  lr: learningRate(),
  rho: share(0.9, '%config.optimizer.rho%'),
  eps: epsilon(1e-6),
  weight_decay: weightDecay(),
});

export interface AdadeltaPlan {
  readonly type: 'adadelta';
  readonly lr: number;
  readonly rho: number;
  readonly eps: number;
  readonly weightDecay: number;
}

/** `torch.optim.Adadelta` (Zeiler 2012). */
export const adadelta = {
  schema,
  snippet: { lr: '^${1:1}' },
  label: 'Adadelta',
  resolve: ({ lr, rho = 0.9, eps = 1e-6, weight_decay: weightDecay = 0 }) => ({
    type: 'adadelta',
    lr,
    rho,
    eps,
    weightDecay,
  }),
  states: () => ['square_avg', 'acc_delta'],
  firstState: () => 0,
  arguments: ({ lr, rho, eps, weightDecay }) => ({ lr, rho, eps, weight_decay: weightDecay }),
  fields: ({ rho, eps, weightDecay }, kernels) => ({
    optimizer: kernels.OPTIMIZER_ADADELTA.value,
    beta2: rho,
    eps,
    weightDecay,
  }),
} satisfies OptimizerKind<typeof schema, AdadeltaPlan>;
