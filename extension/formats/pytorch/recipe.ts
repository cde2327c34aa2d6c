import type { ImageShape } from '#shared/image-shape';
import type { Sampling } from '#shared/protocol/events';

/** Where a script finds the images. */
export type DataFiles =
  /** A folder with MNIST's four files under their usual names, raw or packed. */
  | { readonly type: 'idx'; readonly folder: string }
  /** A file beside the script, with the parts as they were used: see `dataArrays`. */
  | { readonly type: 'npz'; readonly file: string };

/** What networks were trained on, and how: all that a script needs to know beside the networks themselves. */
export interface Recipe {
  readonly data: DataFiles;
  readonly imageShape: ImageShape;
  readonly classes: readonly string[];
  /** Whether some of the training images are held out. */
  readonly validation: boolean;
  readonly epochs: number;
  readonly batchSize: number;
  /** Ends each epoch after so many batches; absent: when the images end. */
  readonly limitBatches?: number;
  readonly sampling: Sampling;
  readonly seed: number;
}
