import type { Sampling, Simd } from '../protocol/events';
import type { ModelSpec } from '../models/spec';

/** Everything that a run needs to know. Plain data: it is sent to the training worker as it is. */
export interface TrainingConfig {
  readonly models: readonly ModelSpec[];
  readonly epochs: number;
  readonly batchSize: number;
  /** Ends each epoch after so many batches; absent: `floor(images / batchSize)`. */
  readonly limitBatches?: number;
  readonly sampling: Sampling;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  readonly threads: 'auto' | number;
  readonly simd: 'auto' | Simd;
  /** Folder with the four IDX files, raw or `.gz`. */
  readonly dataFolder: string;
  /** Safetensors file with the initial weights, by model id. */
  readonly init: Readonly<Record<string, string>>;
  /** Folder that receives `ID.safetensors` for each model when the run ends or is stopped. */
  readonly save?: string;
  /** Folder with `worker.js`, `thread.js` and the `.wasm` variants. */
  readonly distFolder: string;
}

/** The notebook's settings. */
export const defaults = {
  models: ['mlp', 'cnn', 'cnn-big'],
  epochs: 10,
  batchSize: 1024,
  sampling: 'random',
  seed: 0,
  threads: 'auto',
  simd: 'auto',
} as const;
