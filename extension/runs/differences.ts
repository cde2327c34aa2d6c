import { t } from '@vscode/l10n';
import type { ModelSummary } from '#shared/protocol/events';
import type { RunComparison } from '#shared/protocol/messages';
import type { RunRecord } from './record';

type Row = readonly [setting: string, of: (run: RunRecord) => string];

/** What a run does not have: a network that it did not train, a setting that its record does not hold. */
const NONE = '–';

/** The settings in which not all of the runs agree: only what differs, in words. */
export function differences(runs: readonly RunRecord[]): RunComparison['differences'] {
  const rows = [...settings(), ...networks(runs)];
  return rows
    .map(([setting, of]) => ({ setting, values: runs.map(of) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function settings(): Row[] {
  const yesOrNo = (value: boolean): string => (value ? t('yes') : t('no'));
  return [
    [t('Networks'), ({ state }) => state.run.config.models.join(', ')],
    [t('Epochs'), ({ state }) => String(state.run.config.epochs)],
    [t('Batch size'), ({ state }) => String(state.run.config.batchSize)],
    [t('Batches an epoch'), ({ state }) => String(state.run.config.batchesPerEpoch)],
    [t('Sampling'), ({ state }) => state.run.config.sampling],
    [t('Seed'), ({ state }) => String(state.run.config.seed)],
    [t('Test after each epoch'), ({ state }) => yesOrNo(state.run.config.evaluateEachEpoch)],
    [
      t('Early stopping'),
      ({ state }) => {
        const stopping = state.run.config.earlyStopping;
        return stopping === undefined
          ? t('off')
          : t('{0}, patience {1}', stopping.monitor, stopping.patience);
      },
    ],
    [t('Data set'), ({ state }) => state.run.dataset.name],
    [t('Data'), ({ config }) => (config === null ? NONE : (config.data?.path ?? t('built in')))],
    [t('Training images'), ({ state }) => String(state.run.dataset.train)],
    [t('Validation images'), ({ state }) => String(state.run.dataset.validation ?? NONE)],
    [t('Test images'), ({ state }) => String(state.run.dataset.test)],
    [t('Classes'), ({ state }) => state.run.dataset.classes.join(', ')],
    [t('SIMD'), ({ state }) => state.run.engine.simd],
    [t('Threads'), ({ state }) => String(state.run.engine.threads)],
  ];
}

/** Rows for networks that more than one run trains; which ones are trained is a row of its own. */
function networks(runs: readonly RunRecord[]): Row[] {
  const ids = new Set(runs.flatMap(({ state }) => state.run.models.map(({ id }) => id)));
  return [...ids].flatMap((id) => {
    const found = runs.flatMap((run) => modelOf(run, id) ?? []);
    const row = (setting: string, of: (model: ModelSummary) => string): Row[] =>
      // Who does not train a network does not differ in it.
      new Set(found.map(of)).size > 1 ? [[setting, (run) => optional(modelOf(run, id), of)]] : [];
    return [
      ...row(t('{0}: name', id), ({ label }) => label),
      ...layerRows(id, found, row),
      ...row(t('{0}: optimizer', id), ({ optimizer }) => optimizer),
      ...row(t('{0}: parameters', id), ({ total }) => String(total)),
    ];
  });
}

/** Layer by layer where the networks have as many; otherwise all layers in one row. */
function layerRows(
  id: string,
  models: readonly ModelSummary[],
  row: (setting: string, of: (model: ModelSummary) => string) => Row[],
): Row[] {
  const counts = new Set(models.map(({ layers }) => layers.length));
  if (counts.size > 1) {
    return row(t('{0}: layers', id), ({ layers }) =>
      layers.map(({ description }) => description).join(' → '),
    );
  }
  const [count = 0] = counts;
  return Array.from({ length: count }, (_, index) =>
    row(t('{0}: layer {1}', id, index + 1), ({ layers }) => layers[index]!.description),
  ).flat();
}

function modelOf({ state }: RunRecord, id: string): ModelSummary | undefined {
  return state.run.models.find((model) => model.id === id);
}

function optional<T>(value: T | undefined, of: (value: T) => string): string {
  return value === undefined ? NONE : of(value);
}
