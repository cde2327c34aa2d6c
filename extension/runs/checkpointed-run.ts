import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { LabError } from '../errors';
import { readNewest } from '../training/checkpoint/slots';
import type { Position } from '../training/checkpoint/value';
import type { TrainingConfig } from '../training/config';
import { ratesIfLonger } from '../training/longer-run';
import { fromRecorded } from '../training/recorded-config';
import type { RunEvent } from '#shared/protocol/events';
import { configSchema } from './schema';
import { isConfigOf } from './whole';

/** A run that can be gone on with, as its newest checkpoint tells it. */
export interface CheckpointedRun {
  /** What goes on with it: see `CheckpointConfig`. */
  readonly config: TrainingConfig;
  readonly run: RunEvent;
  readonly position: Position;
  /** Training has come to its end: it may go on for more epochs. */
  readonly finished: boolean;
  /** What its learning rates do then, in words, where they depend on the number of epochs. */
  readonly ifLonger: (epochs: number) => string[];
}

/**
 * Reads the run out of the folder of its checkpoints.
 * @throws LabError `input` as `readNewest`, and where the settings in it cannot be read
 */
export async function checkpointedRun(
  folder: string,
  distFolder: string,
): Promise<CheckpointedRun> {
  const { facts } = (await readNewest(folder)).checkpoint;
  const { run, position, finished, save } = facts;
  const result = v.safeParse(configSchema, facts.settings);
  if (!result.success || !isConfigOf(result.output, run)) {
    throw new LabError(
      'input',
      t('The checkpoint in {0} does not hold the settings of its run: train anew.', folder),
    );
  }
  const config: TrainingConfig = {
    ...fromRecorded(result.output, distFolder),
    ...(save === null ? {} : { save }),
    simd: run.engine.simd,
    checkpoint: { folder, resume: true },
  };
  const { specs, models } = config;
  const { epochs, batchesPerEpoch } = run.config;
  const ended = { specs, models, epochs, trained: position.epoch, batchesPerEpoch };
  return { config, run, position, finished, ifLonger: (more) => ratesIfLonger(ended, more) };
}
