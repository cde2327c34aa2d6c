import { t } from '@vscode/l10n';
import { datasetDifference } from '../../data/difference';
import { LabError } from '../../errors';
import { faceName } from '../../setting-names';
import type { ModelSummary, RunEvent } from '#shared/protocol/events';
import type { Facts } from './value';

/** What a run is, beside what it has come to: another one is not gone on with. */
export interface RunIdentity {
  readonly run: Pick<RunEvent, 'models' | 'dataset' | 'config' | 'engine'>;
  readonly networks: Readonly<Record<string, Pick<Facts['networks'][string], 'plan' | 'schedule'>>>;
  /** Fingerprint of the data set. */
  readonly data: string;
}

/**
 * Makes sure that a run is the one that a checkpoint is of: only with the same networks, settings and data come the
 * same bits. A run that has finished may go on for more epochs.
 * @throws LabError `input` that says all in which they differ
 */
export function checkSame(folder: string, there: Facts, here: RunIdentity): void {
  const differences = [
    ...settingDifferences(there, here.run.config),
    ...networkDifferences(there, here),
    ...dataDifferences(there, here),
    ...engineDifferences(there.run.engine, here.run.engine),
  ];
  if (differences.length === 0) return;
  throw new LabError(
    'input',
    t(
      'The checkpoint in {0} is of another run: {1}. Go on with the networks, settings and data that it began with, or train anew.',
      folder,
      differences.join('; '),
    ),
  );
}

/** Whether a run that has finished goes on for more epochs. */
export function isLonger({ finished, run, position }: Facts, epochs: number): boolean {
  // Early stopping may have ended it before.
  return finished && epochs !== run.config.epochs && epochs > position.epoch;
}

function settingDifferences(there: Facts, here: RunEvent['config']): string[] {
  const { config } = there.run;
  const same = [
    [faceName('batchSize'), config.batchSize, here.batchSize],
    [t('the number of batches in an epoch'), config.batchesPerEpoch, here.batchesPerEpoch],
    [faceName('validation'), config.validation ?? 0, here.validation ?? 0],
    [faceName('sampling'), config.sampling, here.sampling],
    [faceName('seed'), config.seed, here.seed],
    [faceName('evaluateEachEpoch'), config.evaluateEachEpoch, here.evaluateEachEpoch],
    [
      faceName('earlyStopping.monitor'),
      config.earlyStopping?.monitor ?? 'off',
      here.earlyStopping?.monitor ?? 'off',
    ],
    [
      faceName('earlyStopping.patience'),
      config.earlyStopping?.patience ?? 0,
      here.earlyStopping?.patience ?? 0,
    ],
  ] as const;
  const differences = same.flatMap(([name, a, b]) => (a === b ? [] : [differs(name, a, b)]));
  const { epochs } = here;
  if (epochs === config.epochs || isLonger(there, epochs)) return differences;
  const words = differs(faceName('epochs'), config.epochs, epochs);
  return [
    ...differences,
    there.finished ? words : t('{0} (it can go on for more when it has finished)', words),
  ];
}

function networkDifferences(there: Facts, here: RunIdentity): string[] {
  const ids = ({ models }: Pick<RunEvent, 'models'>): string =>
    models.map(({ id }) => id).join(', ');
  if (ids(there.run) !== ids(here.run)) {
    return [t('its networks are {0} there, and {1} here', ids(there.run), ids(here.run))];
  }
  return there.run.models.flatMap((model, at) => {
    const [a, b] = [there.networks[model.id]!, here.networks[model.id]!];
    return [
      ...(a.plan === b.plan ? [] : [modelDifference(model, here.run.models[at]!)]),
      ...(a.schedule === b.schedule
        ? []
        : [differs(t('the schedule of {0}', model.id), a.schedule, b.schedule)]),
    ];
  });
}

/** The first thing in which two networks differ. */
function modelDifference(there: ModelSummary, here: ModelSummary): string {
  const { id } = there;
  const layers = Math.max(there.layers.length, here.layers.length);
  for (let at = 0; at < layers; at++) {
    const [a, b] = [there.layers[at]?.description, here.layers[at]?.description];
    if (a !== b) return differs(t('layer {0} of {1}', at + 1, id), a ?? '–', b ?? '–');
  }
  if (there.optimizer !== here.optimizer) {
    return differs(t('the optimiser of {0}', id), there.optimizer, here.optimizer);
  }
  return t('{0} has other arguments there than here', id);
}

function dataDifferences({ data, run }: Facts, here: RunIdentity): string[] {
  if (data === here.data) return [];
  // What another seed or share makes of the same images is told as the setting's difference.
  const held = ({ config }: Pick<RunEvent, 'config'>): number | null =>
    config.validation === undefined ? null : config.seed;
  if (run.config.validation !== here.run.config.validation || held(run) !== held(here.run)) {
    return [];
  }
  return [datasetDifference(run.dataset, here.run.dataset)];
}

function engineDifferences(there: RunEvent['engine'], here: RunEvent['engine']): string[] {
  // Any number of threads gives the same bits.
  return there.simd === here.simd ? [] : [differs(faceName('simd'), there.simd, here.simd)];
}

function differs(name: string, there: unknown, here: unknown): string {
  return t('{0} is {1} there, and {2} here', name, String(there), String(here));
}
