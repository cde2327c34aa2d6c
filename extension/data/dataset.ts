import type { DataForm } from '#shared/data-summary';
import type { ImageShape } from '#shared/image-shape';

export interface ImageSet {
  readonly count: number;
  /** (count, C, H, W), one byte a pixel and channel, 0 for black */
  readonly images: Uint8Array;
  /** (count), each below the number of classes */
  readonly labels: Uint8Array;
}

/** What networks are built for. */
export interface DatasetShape {
  readonly classes: readonly string[];
  /** (C, H, W) of one image. */
  readonly imageShape: ImageShape;
}

export interface Dataset extends DatasetShape {
  readonly name: string;
  readonly form: DataForm;
  readonly train: ImageSet;
  /** What training is judged by on its way; null where the test images have to do: see split.ts. */
  readonly validation: ImageSet | null;
  readonly test: ImageSet;
  /** What the person should hear once of what was made of the files, a sentence each. */
  readonly notes: readonly string[];
}
