import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { fields, flag, kind } from '../schema/schema';
import { learningRate, momentum, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

const schema = fields({
  type: kind('sgd', { markdownDescription: '%config.optimizer.sgd%' }),
  lr: learningRate(),
  momentum: momentum(),
  nesterov: v.exactOptional(
    flag({ default: false, markdownDescription: '%config.optimizer.nesterov%' }),
  ),
  weight_decay: weightDecay(),
});

export interface SgdPlan {
  readonly type: 'sgd';
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** `torch.optim.SGD`. */
export const sgd = {
  schema,
  snippet: { lr: '^${1:0.01}' },
  label: 'SGD',
  resolve: (spec, refuse) => {
    const { lr, momentum = 0, nesterov = false, weight_decay: weightDecay = 0 } = spec;
    if (nesterov && momentum === 0) {
      throw refuse(t('nesterov needs a momentum: add one, such as 0.9.'));
    }
    return { type: 'sgd', lr, momentum, nesterov, weightDecay };
  },
  // Plain descent has kernels of its own.
  states: (plan) => (isPlain(plan) ? [] : ['momentum_buffer']),
  firstState: () => 0,
  arguments: ({ lr, momentum, nesterov, weightDecay }) => ({
    ...{ lr, momentum, nesterov },
    weight_decay: weightDecay,
  }),
  fields: (plan, kernels) => ({
    optimizer: isPlain(plan) ? kernels.OPTIMIZER_SGD.value : kernels.OPTIMIZER_SGD_MOMENTUM.value,
    beta1: plan.momentum,
    nesterov: plan.nesterov ? 1 : 0,
    weightDecay: plan.weightDecay,
  }),
} satisfies OptimizerKind<typeof schema, SgdPlan>;

function isPlain({ momentum, weightDecay }: SgdPlan): boolean {
  return momentum === 0 && weightDecay === 0;
}
