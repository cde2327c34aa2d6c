import type { Network } from '../engine/network-plan';
import type { ModelSummary } from '../protocol/events';

/** A network in training. */
export interface Trainee {
  readonly summary: ModelSummary;
  readonly network: Network;
}
