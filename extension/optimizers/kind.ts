import type { Fields } from '../kernels/structs';
import type { Kernels } from '../kernels/variant';
import type { PythonArguments } from '../python';
import type { Schema, Typed } from '../schema/schema';

/**
 * All that the host knows of one optimiser: one file of this folder and a line in `kinds.ts`. A part that is
 * missing does not compile.
 */
export interface OptimizerKind<S extends Schema, Plan> {
  /** What a person types, with PyTorch's argument names. */
  readonly schema: S;
  /** What completion in settings.json writes beside `type`. */
  readonly snippet: Readonly<Record<string, unknown>>;
  /** PyTorch's name. */
  readonly label: string;
  /**
   * With PyTorch's defaults.
   * @throws LabError made by `refuse`, where PyTorch would refuse, too
   */
  readonly resolve: (spec: Typed<S>, refuse: (problem: string) => Error) => Plan;
  /**
   * What it keeps of each parameter from step to step, a tensor as large: PyTorch's names in `optimizer.state`, in
   * the order in which the kernels have them (`firstMoments`, `secondMoments`); at most two.
   */
  readonly states: (plan: Plan) => readonly string[];
  /** First value of those tensors. */
  readonly firstState: (plan: Plan) => number;
  /** All its arguments in PyTorch. */
  readonly arguments: (plan: Plan) => PythonArguments;
  /** What the kernels' optimiser goes by: assembly/optimizer. */
  readonly fields: (plan: Plan, kernels: Kernels) => Fields<'network'>;
}
