/** A run as tables for other programs; headings are the same in every language. */
import { type CsvCell, toCsv } from '../formats/csv';
import { partOnTheWay } from '#shared/part';
import type { OpenPoint } from '#shared/protocol/series';
import type { RunState } from '#shared/run-state';
import { epochResults } from './epochs';

/**
 * A row for each batch: losses, and seconds that each network alone has been trained for. Of a run too long
 * for that, a row for so many neighbours: where they begin and how many they are, the mean, the least and
 * the largest of their losses, and the seconds at their end.
 */
export function batchesCsv(state: RunState): string {
  const ids = state.run.models.map(({ id }) => id);
  const { batchesPerEpoch } = state.run.config;
  const thinned = state.stride > 1;
  const header = [
    ...(thinned ? ['first_epoch', 'first_batch', 'batches'] : ['epoch', 'batch']),
    'elapsed_seconds',
    ...ids.flatMap((id) =>
      thinned ? [`${id}_mean_loss`, `${id}_least_loss`, `${id}_largest_loss`] : [`${id}_loss`],
    ),
    ...ids.map((id) => `${id}_seconds`),
  ];
  const rows = pointsOf(state).map((point, index): CsvCell[] => {
    const first = index * state.stride;
    return [
      Math.floor(first / batchesPerEpoch) + 1,
      (first % batchesPerEpoch) + 1,
      ...(thinned ? [point.batches] : []),
      point.elapsed,
      ...ids.flatMap((id) => {
        const loss = point.losses[id] ?? null;
        return thinned ? [loss, point.least[id] ?? null, point.most[id] ?? null] : [loss];
      }),
      ...ids.map((id) => point.seconds[id] ?? null),
    ];
  });
  return toCsv([header, ...rows]);
}

/** One after another, the open one last. */
function pointsOf(state: RunState): OpenPoint[] {
  const { stride, elapsed, batchLosses, leastLosses, mostLosses, batchSeconds, open } = state;
  const at = (series: RunState['batchLosses'], index: number): Record<string, number> =>
    Object.fromEntries(
      Object.entries(series).flatMap(([id, values]) =>
        values[index] === undefined ? [] : [[id, values[index]]],
      ),
    );
  const whole = elapsed.map((seconds, index) => ({
    batches: stride,
    losses: at(batchLosses, index),
    least: at(leastLosses, index),
    most: at(mostLosses, index),
    elapsed: seconds,
    seconds: at(batchSeconds, index),
  }));
  return open === null ? whole : [...whole, open];
}

/** A row for each epoch, with all of every network in it; balanced accuracy where classes are uneven. */
export function epochsCsv(state: RunState): string {
  const ids = state.run.models.map(({ id }) => id);
  const results = ids.map((id) => epochResults(state, id));
  const part = partOnTheWay(state.run);
  const uneven = results.flat().some(({ balanced }) => balanced !== null);
  const header = [
    'epoch',
    ...ids.flatMap((id) => [
      `${id}_train_loss`,
      `${id}_${part}_loss`,
      `${id}_${part}_accuracy`,
      ...(uneven ? [`${id}_${part}_balanced_accuracy`] : []),
      `${id}_seconds`,
    ]),
  ];
  const rows = state.epochs.map(({ epoch }, index): CsvCell[] => [
    epoch,
    ...results.flatMap((rows): CsvCell[] => {
      const { trainLoss, testLoss, accuracy, balanced, seconds } = rows[index]!;
      return [trainLoss, testLoss, accuracy, ...(uneven ? [balanced] : []), seconds];
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
