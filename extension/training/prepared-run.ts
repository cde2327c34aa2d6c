import type { EngineDataset } from '../engine/api';
import type { RunEvent } from '#shared/protocol/events';
import type { RunIdentity } from './checkpoint/differences';
import type { Origin } from './checkpoint/value';
import type { LabelledImages } from './evaluate';
import type { Trainee } from './trainee';

/** All that a run works on: see `prepareRun`. */
export interface PreparedRun {
  readonly trainees: readonly Trainee[];
  readonly train: EngineDataset;
  /** Judged after each epoch in place of the test images; null where there are none. */
  readonly validation: LabelledImages | null;
  readonly test: LabelledImages;
  /** The run's first event, as yet without its time. */
  readonly description: Omit<RunEvent, 'startedAt'>;
  /** Said right after the first event. */
  readonly notices: readonly string[];
  /** Whether its folders could not be written, which is said among the notices. */
  readonly unsaved: boolean;
  /** What the run is, for its checkpoints; null where it writes none. */
  readonly identity: RunIdentity | null;
  /** What it goes on from; null for a new run. */
  readonly from: Origin | null;
}
