import type { EngineDataset } from '../engine/api';
import type { RunEvent } from '#shared/protocol/events';
import type { LabelledImages } from './evaluate';
import type { Trainee } from './trainee';

/** All that a run works on: see `prepareRun`. */
export interface PreparedRun {
  readonly trainees: readonly Trainee[];
  readonly train: EngineDataset;
  readonly test: LabelledImages;
  /** The run's first event, as yet without its time. */
  readonly description: Omit<RunEvent, 'startedAt'>;
  /** Said right after the first event. */
  readonly notices: readonly string[];
}
