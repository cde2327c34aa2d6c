import type { ModelSpecs } from '../models/spec';
import type { Simd } from '#shared/protocol/events';

/** The settings of a run that say what its networks are and what they were tested on. */
export interface InspectionConfig {
  /** All networks that the settings held. */
  readonly specs: ModelSpecs;
  /** Ids of those that were trained. */
  readonly models: readonly string[];
  readonly dataFolder: string;
  readonly classNames: readonly string[];
  readonly memoryLimit: number;
  readonly simd: 'auto' | Simd;
  readonly distFolder: string;
}

/** A run that has been saved, as far as questions go. Plain data: it is sent to workers as it is. */
export interface InspectionSource {
  /** A `TrainingConfig` is one. */
  readonly config: InspectionConfig;
  /** Folder with `ID.safetensors` for each network. */
  readonly weightsFolder: string;
}
