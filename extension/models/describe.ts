import { optimizerKind, type OptimizerSpec } from '../optimizers/kinds';
import type { ScheduleSpec } from '../schedules/kinds';
import { type AugmentSpec, describeAugment } from './augment';
import { type NormalizationName, usualNormalization } from './normalization';
import type { ModelSpec } from './spec';

/** `SGD, lr 0.01, momentum 0.9; cosine; xavier_uniform`: what a person typed, in words. */
export function describeTraining({
  optimizer,
  schedule,
  initialization,
  class_weights: weights,
}: ModelSpec): string {
  const parts = [describeOptimizer(optimizer)];
  if (schedule !== undefined && schedule.type !== 'constant')
    parts.push(describeArguments(schedule));
  if (initialization !== undefined && initialization !== 'default') parts.push(initialization);
  if (weights !== undefined) {
    const values = weights === 'balanced' ? weights : `[${weights.join(', ')}]`;
    parts.push(`class_weights: ${values}`);
  }
  return parts.join('; ');
}

/** What becomes of an image before the first layer. */
export interface InputSpec {
  readonly normalization: NormalizationName;
  readonly augment: AugmentSpec;
}

/** `standard; translate 0.1, degrees 10`, as typed; empty where it is as in the notebook. */
export function describeInput({ normalization, augment }: InputSpec): string {
  return [normalization === usualNormalization ? '' : normalization, describeAugment(augment)]
    .filter((part) => part !== '')
    .join('; ');
}

function describeOptimizer(optimizer: OptimizerSpec): string {
  return describeArguments({ ...optimizer, type: optimizerKind(optimizer.type).label });
}

function describeArguments({
  type,
  ...given
}: ScheduleSpec | (Omit<OptimizerSpec, 'type'> & { type: string })): string {
  const words = Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (value === false) return [];
    return value === true
      ? [name]
      : [`${name} ${String(Array.isArray(value) ? `[${value.join(', ')}]` : value)}`];
  });
  return [type, ...words].join(', ');
}
