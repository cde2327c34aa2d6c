/**
 * What the panel asks of the data set that the settings choose, trained or not: an inspection worker that has read it
 * answers.
 */
import * as v from 'valibot';
import { dataSummary } from '../data-summary';
import { dataPart } from '../part';
import { base64, count, type Immutable, imageShape } from './values';

/** The data set that is meant: `PanelState.data`. */
const set = count;

export const dataQuestion = v.variant('kind', [
  v.strictObject({ kind: v.literal('summary'), set }),
  /** A page of images, of every class a few or all of one class. */
  v.strictObject({
    ...{ kind: v.literal('samples'), set, part: dataPart },
    /** Index of the class; null: all of them. */
    label: v.nullable(count),
    /** Only images that have an equal one before them, or in a part before theirs. */
    repeated: v.boolean(),
    /** From 0. */
    page: count,
  }),
]);
export type DataQuestion = Immutable<v.InferOutput<typeof dataQuestion>>;

/** Images one after the other, made small where they are large. */
const pictures = v.object({
  shape: imageShape,
  /** (images, channels, height, width) in base64, a byte a pixel and channel. */
  pixels: v.pipe(v.string(), base64),
});
export type Pictures = Immutable<v.InferOutput<typeof pictures>>;

/** By the kind of the question. */
const dataAnswers = {
  summary: v.object({
    summary: dataSummary,
    /** Folder or file that it was read from; null: the MNIST that comes along. */
    path: v.nullable(v.string()),
    /** (classes) The mean of each class's training images; black where it has none. */
    means: pictures,
  }),
  samples: v.object({
    /** All images that the question asks for. */
    total: count,
    pages: count,
    /** The last one where the question asks for one after it. */
    page: count,
    /** In the order of classes, then of the part. */
    samples: v.array(v.object({ index: count, label: count })),
    pictures,
  }),
} satisfies Record<DataQuestion['kind'], v.GenericSchema>;

export const dataAnswer = v.union([dataAnswers.summary, dataAnswers.samples]);

type DataAnswers = {
  readonly [K in DataQuestion['kind']]: Immutable<v.InferOutput<(typeof dataAnswers)[K]>>;
};
export type DataSamples = DataAnswers['samples'];
export type DataAnswerTo<Q extends DataQuestion> = DataAnswers[Q['kind']];
export type DataAnswer = DataAnswers[DataQuestion['kind']];
