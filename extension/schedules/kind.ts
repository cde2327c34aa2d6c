import type { PythonArguments } from '../python';
import type { Schema, Typed } from '../schema/schema';

/** All that the host knows of one way in which the learning rate moves: one file of this folder, a line in `kinds.ts`. */
export interface ScheduleKind<S extends Schema> {
  /** What a person types, with PyTorch's argument names. */
  readonly schema: S;
  /** What completion in settings.json writes beside `type`. */
  readonly snippet: Readonly<Record<string, unknown>>;
  /** The learning rate of a step. @param lr the optimiser's */
  readonly learningRate: (spec: Typed<S>, lr: number, at: StepPosition) => number;
  /** Whether the learning rates of a run's first epochs depend on how many there are in all. */
  readonly followsEpochs: (spec: Typed<S>) => boolean;
  /** PyTorch's scheduler; null for a learning rate that stays. */
  readonly pytorch: (spec: Typed<S>) => PytorchSchedule | null;
}

/** A class of `torch.optim.lr_scheduler`, with all arguments but the optimiser. */
export interface PytorchSchedule {
  readonly name: string;
  /** Code may speak of `epochs`, and of `batches`, those of an epoch. */
  readonly arguments: PythonArguments;
  /** When it takes a step. */
  readonly every: 'batch' | 'epoch';
}

/** Where in a run a step is. */
export interface StepPosition {
  /** Batches trained before, by all epochs. */
  readonly step: number;
  /** From 0. */
  readonly epoch: number;
  readonly batchesPerEpoch: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
}

/** Half a cosine from `start` to `end`, `share` of the way. */
export function anneal(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share));
}

/** More epochs or batches than any run has. */
export const MAXIMUM_COUNT = 1_000_000_000;
