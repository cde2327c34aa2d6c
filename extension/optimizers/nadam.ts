import * as v from 'valibot';
import { fields, kind, number } from '../schema/schema';
import { betas, epsilon, learningRate, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

const schema = fields({
  type: kind('nadam', { markdownDescription: '%config.optimizer.nadam%' }),
  lr: learningRate(),
  betas: betas(),
  eps: epsilon(1e-8),
  weight_decay: weightDecay(),
  momentum_decay: v.exactOptional(
    number(
      { minimum: 0, maximum: 1 },
      { default: 4e-3, markdownDescription: '%config.optimizer.momentum_decay%' },
    ),
  ),
});

export interface NadamPlan {
  readonly type: 'nadam';
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;
  readonly momentumDecay: number;
}

/** `torch.optim.NAdam` (Dozat 2016): Adam with Nesterov's momentum. */
export const nadam = {
  schema,
  snippet: { lr: '^${1:0.002}' },
  label: 'NAdam',
  resolve: (spec) => ({
    type: 'nadam',
    lr: spec.lr,
    betas: spec.betas ?? [0.9, 0.999],
    eps: spec.eps ?? 1e-8,
    weightDecay: spec.weight_decay ?? 0,
    momentumDecay: spec.momentum_decay ?? 4e-3,
  }),
  states: () => ['exp_avg', 'exp_avg_sq'],
  firstState: () => 0,
  arguments: ({ lr, betas, eps, weightDecay, momentumDecay }) => ({
    ...{ lr, betas, eps },
    ...{ weight_decay: weightDecay, momentum_decay: momentumDecay },
  }),
  fields: ({ betas: [beta1, beta2], eps, weightDecay, momentumDecay }, kernels) => ({
    optimizer: kernels.OPTIMIZER_NADAM.value,
    beta1,
    beta2,
    eps,
    weightDecay,
    momentumDecay,
    beta1Power: 1,
    beta2Power: 1,
  }),
} satisfies OptimizerKind<typeof schema, NadamPlan>;
