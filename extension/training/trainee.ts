import type { Network } from '../engine/api';
import type { Normalization } from '../engine/plan';
import type { ScheduleSpec } from '../schedules/kinds';
import type { ModelSummary } from '#shared/protocol/events';

/** A network in training. */
export interface Trainee {
  readonly summary: ModelSummary;
  readonly network: Network;
  readonly normalization: Normalization;
  readonly schedule: ScheduleSpec;
  /** The optimiser's learning rate, which the schedule starts from. */
  readonly lr: number;
}
