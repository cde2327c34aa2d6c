import type { ModelSpecs } from '../models/spec';
import type { EarlyStopping, Sampling, Simd } from '#shared/protocol/events';

/** Everything that a run needs to know. Plain data: it is sent to the training worker as it is. */
export interface TrainingConfig {
  /** All networks that the settings hold: one may be matched to another that is not trained. */
  readonly specs: ModelSpecs;
  /** Ids of the networks to train. */
  readonly models: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  /** Ends each epoch after so many batches; absent: `floor(images / batchSize)`. */
  readonly limitBatches?: number;
  readonly sampling: Sampling;
  /** Judges the networks on the test images after each epoch, too. */
  readonly evaluateEachEpoch: boolean;
  /** Absent: all epochs are trained. */
  readonly earlyStopping?: EarlyStopping;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  readonly threads: 'auto' | number;
  readonly simd: 'auto' | Simd;
  /** Folder with the four IDX files, raw or `.gz`. */
  readonly dataFolder: string;
  /** Names of the classes, see `resolveClasses`; empty for their labels. */
  readonly classNames: readonly string[];
  /** Bytes that networks and data may take. */
  readonly memoryLimit: number;
  /** Safetensors file with the initial weights, by model id. */
  readonly init: Readonly<Record<string, string>>;
  /**
   * Folder that receives each network's weights after each epoch, and when the run ends or is stopped:
   * see `Checkpoints`.
   */
  readonly save?: string;
  /** Shows what the weights look like, by `weights` events. */
  readonly weightPictures?: boolean;
  /** Folder with `worker.js`, `thread.js` and the `.wasm` variants. */
  readonly distFolder: string;
}
