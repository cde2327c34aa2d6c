import type { RunState } from '#shared/run-state';

/**
 * What shapes a run's results, by the name of the setting without `mnistLab.`, or the path of a network's
 * field: `batchSize`, `models.cnn.optimizer.lr`, `models.mlp.layers[0].out_features`.
 */
export type RunSettings = Readonly<Record<string, string | number | boolean>>;

/** What the list shows of a network of a run. */
export interface ModelResult {
  readonly id: string;
  /** Null as long as it has not been judged, and where it has diverged. */
  readonly accuracy: number | null;
  /** The mean recall, where classes are so uneven that accuracy misleads. */
  readonly balanced?: number;
  /** Absent where it has not, and in files of 0.1.0. */
  readonly diverged?: true;
  /** The epoch after which it had the weights that the accuracy is of, where these are its best and not the last. */
  readonly bestEpoch?: number;
  /** The images that the accuracy is of, where these are not the test images. */
  readonly part?: 'validation';
}

/** What the list shows of a run, in a small file of its own. */
export interface RunSummary {
  /** Name of the run's folder. */
  readonly id: string;
  readonly name: string;
  readonly pinned: boolean;
  readonly status: RunState['status'];
  /** In training in another window. */
  readonly elsewhere?: true;
  /** There is a checkpoint to go on from, see `continuationOf`. */
  readonly checkpoint?: true;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly dataset: string;
  readonly epochs: number;
  readonly seed: number;
  /** Absent in files of 0.1.0. */
  readonly settings?: RunSettings;
  readonly seconds: number | null;
  /** In the order of the run. */
  readonly models: readonly ModelResult[];
}

/** The best accuracy among the networks of a run; null while none has been judged. */
export function bestAccuracy({ models }: RunSummary): number | null {
  const known = models.flatMap(({ accuracy }) => accuracy ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
