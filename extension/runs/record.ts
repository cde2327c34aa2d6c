import type { RunState } from '#shared/run-state';
import type { TrainingConfig } from '../training/config';
import { fromRecorded, type RecordedConfig } from '../training/recorded-config';

export { fromRecorded, type RecordedConfig, toRecorded } from '../training/recorded-config';

/**
 * Goes up when files of the history change so that older ones no longer fit; `migrate` then takes the
 * older ones along. Versions 1 and 2 were single files,
 * `last-run.json`; up to 3 every batch had a point in the curves.
 */
export const VERSION = 4;

/** Everything that is kept of a run but its name and its weights. */
export interface RunRecord {
  /** Null for a run of a version that did not keep it: such a run cannot be trained again. */
  readonly config: RecordedConfig | null;
  readonly state: RunState;
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
