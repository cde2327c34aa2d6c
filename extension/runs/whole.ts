import type {
  ModelSummary,
  ParameterPicture,
  ParameterSummary,
  RunEvent,
} from '#shared/protocol/events';
import { batchesOf } from '#shared/batch-series';
import { precisionOf, recallOf, type Share } from '#shared/confusion';
import { imagesIn, type Part, partOnTheWay } from '#shared/part';
import { batchesUntil } from '#shared/progress';
import type { RunState } from '#shared/run-state';
import type { RecordedConfig, RunRecord } from './record';

/**
 * Whether the parts of a record fit together: lists are as long as others say, ids exist, matrices have
 * a row for each class. Whoever draws or writes a run may then rely on it.
 */
export function isWhole({ config, state }: RunRecord): boolean {
  const ids = state.run.models.map(({ id }) => id);
  return (
    new Set(ids).size === ids.length &&
    isSame(state.run.config.models, ids) &&
    state.run.models.every(isModelWhole) &&
    hasWholeSeries(state, ids) &&
    hasWholeEpochs(state, ids) &&
    hasWholeTests(state, ids) &&
    hasWholeMarks(state) &&
    hasWholeEvaluations(state, ids) &&
    hasWholeWeights(state) &&
    (state.status === 'failed') === (state.error !== null) &&
    (config === null || isConfigOf(config, state.run))
  );
}

/** Whether a run that was trained so tells of itself what this one does. */
export function isConfigOf(config: RecordedConfig, { config: told }: RunEvent): boolean {
  const { models, specs, init, epochs, batchSize, sampling, seed } = config;
  return (
    isSame(models, told.models) &&
    models.every((id) => Object.hasOwn(specs, id)) &&
    Object.keys(init).every((id) => models.includes(id)) &&
    epochs === told.epochs &&
    batchSize === told.batchSize &&
    sampling === told.sampling &&
    seed === told.seed
  );
}

function isModelWhole({ layers, parameters, buffers, total, match }: ModelSummary): boolean {
  const ofLayers = layers.flatMap((layer) => [...layer.parameters, ...layer.buffers]);
  return (
    [...ofLayers, ...parameters, ...buffers].every(isCounted) &&
    isSame(
      layers.flatMap((layer) => layer.parameters.map(({ name }) => name)),
      parameters.map(({ name }) => name),
    ) &&
    sum(parameters.map(({ count }) => count)) === total &&
    (match === null || match.layer < layers.length)
  );
}

function isCounted({ shape, count }: ParameterSummary): boolean {
  return shape.reduce((product, size) => product * size, 1) === count;
}

function hasWholeSeries(state: RunState, ids: readonly string[]): boolean {
  const { stride, batchLosses, leastLosses, mostLosses, batchSeconds, elapsed, run } = state;
  const asLong = (series: readonly number[]): boolean => series.length === elapsed.length;
  const ranges = [leastLosses, mostLosses];
  return (
    batchesOf(state) <= run.config.epochs * run.config.batchesPerEpoch &&
    isAscending(elapsed) &&
    isOpenPointWhole(state, ids) &&
    [batchLosses, ...ranges].every((series) => isOf(series, ids)) &&
    Object.values(batchLosses).every(asLong) &&
    ranges
      .flatMap((series) => Object.values(series))
      .every((series) => (stride === 1 ? series.length === 0 : asLong(series))) &&
    // Versions 1 and 2 did not keep them.
    (Object.keys(batchSeconds).length === 0 || isOf(batchSeconds, ids)) &&
    Object.values(batchSeconds).every((series) => asLong(series) && isAscending(series))
  );
}

function isOpenPointWhole({ open, stride }: RunState, ids: readonly string[]): boolean {
  if (open === null) return true;
  const { batches, losses, least, most, seconds } = open;
  return batches < stride && [losses, least, most, seconds].every((values) => isOf(values, ids));
}

function hasWholeEpochs(state: RunState, ids: readonly string[]): boolean {
  const { epochs, run } = state;
  return (
    epochs.length * run.config.batchesPerEpoch <= batchesOf(state) &&
    epochs.every(
      ({ epoch, losses, seconds }, index) =>
        epoch === index + 1 && isOf(losses, ids) && isOf(seconds, ids),
    )
  );
}

function hasWholeTests({ tests, epochs, run }: RunState, ids: readonly string[]): boolean {
  return (
    isAscending(tests.map(({ epoch }) => epoch)) &&
    (tests.at(-1)?.epoch ?? 0) <= epochs.length &&
    tests.every(
      ({ losses, accuracies, confusions }) =>
        isOf(losses, ids) &&
        isOf(accuracies, ids) &&
        isOf(confusions, ids) &&
        Object.values(confusions).every((confusion) =>
          isConfusionOf(confusion, run, partOnTheWay(run)),
        ),
    )
  );
}

/** Whether the run came to where it went on, one after the other. */
function hasWholeMarks(state: RunState): boolean {
  const { batchesPerEpoch } = state.run.config;
  const trained = state.marks.map((mark) => batchesUntil(mark, batchesPerEpoch));
  return isAscending(trained) && (trained.at(-1) ?? 0) <= batchesOf(state);
}

function hasWholeEvaluations({ evaluations, run }: RunState, ids: readonly string[]): boolean {
  return Object.entries(evaluations).every(
    ([id, { model, confusion, precision, recall }]) =>
      ids.includes(id) &&
      model === id &&
      isConfusionOf(confusion, run, 'test') &&
      areSharesLike(precision, precisionOf(confusion)) &&
      areSharesLike(recall, recallOf(confusion)),
  );
}

/** Whether there is one for each class, and none exactly where there is nothing to have a share of. */
function areSharesLike(shares: readonly Share[], exact: readonly Share[]): boolean {
  return (
    shares.length === exact.length &&
    shares.every((value, i) => (value === null) === (exact[i] === null))
  );
}

function hasWholeWeights({ weights, run }: RunState): boolean {
  const entries = Object.entries(weights?.models ?? {});
  return entries.every(([id, pictures]) => {
    const model = run.models.find((one) => one.id === id);
    return (
      model !== undefined &&
      isSame(
        pictures.map(({ name }) => name),
        model.parameters.map(({ name }) => name),
      ) &&
      pictures.every(hasWholeFilters)
    );
  });
}

function hasWholeFilters({ filters }: ParameterPicture): boolean {
  if (filters === null) return true;
  const { count, channels, height, width, values } = filters;
  return values.length === count * channels * height * width;
}

/** Whether there is a value for each network and no other. */
function isOf(values: Readonly<Record<string, unknown>>, ids: readonly string[]): boolean {
  return Object.keys(values).length === ids.length && ids.every((id) => Object.hasOwn(values, id));
}

function isConfusionOf(
  confusion: readonly (readonly number[])[],
  run: RunEvent,
  part: Part,
): boolean {
  const { classes } = run.dataset;
  return (
    confusion.length === classes.length &&
    confusion.every((row) => row.length === classes.length) &&
    sum(confusion.flat()) <= imagesIn(run, part)
  );
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= values[index - 1]!);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
