import type { LayerPlan, Pair } from '../engine/network-plan';
import type { ModelSpec, OptimizerSpec, ScheduleSpec } from './spec';

/** A layer as PyTorch prints it: `Conv2d(1, 20, kernel_size=3, stride=1)`. */
export function describeLayer(plan: LayerPlan | null): string {
  switch (plan?.type) {
    case undefined:
      return 'Flatten()';
    case 'linear':
      return `Linear(${plan.inFeatures}, ${plan.outFeatures}${withoutBias(plan.bias)})`;
    case 'conv2d': {
      const { inChannels, outChannels, kernelSize, stride, bias } = plan;
      const sizes = `kernel_size=${pair(kernelSize)}, stride=${pair(stride)}`;
      return `Conv2d(${inChannels}, ${outChannels}, ${sizes}${padded(plan.padding)}${withoutBias(bias)})`;
    }
    case 'max_pool2d':
    case 'avg_pool2d': {
      const name = plan.type === 'max_pool2d' ? 'MaxPool2d' : 'AvgPool2d';
      const sizes = `kernel_size=${pair(plan.kernelSize)}, stride=${pair(plan.stride)}`;
      return `${name}(${sizes}${padded(plan.padding)})`;
    }
    case 'batch_norm1d':
      return `BatchNorm1d(${plan.channels})`;
    case 'batch_norm2d':
      return `BatchNorm2d(${plan.channels})`;
    case 'dropout':
      return `Dropout(p=${plan.p})`;
    case 'leaky_relu':
      return `LeakyReLU(negative_slope=${plan.negativeSlope ?? 0})`;
    case 'relu':
      return 'ReLU()';
    case 'sigmoid':
      return 'Sigmoid()';
    case 'tanh':
      return 'Tanh()';
    case 'gelu':
      return 'GELU()';
    case 'silu':
      return 'SiLU()';
  }
}

/** As PyTorch prints it: one number where both directions are the same. */
function pair([height, width]: Pair): string {
  return height === width ? height.toString() : `(${height}, ${width})`;
}

function padded(padding: Pair): string {
  return padding[0] + padding[1] === 0 ? '' : `, padding=${pair(padding)}`;
}

function withoutBias(bias: boolean): string {
  return bias ? '' : ', bias=False';
}

/** `SGD, lr 0.01, momentum 0.9; cosine; xavier_uniform`: what a person typed, in words. */
export function describeTraining({ optimizer, schedule, initialization }: ModelSpec): string {
  const parts = [describeOptimizer(optimizer)];
  if (schedule !== undefined && schedule.type !== 'constant')
    parts.push(describeArguments(schedule));
  if (initialization !== undefined && initialization !== 'default') parts.push(initialization);
  return parts.join('; ');
}

const optimizerNames = { sgd: 'SGD', adam: 'Adam', adamw: 'AdamW', rmsprop: 'RMSprop' } as const;

function describeOptimizer(optimizer: OptimizerSpec): string {
  return describeArguments({ ...optimizer, type: optimizerNames[optimizer.type] });
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
