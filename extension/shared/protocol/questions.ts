/**
 * What the panel asks of the networks of the run that it shows: the training worker answers for a run in
 * training, an inspection worker with the saved weights for any other.
 */
import * as v from 'valibot';
import { part as partSchema, weightsKind } from './events';
import {
  base64,
  byModel,
  count,
  finite,
  type Immutable,
  measuredSeries,
  pixels,
  positive,
} from './values';

/** No data set has larger images that one would draw by hand. */
const MAXIMUM_PIXELS = 1024 * 1024;
/** Bytes of a picture that a person shows the networks: those of a good camera have fewer. */
export const MOST_FILE_BYTES = 24 * 2 ** 20;
/** Ids come back from the panel as they were sent to it, and name folders: nothing but plain words. */
const id = v.pipe(v.string(), v.maxLength(200));

/** The part that images are of; absent: the test images. */
const part = v.exactOptional(partSchema);

/** One of the images that networks are judged by, by its index, or pixels (channels, height, width), 0 to 255. */
const imageSource = v.union([
  v.strictObject({ index: count, part }),
  v.strictObject({ pixels: v.pipe(pixels, v.maxLength(MAXIMUM_PIXELS)) }),
]);
export type ImageSource = Immutable<v.InferOutput<typeof imageSource>>;

/** Which weights answer, of a run that is not in training; absent: those that its figures at its end are of. */
const weights = v.exactOptional(weightsKind);

export const question = v.variant('kind', [
  /** The images of one cell of a confusion matrix. */
  v.strictObject({
    ...{ kind: v.literal('cell'), model: id, actual: count, predicted: count, part, weights },
  }),
  /** The test images that one network gets right here and wrong in another run, and the other way. */
  v.strictObject({ kind: v.literal('flips'), model: id, otherRun: id }),
  /** What every network makes of an image. */
  v.strictObject({ kind: v.literal('predict'), image: imageSource, weights }),
  /** What the layers of one network make of an image. */
  v.strictObject({ kind: v.literal('activations'), model: id, image: imageSource, weights }),
  /** A few training images as one network sees them. */
  v.strictObject({ kind: v.literal('examples'), model: id }),
  /** What a person's picture is as an image of the run's data set: base64 of its whole file. */
  v.strictObject({
    kind: v.literal('prepare'),
    file: v.pipe(v.string(), v.maxLength((MOST_FILE_BYTES / 3) * 4), base64),
  }),
]);
export type Question = Immutable<v.InferOutput<typeof question>>;

/** (classes), by model id; NaN of a network that has diverged. */
const probabilities = byModel(measuredSeries);

/** An image and what the networks of a run make of it. */
const digit = v.object({
  /** Index among the images of its part, from 0. */
  index: count,
  /** Its label. */
  actual: count,
  pixels,
  probabilities,
});

/** The first ones of many digits. */
const digits = v.object({
  /** Count of all that there are. */
  total: count,
  /** Surest of the class that they were taken for first. */
  digits: v.array(digit),
});
export type Digits = Immutable<v.InferOutput<typeof digits>>;

/** What a convolution, with the activation after it (and a batch norm in between), makes of one image. */
const activationMaps = v.object({
  /** Index of the convolution among the model's layers, from 0. */
  layer: count,
  /** Channels in `values`; a convolution with many has only its first ones here. */
  channels: positive,
  height: positive,
  width: positive,
  /** (channels, height, width) */
  values: measuredSeries,
});
export type ActivationMaps = Immutable<v.InferOutput<typeof activationMaps>>;

/** Training images as a network sees them, varied as its training does. */
const examples = v.object({
  examples: v.array(v.object({ actual: count, pixels })),
  /** What a byte of 0 and one of 255 count as, the least and the most of all channels. */
  range: v.tuple([finite, finite]),
});

/** A person's picture, and what was made of it. */
const preparedPicture = v.object({
  /** As an image of the data set. */
  pixels,
  /** As it was, no larger than it is shown: (channels, height, width), grey or red, green, blue. */
  original: v.object({ shape: v.tuple([positive, positive, positive]), pixels }),
  steps: v.object({
    /** Dark and light were exchanged. */
    inverted: v.boolean(),
    /** Paper of uneven brightness was taken away. */
    paperRemoved: v.boolean(),
    /** It was cut out, and what was put where the data set has it; null where it was taken whole. */
    centred: v.nullable(v.picklist(['mass', 'box'])),
  }),
});
export type PreparedPicture = Immutable<v.InferOutput<typeof preparedPicture>>;

/** By the kind of the question. */
const answers = {
  cell: digits,
  flips: v.object({
    /** Wrong in the other run, right here. */
    gained: digits,
    /** Right in the other run, wrong here. */
    lost: digits,
  }),
  predict: v.object({
    pixels,
    /** The label of an image of the data set; null for a drawing. */
    actual: v.nullable(count),
    probabilities,
  }),
  activations: v.object({ maps: v.array(activationMaps) }),
  examples,
  prepare: preparedPicture,
} satisfies Record<Question['kind'], v.GenericSchema>;

export const answer = v.union([
  answers.cell,
  answers.flips,
  answers.predict,
  answers.activations,
  answers.examples,
  answers.prepare,
]);

export type Answers = {
  readonly [K in Question['kind']]: Immutable<v.InferOutput<(typeof answers)[K]>>;
};
export type AnswerTo<Q extends Question> = Answers[Q['kind']];
export type Answer = Answers[Question['kind']];
