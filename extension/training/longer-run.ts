import { t } from '@vscode/l10n';
import { formatCount } from '#shared/format';
import type { ModelSpecs } from '../models/spec';
import { followsEpochs, learningRate } from '../schedules/kinds';

/** A run that has ended, as far as its learning rates go. */
export interface EndedRun {
  readonly specs: ModelSpecs;
  readonly models: readonly string[];
  /** Epochs that it was to have. */
  readonly epochs: number;
  /** Those that it had: early stopping may have ended it before. */
  readonly trained: number;
  readonly batchesPerEpoch: number;
}

/**
 * What the learning rates of a run do that goes on for more epochs, in words: a sentence for each network whose
 * schedule depends on how many there are. It is then that of a run of so many epochs, from here on.
 * @param epochs of the whole run
 */
export function ratesIfLonger(run: EndedRun, epochs: number): string[] {
  const { specs, models, trained, batchesPerEpoch } = run;
  return models.flatMap((id) => {
    const { schedule, optimizer } = specs[id]!;
    if (schedule === undefined || !followsEpochs(schedule)) return [];
    const rate = (step: number, of: number): string =>
      shortly(
        learningRate(schedule, optimizer.lr, {
          ...{ step, epoch: Math.floor(step / batchesPerEpoch), batchesPerEpoch, epochs: of },
        }),
      );
    const end = trained * batchesPerEpoch;
    return t(
      'The schedule of {0} ({1}) follows the number of epochs, which is {2} now. Its learning rate was {3} in the end; it goes on at {4} and ends at {5}.',
      id,
      schedule.type,
      formatCount(epochs),
      rate(end - 1, run.epochs),
      rate(end, epochs),
      rate(epochs * batchesPerEpoch - 1, epochs),
    );
  });
}

/** Three digits, as they are typed in settings. */
function shortly(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
