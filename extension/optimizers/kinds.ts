import type { Schema, Typed } from '../schema/schema';
import { adadelta } from './adadelta';
import { adagrad } from './adagrad';
import { adam, adamw } from './adam';
import type { OptimizerKind } from './kind';
import { nadam } from './nadam';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

/** Every optimiser there is, by what people type. */
export const optimizerKinds = { sgd, adam, adamw, nadam, adagrad, adadelta, rmsprop } as const;

type Kinds = typeof optimizerKinds;
export type OptimizerType = keyof Kinds;

/** An optimiser as people type it; what is optional has PyTorch's default. */
export type OptimizerSpec = { [K in OptimizerType]: Typed<Kinds[K]['schema']> }[OptimizerType];

/** An optimiser with every argument. */
export type OptimizerPlan = {
  [K in OptimizerType]: ReturnType<Kinds[K]['resolve']>;
}[OptimizerType];

/** The kind of an optimiser, whichever it is. */
export function optimizerKind(
  type: OptimizerType,
): OptimizerKind<Schema<OptimizerSpec>, OptimizerPlan> {
  // Each kind is called with its own specs and plans only, for they carry its type.
  return optimizerKinds[type] as unknown as OptimizerKind<Schema<OptimizerSpec>, OptimizerPlan>;
}
