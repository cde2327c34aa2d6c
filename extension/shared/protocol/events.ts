/**
 * What a training run tells the world: one union of events, in the order they happen.
 *
 *     run (batch… epoch test?)… saved? evaluation… (done | stopped | failed)
 *
 * with `paused`, `resumed`, `weights` and `notice` wherever they happen in between. A run that is stopped or fails while it is loaded has that one event.
 *
 * The terminal prints them, the panel draws them, the run history keeps them.
 * Losses and metrics are full-precision numbers; formatting is the reader's business.
 */

/** One weight or bias of a network, under its PyTorch `state_dict` name. */
export interface ParameterSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** The product that makes the count, such as `20*1*3*3`. */
  readonly arithmetic: string;
}

/** One layer in order, with what comes out of it for one image (C, H, W) or (F). */
export interface LayerSummary {
  /** The layer's own name (`conv_1`); activations have none and are named by their kind. */
  readonly name: string;
  readonly type: string;
  /** In PyTorch's words: `Conv2d(1, 20, kernel_size=3, stride=1)`. */
  readonly description: string;
  readonly outputShape: readonly number[];
  readonly parameters: readonly ParameterSummary[];
  /** What is saved with the weights but not trained: running statistics. */
  readonly buffers: readonly ParameterSummary[];
  /** Floating-point operations of a forward pass for one image, a multiply-add being two. */
  readonly flops: number;
}

export interface ModelSummary {
  readonly id: string;
  readonly label: string;
  readonly layers: readonly LayerSummary[];
  readonly parameters: readonly ParameterSummary[];
  readonly buffers: readonly ParameterSummary[];
  readonly total: number;
  /** Floating-point operations of a forward pass for one image. */
  readonly flops: number;
  /** The whole sum, as the notebook writes it: `20*1*3*3 + 20 + 10*13520 + 10`. */
  readonly arithmetic: string;
  /** `SGD, lr 0.01`, and what else departs from PyTorch's defaults. */
  readonly optimizer: string;
  /** How a width was solved so that the totals match; null for a network without such a width. */
  readonly match: ParameterMatch | null;
}

/** A width found by `{"match": …}`. */
export interface ParameterMatch {
  /** Id of the network that was to be matched. */
  readonly model: string;
  /** Place of the layer, from 0. */
  readonly layer: number;
  readonly argument: 'out_features' | 'out_channels';
  readonly width: number;
  /** This network's total and the other's. */
  readonly totals: readonly [number, number];
}

/** Why two networks may be compared: their parameter totals, side by side. */
export interface ParameterComparison {
  readonly models: readonly [string, string];
  readonly totals: readonly [number, number];
  /** `totals[0] / totals[1]` */
  readonly ratio: number;
}

export type Simd = 'relaxed' | 'portable';
export type Sampling = 'random' | 'shuffle' | 'sequential';

/** Ends a run when no network has improved for some epochs. */
export interface EarlyStopping {
  /** On the test images: smaller is better, or larger. */
  readonly monitor: 'loss' | 'accuracy';
  /** Epochs without an improvement that are put up with; at least 1. */
  readonly patience: number;
}

/** The settings of a run, as they are recorded with it. */
export interface RunSettings {
  /** Absent: the run goes on to its last epoch. */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the networks are judged on the test images after each epoch, and not only at the end. */
  readonly evaluateEachEpoch: boolean;
  readonly models: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  readonly sampling: Sampling;
  readonly seed: number;
}

export interface RunEvent {
  readonly type: 'run';
  readonly models: readonly ModelSummary[];
  readonly comparison: ParameterComparison | null;
  readonly engine: { readonly simd: Simd; readonly threads: number };
  readonly dataset: {
    readonly name: string;
    readonly train: number;
    readonly test: number;
    /** Labels of the classes, in order; the confusion matrix has as many rows. */
    readonly classes: readonly string[];
  };
  readonly config: RunSettings;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

export interface BatchEvent {
  readonly type: 'batch';
  /** From 1. */
  readonly epoch: number;
  /** From 1 within the epoch. */
  readonly batch: number;
  /** Mean cross-entropy of this batch before its update, by model id. */
  readonly losses: Readonly<Record<string, number>>;
  /** Seconds since the first batch began, without pauses. */
  readonly elapsed: number;
  /** Seconds that each network alone has been trained for since the run began, by model id. */
  readonly seconds: Readonly<Record<string, number>>;
}

export interface EpochEvent {
  readonly type: 'epoch';
  readonly epoch: number;
  /** Mean of the epoch's batch losses, by model id. */
  readonly losses: Readonly<Record<string, number>>;
  /** Seconds spent training each model in this epoch. */
  readonly seconds: Readonly<Record<string, number>>;
}

export interface EvaluationEvent {
  readonly type: 'evaluation';
  readonly model: string;
  /** Of a run with early stopping that ended by itself: the epoch whose weights were best and are judged here. */
  readonly bestEpoch?: number;
  readonly accuracy: number;
  /** Mean cross-entropy of the test images. */
  readonly loss: number;
  /** Rows actual, columns predicted. */
  readonly confusion: readonly (readonly number[])[];
  /** Per class; null where a class was never predicted: 0/0 is no share. */
  readonly precision: readonly (number | null)[];
  /** Per class; null where a class has no images. */
  readonly recall: readonly (number | null)[];
  readonly seconds: number;
}

/** How the networks did on the test images after an epoch, in runs that evaluate each epoch. */
export interface TestEvent {
  readonly type: 'test';
  readonly epoch: number;
  /** Mean cross-entropy, by model id. */
  readonly losses: Readonly<Record<string, number>>;
  /** By model id. */
  readonly accuracies: Readonly<Record<string, number>>;
  /** Rows actual, columns predicted; by model id. */
  readonly confusions: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** The filters of one convolution, as far as they can be drawn. */
export interface FilterPictures {
  /** Filters in `values`; a convolution with many has only its first ones here. */
  readonly count: number;
  /** Input channels in `values`, likewise. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** (count, channels, height, width); NaN of what is no finite number, which JSON makes null on the way to the panel. */
  readonly values: readonly number[];
}

/** How the values of one parameter are distributed now. */
export interface ParameterPicture {
  /** `state_dict` name. */
  readonly name: string;
  /** Of the finite values, in equally wide bins from `least` to `most`. */
  readonly histogram: readonly number[];
  readonly least: number;
  readonly most: number;
  /** Of the weight of a convolution; null for anything else. */
  readonly filters: FilterPictures | null;
}

/** What the weights look like now: a few times a second, and at the end of each epoch. */
export interface WeightsEvent {
  readonly type: 'weights';
  readonly epoch: number;
  readonly batch: number;
  /** In the order of the parameters, by model id. */
  readonly models: Readonly<Record<string, readonly ParameterPicture[]>>;
}

/** The person paused the run; it goes on with `resumed`. */
export interface PausedEvent {
  readonly type: 'paused';
}

export interface ResumedEvent {
  readonly type: 'resumed';
}

/** The weights of one network in a file, and which of them they are. */
export interface SavedWeights {
  readonly model: string;
  /** Its name in the folder. */
  readonly file: string;
  /** `best`: by what early stopping goes by. `last`: as training left them. */
  readonly weights: 'best' | 'last';
  readonly epoch: number;
  /** Batches of that epoch that went into them. */
  readonly batch: number;
  /** Of the best weights: what they were judged by, and how they did. */
  readonly monitor?: EarlyStopping['monitor'];
  readonly value?: number;
}

/** Training has ended, and its weights are where the run was to save them. */
export interface SavedEvent {
  readonly type: 'saved';
  readonly folder: string;
  readonly files: readonly SavedWeights[];
}

export interface DoneEvent {
  readonly type: 'done';
  readonly seconds: number;
}

/** The person stopped the run; what was trained until then has been saved where asked. */
export interface StoppedEvent {
  readonly type: 'stopped';
  readonly seconds: number;
}

export interface FailedEvent {
  readonly type: 'failed';
  readonly error: LabErrorData;
}

/** Something worth saying once that does not end the run, such as a fallback to one thread. */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly message: string;
}

export type TrainingEvent =
  | RunEvent
  | BatchEvent
  | EpochEvent
  | TestEvent
  | WeightsEvent
  | PausedEvent
  | ResumedEvent
  | SavedEvent
  | EvaluationEvent
  | DoneEvent
  | StoppedEvent
  | FailedEvent
  | NoticeEvent;

/** An error as plain data, so that it can cross from a worker or to the panel. */
export interface LabErrorData {
  /** One sentence: what is wrong, where, and what to do. */
  readonly message: string;
  /** `usage`: the person's words are off. `input`: a file or setting. `engine`: this machine. */
  readonly kind: 'usage' | 'input' | 'engine' | 'internal';
  /** The setting to open to cure it, such as `mnistLab.epochs`. */
  readonly setting?: string;
  /** Where in that setting's value: `["tiny", "layers", 3]`. */
  readonly path?: SettingPath;
}

/** Keys and places from a setting's value down to the one that is meant. */
export type SettingPath = readonly (string | number)[];
