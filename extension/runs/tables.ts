/** A run as tables for other programs; headings are the same in every language. */
import { type CsvCell, toCsv } from '../formats/csv';
import type { RunState } from '../protocol/run-state';
import { epochResults } from './epochs';

/** A row for each batch: losses, and seconds that each network alone has been trained for. */
export function batchesCsv({ run, batchLosses, batchSeconds, elapsed }: RunState): string {
  const ids = run.models.map(({ id }) => id);
  const { batchesPerEpoch } = run.config;
  const header = [
    'epoch',
    'batch',
    'elapsed_seconds',
    ...ids.map((id) => `${id}_loss`),
    ...ids.map((id) => `${id}_seconds`),
  ];
  const rows = elapsed.map((seconds, index): CsvCell[] => [
    Math.floor(index / batchesPerEpoch) + 1,
    (index % batchesPerEpoch) + 1,
    seconds,
    ...ids.map((id) => batchLosses[id]?.[index] ?? null),
    ...ids.map((id) => batchSeconds[id]?.[index] ?? null),
  ]);
  return toCsv([header, ...rows]);
}

/** A row for each epoch, with all of every network in it. */
export function epochsCsv(state: RunState): string {
  const ids = state.run.models.map(({ id }) => id);
  const results = ids.map((id) => epochResults(state, id));
  const header = [
    'epoch',
    ...ids.flatMap((id) => [
      `${id}_train_loss`,
      `${id}_test_loss`,
      `${id}_test_accuracy`,
      `${id}_seconds`,
    ]),
  ];
  const rows = state.epochs.map(({ epoch }, index): CsvCell[] => [
    epoch,
    ...results.flatMap((rows): CsvCell[] => {
      const { trainLoss, testLoss, accuracy, seconds } = rows[index]!;
      return [trainLoss, testLoss, accuracy, seconds];
    }),
  ]);
  return toCsv([header, ...rows]);
}

/** A row for each network and actual class, a column for each predicted one; counts of images. */
export function confusionCsv({ run, evaluations }: RunState): string {
  const { classes } = run.dataset;
  const rows = run.models.flatMap(({ id }) =>
    (evaluations[id]?.confusion ?? []).map((row, actual): CsvCell[] => [
      id,
      classes[actual] ?? actual,
      ...row,
    ]),
  );
  return toCsv([['network', 'actual', ...classes.map((name) => `predicted_${name}`)], ...rows]);
}
