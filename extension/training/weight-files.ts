import type { Tensor } from '../engine/api';
import type { EarlyStopping, SavedEvent, SavedWeights } from '#shared/protocol/events';
import type { TrainingConfig } from './config';
import type { BestResult, Moment } from './early-stopping';
import type { Trainee } from './trainee';
import { saveWeights } from './weights';

/**
 * Keeps the best weights, and writes them and the last where the configuration says so, each state of them once.
 *
 *     ID.safetensors        the last weights; with early stopping the best, as soon as there are such
 *     ID.last.safetensors   with early stopping: the last weights
 *
 * Each file says in its metadata which it holds.
 */
export class WeightFiles {
  /** What each file holds, by its name. */
  private readonly files = new Map<string, SavedWeights>();
  private last: Moment | null = null;
  private readonly best = new Map<string, readonly Tensor[]>();

  constructor(
    private readonly config: Pick<TrainingConfig, 'save' | 'earlyStopping'>,
    private readonly trainees: readonly Trainee[],
  ) {}

  /** Writes the weights as they are. */
  async saveLast(moment: Moment): Promise<void> {
    if (moment.epoch === this.last?.epoch && moment.batch === this.last.batch) return;
    for (const { summary, network } of this.trainees) {
      const { id } = summary;
      for (const file of this.filesOfLast(id)) {
        await this.write(network.weights(), { model: id, file, weights: 'last', ...moment });
      }
    }
    this.last = moment;
  }

  /**
   * Keeps the best weights that a network has had so far, and writes them.
   * @param weights those, where they are not what it has now
   */
  async saveBest(
    { monitor }: EarlyStopping,
    best: BestResult,
    weights?: readonly Tensor[],
  ): Promise<void> {
    const { epoch, batch, value, evaluation } = best;
    const { model } = evaluation;
    const trainee = this.trainees.find(({ summary }) => summary.id === model)!;
    const tensors = weights ?? trainee.network.weights();
    const file = fileOfBest(model);
    this.best.set(model, tensors);
    await this.write(tensors, { model, file, weights: 'best', epoch, batch, monitor, value });
  }

  /** The best weights of a network so far; undefined where none are kept. */
  bestOf(model: string): readonly Tensor[] | undefined {
    return this.best.get(model);
  }

  /** What has been written; null where there was nothing to write, or nowhere. */
  get saved(): SavedEvent | null {
    const { save } = this.config;
    if (save === undefined || this.files.size === 0) return null;
    return { type: 'saved', folder: save, files: [...this.files.values()] };
  }

  private filesOfLast(id: string): string[] {
    const best = fileOfBest(id);
    if (this.config.earlyStopping === undefined) return [best];
    // Whoever looks for the best finds the last as long as there is no better.
    const isFree = this.files.get(best)?.weights !== 'best';
    return isFree ? [best, fileOfLast(id)] : [fileOfLast(id)];
  }

  private async write(weights: readonly Tensor[], saved: SavedWeights): Promise<void> {
    const { save } = this.config;
    if (save === undefined) return;
    await saveWeights(save, weights, saved);
    this.files.set(saved.file, saved);
  }
}

/** Names of the files that a network may get. */
export function weightFileNames(
  id: string,
  { earlyStopping }: Pick<TrainingConfig, 'earlyStopping'>,
): string[] {
  return earlyStopping === undefined ? [fileOfBest(id)] : [fileOfBest(id), fileOfLast(id)];
}

function fileOfBest(id: string): string {
  return `${id}.safetensors`;
}

function fileOfLast(id: string): string {
  return `${id}.last.safetensors`;
}
