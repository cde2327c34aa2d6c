import type { DataChoice } from '../data/choice';
import type { AugmentSpec } from '../models/augment';
import type { NormalizationName } from '../models/normalization';
import type { ModelSpecs } from '../models/spec';
import type { EarlyStopping, Sampling, Simd } from '#shared/protocol/events';

/**
 * Where a run keeps all that it takes to go on with it after a crash, to the same bits. The folder holds the last two
 * checkpoints and nothing else of the run; one run has one folder.
 *
 * To go on, `startTraining` gets the same configuration again with `resume`; `checkpointedRun` reads it out of the folder.
 * What the run is (networks, data, seed, sampling, …) has to be the same, or it is refused in words. How it is done may
 * be another: `threads`, `save`, `data` (as long as the same data is there), `memoryLimit`, `weightPictures`.
 * `simd` is the checkpoint's. A run that has finished may have more `epochs`: see `ratesIfLonger`.
 *
 * Events: the first is `run` again, with `resumed`: where it goes on, and all that the run had come to there. Folded
 * by `applyEvent`, with whatever state was there before or none, it gives the state at that place, so that nobody has
 * to keep events for it. Then come the events from there on. A run that had ended only judges its networks once more.
 */
export interface CheckpointConfig {
  readonly folder: string;
  /** Goes on from the newest checkpoint there. Absent: a new run, whose folder has none yet. */
  readonly resume?: boolean;
  /**
   * Seconds between two checkpoints within an epoch, whatever that costs; absent: 10, or as many more as it takes to
   * hold training up for no more than 1 % of its time. There is one at each epoch's end, too.
   */
  readonly seconds?: number;
}

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
  /**
   * What is held out of the training images to judge networks by on their way: a share (below 1) or a count; see
   * data/split.ts. Absent: the validation images that the data set has itself, or none.
   */
  readonly validation?: number;
  /** Judges the networks on the test images after each epoch, too. Those that have validation images are always judged. */
  readonly evaluateEachEpoch: boolean;
  /** Absent: all epochs are trained. */
  readonly earlyStopping?: EarlyStopping;
  /** What bytes count as in networks that do not say it themselves; absent: byte / 256 - ½. */
  readonly normalization?: NormalizationName;
  /** How training images are varied for networks that do not say it themselves; absent: not at all. */
  readonly augment?: AugmentSpec;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  readonly threads: 'auto' | number;
  readonly simd: 'auto' | Simd;
  /** Null: the MNIST that comes along. */
  readonly data: DataChoice | null;
  /** Names of the classes, see `resolveClasses`; empty for their labels. */
  readonly classNames: readonly string[];
  /** Bytes that networks and data may take. */
  readonly memoryLimit: number;
  /** Safetensors file with the initial weights, by model id. */
  readonly init: Readonly<Record<string, string>>;
  /**
   * Folder that receives each network's weights after each epoch, and when the run ends or is stopped:
   * see `weightFileName`.
   */
  readonly save?: string;
  /** Absent: no checkpoints are written. */
  readonly checkpoint?: CheckpointConfig;
  /**
   * Trains also where the folders of weights and checkpoints cannot be written: that is told once and tried again, until
   * the end. Absent: it is refused before anything is trained, and ends a run that has nothing to show for itself.
   */
  readonly trainUnsaved?: boolean;
  /** Shows what the weights look like, by `weights` events. */
  readonly weightPictures?: boolean;
  /** Folder with `worker.js`, `thread.js` and the `.wasm` variants. */
  readonly distFolder: string;
}
