import type { Schema, Typed } from '../schema/schema';
import { constant } from './constant';
import { cosine } from './cosine';
import type { PytorchSchedule, ScheduleKind, StepPosition } from './kind';
import { oneCycle } from './one-cycle';
import { step } from './step';
import { warmup } from './warmup';

/** Every schedule there is, by what people type. */
export const scheduleKinds = { constant, step, cosine, one_cycle: oneCycle, warmup } as const;

type Kinds = typeof scheduleKinds;

/** How the learning rate moves during a run; `lr` of the optimiser is where it starts from. */
export type ScheduleSpec = { [K in keyof Kinds]: Typed<Kinds[K]['schema']> }[keyof Kinds];

/**
 * The learning rate of a step, as PyTorch's schedulers set it.
 * @param lr the optimiser's
 */
export function learningRate(spec: ScheduleSpec, lr: number, at: StepPosition): number {
  return scheduleKind(spec.type).learningRate(spec, lr, at);
}

/** Whether the learning rates of a run's first epochs depend on how many there are in all. */
export function followsEpochs(spec: ScheduleSpec): boolean {
  return scheduleKind(spec.type).followsEpochs(spec);
}

/** What does the same in PyTorch; null for a learning rate that stays. */
export function pytorchSchedule(spec: ScheduleSpec): PytorchSchedule | null {
  return scheduleKind(spec.type).pytorch(spec);
}

function scheduleKind(type: ScheduleSpec['type']): ScheduleKind<Schema<ScheduleSpec>> {
  // Each kind is called with its own specs only, for they carry its type.
  return scheduleKinds[type] as unknown as ScheduleKind<Schema<ScheduleSpec>>;
}
