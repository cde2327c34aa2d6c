import * as v from 'valibot';
import { fields, kind, number } from '../schema/schema';
import { epsilon, learningRate, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

const schema = fields({
  type: kind('adagrad', { markdownDescription: '%config.optimizer.adagrad%' }),
  lr: learningRate(),
  lr_decay: v.exactOptional(
    number(
      { minimum: 0, maximum: 1 },
      { default: 0, markdownDescription: '%config.optimizer.lr_decay%' },
    ),
  ),
  initial_accumulator_value: v.exactOptional(
    number(
      { minimum: 0, maximum: 1 },
      { default: 0, markdownDescription: '%config.optimizer.initial_accumulator_value%' },
    ),
  ),
  eps: epsilon(1e-10),
  weight_decay: weightDecay(),
});

export interface AdagradPlan {
  readonly type: 'adagrad';
  readonly lr: number;
  readonly lrDecay: number;
  readonly initialAccumulatorValue: number;
  readonly eps: number;
  readonly weightDecay: number;
}

/** `torch.optim.Adagrad` (Duchi et al. 2011). */
export const adagrad = {
  schema,
  snippet: { lr: '^${1:0.01}' },
  label: 'Adagrad',
  resolve: (spec) => ({
    type: 'adagrad',
    lr: spec.lr,
    lrDecay: spec.lr_decay ?? 0,
    initialAccumulatorValue: spec.initial_accumulator_value ?? 0,
    eps: spec.eps ?? 1e-10,
    weightDecay: spec.weight_decay ?? 0,
  }),
  states: () => ['sum'],
  firstState: ({ initialAccumulatorValue }) => initialAccumulatorValue,
  arguments: (plan) => ({
    lr: plan.lr,
    lr_decay: plan.lrDecay,
    initial_accumulator_value: plan.initialAccumulatorValue,
    eps: plan.eps,
    weight_decay: plan.weightDecay,
  }),
  fields: ({ lrDecay, eps, weightDecay }, kernels) => ({
    optimizer: kernels.OPTIMIZER_ADAGRAD.value,
    beta1: lrDecay,
    eps,
    weightDecay,
  }),
} satisfies OptimizerKind<typeof schema, AdagradPlan>;
