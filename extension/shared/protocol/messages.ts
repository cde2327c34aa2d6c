import * as v from 'valibot';
import { loadProgress } from '../load-progress';
import { runState } from '../run-state';
import {
  labError,
  type LabErrorData,
  modelSummary,
  parameterComparison,
  type TrainingEvent,
} from './events';
import {
  dataAnswer,
  type DataAnswer,
  type DataAnswerTo,
  dataQuestion,
  type DataQuestion,
} from './data-questions';
import { answer, type Answer, type AnswerTo, question, type Question } from './questions';
import { base64, count, type Immutable, imageShape } from './values';

/** Characters of whatever is a name or a sentence. */
const MAXIMUM_WORDS = 2000;
/** Characters of base64 that a picture may come to: more is no picture that anyone looks at. */
export const MAXIMUM_PICTURE = 32 * 2 ** 20;

/** A run of the history, whole. */
const namedRun = v.object({
  /** Its id in the history. */
  id: v.string(),
  /** What the person calls it. */
  name: v.string(),
  state: runState,
});
export type NamedRun = Immutable<v.InferOutput<typeof namedRun>>;

/** Runs laid over the one that the panel shows. */
const runComparison = v.object({
  others: v.array(namedRun),
  /** Settings in which not all of these runs agree: the shown run's value first, then the others'. */
  differences: v.array(v.object({ setting: v.string(), values: v.array(v.string()) })),
});
export type RunComparison = Immutable<v.InferOutput<typeof runComparison>>;

/** How a run that has a checkpoint goes on: `continue` to its own end, or `longer` beyond it. */
const continuation = v.picklist(['continue', 'longer']);
export type Continuation = v.InferOutput<typeof continuation>;

/** All that the panel draws. Sent whole when the panel says `ready`; kept up to date by `events`. */
const panelState = v.object({
  /** The run that is shown: the current one, or one opened from the history; null before the first. */
  run: v.nullable(runState),
  /** Its id in the history, its name there, and how it can go on, if it can; null while there is none. */
  shown: v.nullable(
    v.object({
      id: v.string(),
      name: v.string(),
      continuation: v.nullable(continuation),
    }),
  ),
  /** True from the Train command until the worker has ended. */
  training: v.boolean(),
  /** The run in training has been stopped: its networks are tested once more, as they are now. */
  stopping: v.boolean(),
  /**
   * Whether events are about the run that is shown: false while an older run is looked at, true for
   * the current one, also when it has ended.
   */
  live: v.boolean(),
  compared: v.nullable(runComparison),
  /** The best weights of the shown run are kept beside the last, and either may be asked. */
  bothWeights: v.boolean(),
  /** The networks that the settings choose, for the parameter tables before any run. */
  models: v.array(modelSummary),
  comparison: v.nullable(parameterComparison),
  /** Networks that a person has typed into settings and that these do not choose. */
  untrained: v.array(v.string()),
  /** (channels, height, width) of the images that the shown run, or the settings', is about. */
  imageShape,
  /** Another number, another data set that the settings choose: questions about it name it. */
  data: count,
  /** Its files are others by now than those that were read. */
  dataChanged: v.boolean(),
  /** An error that came before the run could start (settings, data); null otherwise. */
  error: v.nullable(labError),
  /** The settings are others than those of the newest run: the next one will use them. */
  changed: v.boolean(),
});
export type PanelState = Immutable<v.InferOutput<typeof panelState>>;

export const panelTabs = [
  'progress',
  'confusion',
  'parameters',
  'tryIt',
  'data',
  'compare',
] as const;
export type PanelTab = (typeof panelTabs)[number];

/** Pictures that the panel draws for a file: it has the theme and the fonts. */
const pictureKind = v.picklist(['curves.png', 'curves.svg', 'confusion.png', 'networks.svg']);
export type PictureKind = v.InferOutput<typeof pictureKind>;

/** What a picture is of, whether or not the panel that draws it shows that run. */
const pictureSubject = v.object({
  name: v.string(),
  run: runState,
  /** The runs whose curves lie over its own; null for none. */
  compared: v.nullable(runComparison),
});
export type PictureSubject = Immutable<v.InferOutput<typeof pictureSubject>>;

/** All that a panel asks, of a run's networks and of the data set that the settings choose. */
export type PanelQuestion = Question | DataQuestion;
export type PanelAnswer = Answer | DataAnswer;
export type PanelAnswerTo<Q extends PanelQuestion> = Q extends DataQuestion
  ? DataAnswerTo<Q>
  : Q extends Question
    ? AnswerTo<Q>
    : never;

/** An answer, or why there is none. */
export type Reply<T> = { readonly ok: T } | { readonly error: LabErrorData };

const replySchema = <T extends v.GenericSchema, E extends v.GenericSchema>(ok: T, error: E) =>
  v.union([v.strictObject({ ok }), v.strictObject({ error })]);

/** Unchecked as yet, so that one that cannot be read does not take the others with it. */
const eventsMessage = v.strictObject({ type: v.literal('events'), events: v.array(v.unknown()) });

const otherHostMessages = [
  v.strictObject({ type: v.literal('state'), state: panelState }),
  /** Turns the panel to a tab, as soon as there is one. */
  v.strictObject({ type: v.literal('showTab'), tab: v.picklist(panelTabs) }),
  v.strictObject({
    type: v.literal('answer'),
    id: count,
    reply: replySchema(v.union([answer, dataAnswer]), labError),
  }),
  /** How far the data set has been read that a question is about. */
  v.strictObject({ type: v.literal('loading'), set: count, progress: loadProgress }),
  /** Asks for a picture; `picture` brings it back under the same id. */
  v.strictObject({
    type: v.literal('draw'),
    id: count,
    picture: pictureKind,
    subject: pictureSubject,
  }),
] as const;

export const hostMessage = v.variant('type', [eventsMessage, ...otherHostMessages]);
export type HostMessage =
  | Immutable<v.InferOutput<(typeof otherHostMessages)[number]>>
  /** About the run that is shown, which is live. */
  | { readonly type: 'events'; readonly events: readonly TrainingEvent[] };

const words = v.pipe(v.string(), v.maxLength(MAXIMUM_WORDS));
/** Only our own settings: the panel must not be able to point the editor anywhere else. */
const setting = v.pipe(words, v.regex(/^mnistLab(\.\w+)*$/));
/** Base64 of a PNG or SVG file. */
const pictureFile = v.pipe(v.string(), v.maxLength(MAXIMUM_PICTURE), base64);
/** Why the panel could not do what the host asked for. */
const refusal = v.strictObject({ kind: labError.entries.kind, message: words });

/** Nothing else is taken from a page, not even a field more. */
export const panelMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  /** A message of the host's could not be read whole: the host logs it, and sends the whole state if that is wanted. */
  v.strictObject({ type: v.literal('notUnderstood'), reason: words, wantsState: v.boolean() }),
  v.strictObject({ type: v.literal('train') }),
  v.strictObject({ type: v.literal('stop') }),
  v.strictObject({ type: v.literal('pause') }),
  v.strictObject({ type: v.literal('resume') }),
  v.strictObject({ type: v.literal('openSettings'), setting: v.exactOptional(setting) }),
  v.strictObject({ type: v.literal('openInEditor') }),
  /** Trains again with the settings and the seed of the run that is shown. */
  v.strictObject({ type: v.literal('runAgain') }),
  /** Goes on with the run that is shown from its newest checkpoint. */
  v.strictObject({ type: v.literal('continueRun') }),
  /** Trains the run that is shown, which has finished, for more epochs. */
  v.strictObject({ type: v.literal('trainLonger') }),
  /** Leaves an older run for the current one. */
  v.strictObject({ type: v.literal('showCurrent') }),
  /** Lets the person choose runs to lay over the one that is shown. */
  v.strictObject({ type: v.literal('chooseComparison') }),
  v.strictObject({ type: v.literal('endComparison') }),
  /** Lets the person choose what of the shown run to write to a file. */
  v.strictObject({ type: v.literal('export') }),
  v.strictObject({ type: v.literal('copyReport') }),
  /** Lets the person choose another data set. */
  v.strictObject({ type: v.literal('addData') }),
  /** Reads the data set that the settings choose anew: its files have changed. */
  v.strictObject({ type: v.literal('readData') }),
  v.strictObject({
    type: v.literal('ask'),
    id: count,
    question: v.variant('kind', [question, dataQuestion]),
  }),
  /** Nobody waits for the answer any more. */
  v.strictObject({ type: v.literal('cancel'), id: count }),
  v.strictObject({
    type: v.literal('picture'),
    id: count,
    reply: replySchema(pictureFile, refusal),
  }),
]);
export type PanelMessage = Immutable<v.InferOutput<typeof panelMessage>>;
