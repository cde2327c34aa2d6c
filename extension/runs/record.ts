import { joinPath } from '../platform/files';
import type { RunState } from '#shared/run-state';
import type { TrainingConfig } from '../training/config';

/**
 * Goes up when files of the history change so that older ones no longer fit; `migrate` then takes the
 * older ones along. Versions 1 and 2 were single files,
 * `last-run.json`; up to 3 every batch had a point in the curves.
 */
export const VERSION = 4;

/**
 * What a run is trained from, without what belongs to this installation and moves with an upgrade, and
 * without where its weights go, which the history decides.
 */
export interface RecordedConfig extends Omit<
  TrainingConfig,
  'distFolder' | 'dataFolder' | 'save' | 'weightPictures'
> {
  /** Null: the data that comes with the extension. */
  readonly dataFolder: string | null;
}

/** Everything that is kept of a run but its name and its weights. */
export interface RunRecord {
  /** Null for a run of a version that did not keep it: such a run cannot be trained again. */
  readonly config: RecordedConfig | null;
  readonly state: RunState;
}

export function toRecorded({
  distFolder,
  dataFolder,
  save,
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

/**
 * The configuration that gives the same bits once more: what was left to the machine is now what the
 * run had. Null where the run's record does not say how it was trained.
 */
export function configToRepeat(
  { config, state }: RunRecord,
  distFolder: string,
): TrainingConfig | null {
  if (config === null) return null;
  const { simd, threads } = state.run.engine;
  return { ...fromRecorded(config, distFolder), simd, threads };
}

function bundledData(distFolder: string): string {
  return joinPath(distFolder, 'data');
}
