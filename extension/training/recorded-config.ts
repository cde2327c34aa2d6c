import { joinPath } from '../platform/files';
import type { TrainingConfig } from './config';

/**
 * What a run is trained from, without what belongs to this installation and moves with an upgrade, and
 * without where its weights and checkpoints go, which whoever keeps the run decides.
 */
export interface RecordedConfig extends Omit<
  TrainingConfig,
  'distFolder' | 'dataFolder' | 'save' | 'checkpoint' | 'weightPictures'
> {
  /** Null: the data that comes with the extension. */
  readonly dataFolder: string | null;
}

export function toRecorded({
  distFolder,
  dataFolder,
  save,
  checkpoint,
  weightPictures,
  ...rest
}: TrainingConfig): RecordedConfig {
  return { ...rest, dataFolder: dataFolder === bundledData(distFolder) ? null : dataFolder };
}

export function fromRecorded(
  { dataFolder, ...rest }: RecordedConfig,
  distFolder: string,
): TrainingConfig {
  return { ...rest, distFolder, dataFolder: dataFolder ?? bundledData(distFolder) };
}

function bundledData(distFolder: string): string {
  return joinPath(distFolder, 'data');
}
