import type { DataChoice } from '../data/choice';
import type { AugmentSpec } from '../models/augment';
import type { NormalizationName } from '../models/normalization';
import type { ModelSpecs } from '../models/spec';
import type { EarlyStopping, RunEvent, Simd, WeightsKind } from '#shared/protocol/events';

/** The settings of a run that say what its networks are and what they were tested on. */
export interface InspectionConfig {
  /** All networks that the settings held. */
  readonly specs: ModelSpecs;
  /** Ids of those that were trained. */
  readonly models: readonly string[];
  readonly data: DataChoice | null;
  readonly normalization?: NormalizationName;
  readonly augment?: AugmentSpec;
  readonly classNames: readonly string[];
  /** Held out of the training images, by the seed. */
  readonly validation?: number;
  readonly seed: number;
  readonly memoryLimit: number;
  readonly simd: 'auto' | Simd;
  /** Says which weights are kept under a network's plain name. */
  readonly earlyStopping?: EarlyStopping;
  readonly distFolder: string;
}

/** A run that has been saved, as far as questions go. Plain data: it is sent to workers as it is. */
export interface InspectionSource {
  /** A `TrainingConfig` is one. */
  readonly config: InspectionConfig;
  /** Folder with the files that `weightFileName` names. */
  readonly weightsFolder: string;
  /** Absent: those that the run's figures at its end are of. */
  readonly weights?: WeightsKind;
  /** What the run has told of its data; absent: it is taken as it is. */
  readonly dataset?: RunEvent['dataset'];
}
