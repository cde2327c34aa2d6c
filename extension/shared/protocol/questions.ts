/**
 * What the panel asks of the networks of the run that it shows: the training worker answers for a run in
 * training, an inspection worker with the saved weights for any other.
 */

/** A test image and what the networks of a run make of it. */
export interface Digit {
  /** Place among the test images, from 0. */
  readonly index: number;
  /** Its label. */
  readonly actual: number;
  /** (height, width), 0 to 255. */
  readonly pixels: readonly number[];
  /** (classes), by model id. NaN of a network that has diverged, which JSON makes null on the way to the panel. */
  readonly probabilities: Readonly<Record<string, readonly number[]>>;
}

/** An image: one of the test images by its place, or pixels (height, width), 0 to 255. */
export type ImageSource = { readonly index: number } | { readonly pixels: readonly number[] };

export type Question =
  /** The test images of one cell of a confusion matrix. */
  | {
      readonly kind: 'cell';
      readonly model: string;
      readonly actual: number;
      readonly predicted: number;
    }
  /** The test images that one network gets right here and wrong in another run, and the other way. */
  | { readonly kind: 'flips'; readonly model: string; readonly otherRun: string }
  /** What every network makes of an image. */
  | { readonly kind: 'predict'; readonly image: ImageSource }
  /** What the layers of one network make of an image. */
  | { readonly kind: 'activations'; readonly model: string; readonly image: ImageSource };

/** The first ones of many digits. */
export interface Digits {
  /** Of all that there are. */
  readonly total: number;
  /** Surest of the class that they were taken for first. */
  readonly digits: readonly Digit[];
}

/** What a convolution, with the activation after it (and a batch norm in between), makes of one image. */
export interface ActivationMaps {
  /** Place of the convolution among the model's layers, from 0. */
  readonly layer: number;
  /** Channels in `values`; a convolution with many has only its first ones here. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** (channels, height, width) */
  readonly values: readonly number[];
}

export interface Answers {
  readonly cell: Digits;
  readonly flips: {
    /** Wrong in the other run, right here. */
    readonly gained: Digits;
    /** Right in the other run, wrong here. */
    readonly lost: Digits;
  };
  readonly predict: {
    /** (height, width), 0 to 255. */
    readonly pixels: readonly number[];
    /** The label of a test image; null for a drawing. */
    readonly actual: number | null;
    /** (classes), by model id. NaN of a network that has diverged, which JSON makes null on the way to the panel. */
    readonly probabilities: Readonly<Record<string, readonly number[]>>;
  };
  readonly activations: { readonly maps: readonly ActivationMaps[] };
}

export type AnswerTo<Q extends Question> = Answers[Q['kind']];
export type Answer = Answers[keyof Answers];
