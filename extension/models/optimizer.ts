import { t } from '@vscode/l10n';
import type { OptimizerPlan } from '../engine/network-plan';
import { LabError } from '../errors';
import type { OptimizerSpec } from './spec';

/**
 * An optimiser with PyTorch's defaults filled in.
 * @throws LabError `input` for Nesterov's momentum without a momentum, which PyTorch refuses, too
 */
export function planOptimizer(id: string, spec: OptimizerSpec): OptimizerPlan {
  const { lr } = spec;
  switch (spec.type) {
    case 'sgd': {
      const { momentum = 0, nesterov = false, weight_decay: weightDecay = 0 } = spec;
      if (nesterov && momentum === 0) {
        throw new LabError(
          'input',
          t('models.{0}.optimizer sgd: nesterov needs a momentum: add one, such as 0.9.', id),
          'mnistLab.models',
          [id, 'optimizer'],
        );
      }
      return { type: spec.type, lr, momentum, nesterov, weightDecay };
    }
    case 'adam':
    case 'adamw': {
      const { betas = [0.9, 0.999], eps = 1e-8 } = spec;
      const weightDecay = spec.weight_decay ?? (spec.type === 'adamw' ? 0.01 : 0);
      return { type: spec.type, lr, betas, eps, weightDecay };
    }
    case 'rmsprop': {
      const { alpha = 0.99, eps = 1e-8, momentum = 0, weight_decay: weightDecay = 0 } = spec;
      return { type: spec.type, lr, alpha, eps, momentum, weightDecay };
    }
  }
}
