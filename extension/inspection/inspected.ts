import type { DataChoice } from '../data/choice';
import type { ImageSet } from '../data/dataset';
import type { Engine, EngineDataset, Network } from '../engine/api';
import type { Normalization } from '../engine/plan';
import type { Images } from '../models/model';
import type { ModelSummary, Part } from '#shared/protocol/events';

export interface InspectedNetwork {
  readonly summary: ModelSummary;
  readonly network: Network;
  readonly normalization: Normalization;
}

/** Images that networks are judged by, as files have them and in the engine. */
export interface InspectedPart {
  readonly set: ImageSet;
  readonly images: EngineDataset;
}

/** What questions are about. */
export interface Inspected {
  readonly engine: Engine;
  readonly networks: readonly InspectedNetwork[];
  readonly images: Images;
  readonly parts: Readonly<Record<Part, InspectedPart | null>>;
  /** A few training images: see `examplesOf`. */
  readonly examples: ImageSet;
  readonly data: DataChoice | null;
  /** Where picture decoders are, see data/pictures/codecs.ts. */
  readonly codecFolder: string;
  /** In what these parts differ from those that the run had, a part of a sentence; null where they do not. */
  readonly changed: string | null;
}
