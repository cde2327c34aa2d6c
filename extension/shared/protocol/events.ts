/**
 * What a training run tells the world: one union of events, in the order they happen.
 *
 *     run (batch… epoch test?)… saved? evaluation… (done | stopped | failed)
 *
 * with `paused`, `resumed`, `weights` and `notice` wherever they happen in between. A run that is stopped or fails
 * while it is loaded has that one event. A run that goes on from a checkpoint begins with `run` again, and has then
 * what comes after the checkpoint.
 *
 * The terminal prints them, the panel draws them, the run history keeps them.
 * Losses and metrics are full-precision numbers; formatting is the reader's business.
 */
import * as v from 'valibot';
import { batchSeries } from './series';
import {
  amount,
  byModel,
  confusion,
  count,
  counts,
  imageShape,
  type Immutable,
  measured,
  measuredSeries,
  moment,
  positive,
  share,
} from './values';

/** One weight or bias of a network. */
const parameterSummary = v.object({
  /** Its PyTorch `state_dict` name. */
  name: v.string(),
  shape: v.array(positive),
  count: positive,
  /** The product that makes the count, such as `20*1*3*3`. */
  arithmetic: v.string(),
});
export const parameterSummaries = v.array(parameterSummary);
export type ParameterSummary = Immutable<v.InferOutput<typeof parameterSummary>>;

/** One layer in order, with what comes out of it for one image (C, H, W) or (F). */
export const layerSummary = v.object({
  /** The layer's own name (`conv_1`); activations have none and are named by their kind. */
  name: v.string(),
  type: v.string(),
  /** In PyTorch's words: `Conv2d(1, 20, kernel_size=3, stride=1)`. */
  description: v.string(),
  outputShape: v.array(positive),
  parameters: parameterSummaries,
  /** What is saved with the weights but not trained: running statistics. */
  buffers: parameterSummaries,
  /** Floating-point operations of a forward pass for one image, a multiply-add being two. */
  flops: amount,
});
export type LayerSummary = Immutable<v.InferOutput<typeof layerSummary>>;

/** Parameter totals of two networks. */
const totals = v.tuple([count, count]);

/** A width found by `{"match": …}`. */
const parameterMatch = v.object({
  /** Id of the network that was to be matched. */
  model: v.string(),
  /** Index of the layer, from 0. */
  layer: count,
  argument: v.picklist(['out_features', 'out_channels']),
  width: positive,
  /** This network's total and the other's. */
  totals,
});
export type ParameterMatch = Immutable<v.InferOutput<typeof parameterMatch>>;

export const modelSummary = v.object({
  id: v.string(),
  label: v.string(),
  layers: v.array(layerSummary),
  parameters: parameterSummaries,
  buffers: parameterSummaries,
  total: count,
  /** Floating-point operations of a forward pass for one image. */
  flops: amount,
  /** The whole sum, as the notebook writes it: `20*1*3*3 + 20 + 10*13520 + 10`. */
  arithmetic: v.string(),
  /** `SGD, lr 0.01`, and what else departs from PyTorch's defaults. */
  optimizer: v.string(),
  /** What becomes of its images where that is not as in the notebook: `standard; degrees 10`. */
  input: v.exactOptional(v.string()),
  /** (channels, height, width) of an image; absent of runs before 0.2. */
  inputShape: v.exactOptional(imageShape),
  /** How a width was solved so that the totals match; null for a network without such a width. */
  match: v.nullable(parameterMatch),
});
export type ModelSummary = Immutable<v.InferOutput<typeof modelSummary>>;

/** Why two networks may be compared: their parameter totals, side by side. */
export const parameterComparison = v.object({
  models: v.tuple([v.string(), v.string()]),
  totals,
  /** `totals[0] / totals[1]` */
  ratio: measured,
});
export type ParameterComparison = Immutable<v.InferOutput<typeof parameterComparison>>;

export const simd = v.picklist(['relaxed', 'portable']);
export type Simd = v.InferOutput<typeof simd>;
export const sampling = v.picklist(['random', 'shuffle', 'sequential']);
export type Sampling = v.InferOutput<typeof sampling>;

/** Ends a run when no network has improved for some epochs. */
export const earlyStopping = v.object({
  /** On the images that are judged after each epoch: smaller is better, or larger. */
  monitor: v.picklist(['loss', 'accuracy']),
  /** Epochs without an improvement that are put up with. */
  patience: positive,
});
export type EarlyStopping = Immutable<v.InferOutput<typeof earlyStopping>>;

/** The settings of a run, as they are recorded with it. */
export const runSettings = v.object({
  /** Absent: the run goes on to its last epoch. */
  earlyStopping: v.exactOptional(earlyStopping),
  /** Share or count of the training images that was held out for validation; absent: none was. */
  validation: v.exactOptional(amount),
  /** Whether the networks are judged after each epoch, and not only at the end. */
  evaluateEachEpoch: v.boolean(),
  models: v.array(v.string()),
  epochs: count,
  batchSize: positive,
  batchesPerEpoch: count,
  sampling,
  seed: count,
});
export type RunSettings = Immutable<v.InferOutput<typeof runSettings>>;

export const runEvent = v.object({
  type: v.literal('run'),
  models: v.pipe(v.array(modelSummary), v.minLength(1)),
  comparison: v.nullable(parameterComparison),
  engine: v.object({ simd, threads: positive }),
  dataset: v.object({
    name: v.string(),
    train: count,
    /** Images that the networks are judged by on their way, see shared/part.ts; absent: the test images. */
    validation: v.exactOptional(positive),
    test: count,
    /** Tells these very images, labels and parts from others; absent of runs before 0.2. */
    fingerprint: v.exactOptional(v.string()),
    /** Labels of the classes, in order; the confusion matrix has as many rows. */
    classes: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
  config: runSettings,
  /** Milliseconds since the Unix epoch. */
  startedAt: moment,
});
export type RunEvent = Immutable<v.InferOutput<typeof runEvent>>;

const batchEvent = v.object({
  type: v.literal('batch'),
  /** From 1. */
  epoch: positive,
  /** From 1 within the epoch. */
  batch: positive,
  /** Mean cross-entropy of this batch before its update. */
  losses: byModel(measured),
  /** Seconds since the first batch began, without pauses. */
  elapsed: amount,
  /** Seconds that each network alone has been trained for since the run began. */
  seconds: byModel(amount),
});
export type BatchEvent = Immutable<v.InferOutput<typeof batchEvent>>;

export const epochEvent = v.object({
  type: v.literal('epoch'),
  epoch: positive,
  /** Mean of the epoch's batch losses. */
  losses: byModel(measured),
  /** Seconds spent training each model in this epoch. */
  seconds: byModel(amount),
});
export type EpochEvent = Immutable<v.InferOutput<typeof epochEvent>>;

export const evaluationEvent = v.object({
  type: v.literal('evaluation'),
  model: v.string(),
  /** Epoch whose weights were best and are judged here: in a run with early stopping that ended by itself. */
  bestEpoch: v.exactOptional(positive),
  accuracy: share,
  /** Mean cross-entropy of the test images. */
  loss: measured,
  /** Rows actual, columns predicted. */
  confusion,
  /** Per class; null where a class was never predicted: 0/0 is no share. */
  precision: v.array(v.nullable(share)),
  /** Per class; null where a class has no images. */
  recall: v.array(v.nullable(share)),
  seconds: amount,
});
export type EvaluationEvent = Immutable<v.InferOutput<typeof evaluationEvent>>;

/**
 * How the networks did after an epoch, in runs that evaluate each epoch: on the validation images where there are such,
 * or else on the test images.
 */
export const testEvent = v.object({
  type: v.literal('test'),
  epoch: positive,
  /** Mean cross-entropy. */
  losses: byModel(measured),
  accuracies: byModel(share),
  /** Rows actual, columns predicted. */
  confusions: byModel(confusion),
});
export type TestEvent = Immutable<v.InferOutput<typeof testEvent>>;

/** Where a run went on: after it was interrupted, or for more epochs after it had ended. */
export const mark = v.object({
  /** What had been trained: 0 and 0 at the very start. */
  epoch: count,
  batch: count,
  /** Milliseconds since the Unix epoch. */
  at: moment,
  /** It had ended, and goes on for more epochs. */
  longer: v.boolean(),
});
export type Mark = Immutable<v.InferOutput<typeof mark>>;

/** What a run has come to, batch by batch: all of a `RunState` that comes of training alone. */
export const runHistory = v.object({
  ...batchSeries.entries,
  epochs: v.array(epochEvent),
  /** After each epoch, in runs that evaluate each epoch. */
  tests: v.array(testEvent),
  notices: v.array(v.string()),
  /** Where it went on, in order. */
  marks: v.array(mark),
});
export type RunHistory = Immutable<v.InferOutput<typeof runHistory>>;

/** That a run goes on, and what it had come to there: whoever knows of more than that forgets it. */
const resumption = v.object({ ...mark.entries, history: runHistory });
export type Resumption = Immutable<v.InferOutput<typeof resumption>>;

/** A run's first event. One that goes on from a checkpoint has the same again, with the time when it first began. */
const startEvent = v.object({
  ...runEvent.entries,
  resumed: v.exactOptional(resumption),
});
export type StartEvent = Immutable<v.InferOutput<typeof startEvent>>;

/** The filters of one convolution, as far as they can be drawn. */
const filterPictures = v.object({
  /** Filters in `values`; a convolution with many has only its first ones here. */
  count: positive,
  /** Input channels in `values`, likewise. */
  channels: positive,
  height: positive,
  width: positive,
  /** (count, channels, height, width) */
  values: measuredSeries,
});
export type FilterPictures = Immutable<v.InferOutput<typeof filterPictures>>;

/** How the values of one parameter are distributed now. */
const parameterPicture = v.object({
  /** `state_dict` name. */
  name: v.string(),
  /** Counts of the finite values, in equally wide bins from `least` to `most`. */
  histogram: counts,
  least: measured,
  most: measured,
  /** A convolution's weight; null for anything else. */
  filters: v.nullable(filterPictures),
});
export type ParameterPicture = Immutable<v.InferOutput<typeof parameterPicture>>;

/** What the weights look like now: a few times a second, and at the end of each epoch. */
export const weightsEvent = v.object({
  type: v.literal('weights'),
  epoch: count,
  batch: count,
  /** In the order of the parameters. */
  models: byModel(v.array(parameterPicture)),
});
export type WeightsEvent = Immutable<v.InferOutput<typeof weightsEvent>>;

/** Which weights of a network. `best`: by its tests after each epoch. `last`: as training left them. */
export const weightsKind = v.picklist(['best', 'last']);
export type WeightsKind = v.InferOutput<typeof weightsKind>;

/** Which part of a data set: see shared/part.ts. */
export const part = v.picklist(['validation', 'test']);
export type Part = v.InferOutput<typeof part>;

/** The weights of one network in a file, and which of them they are. */
const savedWeights = v.object({
  model: v.string(),
  /** Its name in the folder. */
  file: v.string(),
  weights: weightsKind,
  epoch: count,
  /** Batches of that epoch that went into them. */
  batch: count,
  /** What the best weights were judged by, and how they did. */
  monitor: v.exactOptional(earlyStopping.entries.monitor),
  value: v.exactOptional(v.number()),
  /** On which images; absent: the test images. */
  part: v.exactOptional(part),
});
export type SavedWeights = Immutable<v.InferOutput<typeof savedWeights>>;

/** Training has ended, and its weights are where the run was to save them. */
const savedEvent = v.object({
  type: v.literal('saved'),
  folder: v.string(),
  files: v.array(savedWeights),
});
export type SavedEvent = Immutable<v.InferOutput<typeof savedEvent>>;

/** An error as plain data, so that it can cross from a worker or to the panel. */
export const labError = v.object({
  /** One sentence: what is wrong, where, and what to do. */
  message: v.string(),
  /** `usage`: the person's words are off. `input`: a file or setting. `engine`: this machine. */
  kind: v.picklist(['usage', 'input', 'engine', 'internal']),
  /** The setting to open to cure it, such as `mnistLab.epochs`. */
  setting: v.exactOptional(v.string()),
  /** Where in that setting's value: `["tiny", "layers", 3]`. */
  path: v.exactOptional(v.array(v.union([v.string(), v.number()]))),
});
export type LabErrorData = Immutable<v.InferOutput<typeof labError>>;
/** Keys and indices from a setting's value down to the one that is meant. */
export type SettingPath = NonNullable<LabErrorData['path']>;

export const trainingEvent = v.variant('type', [
  batchEvent,
  startEvent,
  epochEvent,
  testEvent,
  weightsEvent,
  evaluationEvent,
  savedEvent,
  /** The person paused the run; it goes on with `resumed`. */
  v.object({ type: v.literal('paused') }),
  v.object({ type: v.literal('resumed') }),
  v.object({ type: v.literal('done'), seconds: amount }),
  /** The person stopped the run; what was trained until then has been saved where asked. */
  v.object({ type: v.literal('stopped'), seconds: amount }),
  v.object({ type: v.literal('failed'), error: labError }),
  /** Something worth saying once that does not end the run, such as a fallback to one thread. */
  v.object({ type: v.literal('notice'), message: v.string() }),
]);
export type TrainingEvent = Immutable<v.InferOutput<typeof trainingEvent>>;
