import type { Initialization } from '../engine/plan';
import type { LayerSpec } from '../layers/kinds';
import type { OptimizerSpec } from '../optimizers/kinds';
import type { ScheduleSpec } from '../schedules/kinds';

/**
 * A network as a person writes it in `mnistLab.models`: layers in order with PyTorch's names and
 * argument names, and how it is trained. The notebook's three networks are written in this same form, as
 * the setting's default.
 */
export interface ModelSpec {
  /** Default: the id. */
  readonly label?: string;
  readonly layers: readonly LayerSpec[];
  readonly optimizer: OptimizerSpec;
  /** Default constant. */
  readonly schedule?: ScheduleSpec;
  /** Weights only. Default `default`: kaiming_uniform with a = sqrt(5), that is U(±1/sqrt(fan_in)). */
  readonly initialization?: Initialization;
}

/** All networks that the settings hold, by id. */
export type ModelSpecs = Readonly<Record<string, ModelSpec>>;
