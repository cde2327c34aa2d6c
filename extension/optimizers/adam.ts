import { fields, kind, type ManifestText } from '../schema/schema';
import { betas, epsilon, learningRate, weightDecay } from './arguments';
import type { OptimizerKind } from './kind';

type AdamType = 'adam' | 'adamw';

function schemaOf<Type extends AdamType>(type: Type, decay: number, decayHelp: ManifestText) {
  return fields({
    type: kind(type, { markdownDescription: `%config.optimizer.${type}%` }),
    lr: learningRate(),
    betas: betas(),
    eps: epsilon(1e-8),
    weight_decay: weightDecay(decay, decayHelp),
  });
}

export interface AdamPlan<Type extends AdamType = AdamType> {
  readonly type: Type;
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;
}

/** @param decoupled whether the decay shrinks the weights themselves instead of adding to the gradient */
function adamOf<Type extends AdamType>(
  type: Type,
  label: string,
  decoupled: boolean,
  decay: number,
  decayHelp: ManifestText,
) {
  return {
    schema: schemaOf(type, decay, decayHelp),
    snippet: { lr: '^${1:0.001}' },
    label,
    resolve: ({ lr, betas = [0.9, 0.999], eps = 1e-8, weight_decay: weightDecay = decay }) => ({
      type,
      lr,
      betas,
      eps,
      weightDecay,
    }),
    states: () => ['exp_avg', 'exp_avg_sq'],
    firstState: () => 0,
    arguments: ({ lr, betas, eps, weightDecay }) => ({ lr, betas, eps, weight_decay: weightDecay }),
    fields: ({ betas: [beta1, beta2], eps, weightDecay }, kernels) => ({
      optimizer: kernels.OPTIMIZER_ADAM.value,
      beta1,
      beta2,
      eps,
      weightDecay,
      beta1Power: 1,
      beta2Power: 1,
      decoupled: decoupled ? 1 : 0,
    }),
  } satisfies OptimizerKind<ReturnType<typeof schemaOf<Type>>, AdamPlan<Type>>;
}

/** `torch.optim.Adam`. */
export const adam = adamOf('adam', 'Adam', false, 0, '%config.optimizer.weight_decay%');

/** `torch.optim.AdamW`. */
export const adamw = adamOf('adamw', 'AdamW', true, 0.01, '%config.optimizer.adamw.weight_decay%');
