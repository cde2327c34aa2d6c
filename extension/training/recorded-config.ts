import type { TrainingConfig } from './config';

/**
 * What a run is trained from, without what belongs to this installation and moves with an upgrade, and
 * without where its weights and checkpoints go, which whoever keeps the run decides.
 */
export type RecordedConfig = Omit<
  TrainingConfig,
  'distFolder' | 'save' | 'checkpoint' | 'trainUnsaved' | 'weightPictures'
>;

export function toRecorded({
  distFolder,
  save,
  checkpoint,
  trainUnsaved,
  weightPictures,
  ...rest
}: TrainingConfig): RecordedConfig {
  return rest;
}

export function fromRecorded(config: RecordedConfig, distFolder: string): TrainingConfig {
  return { ...config, distFolder };
}
