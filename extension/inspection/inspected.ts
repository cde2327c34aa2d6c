import type { ImageSet } from '../data/dataset';
import type { Engine, EngineDataset, Network } from '../engine/api';
import type { Images } from '../models/model';
import type { ModelSummary } from '#shared/protocol/events';

export interface InspectedNetwork {
  readonly summary: ModelSummary;
  readonly network: Network;
}

/** What questions are about. */
export interface Inspected {
  readonly engine: Engine;
  readonly networks: readonly InspectedNetwork[];
  readonly images: Images;
  readonly test: ImageSet;
  /** The same test images in the engine. */
  readonly testImages: EngineDataset;
  readonly dataFolder: string;
}
