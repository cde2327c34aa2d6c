import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import { LabError } from '../errors';
import { weightFileName } from '../formats/weight-names';
import type { EarlyStopping, Part, SavedEvent, SavedWeights } from '#shared/protocol/events';
import { usualWeights } from '#shared/weights';
import type { TrainingConfig } from './config';
import type { BestResult, Moment } from './early-stopping';
import type { Trainee } from './trainee';
import { saveWeights } from './weights';

/** Weights, and the file that they are for. */
interface Best {
  readonly tensors: readonly Tensor[];
  readonly saved: SavedWeights;
}

/**
 * Keeps the best weights, and writes them and the last where the configuration says so, each state of them once. What
 * the files are called `weightFileName` says, and each says in its metadata which it holds.
 */
export class WeightFiles {
  /** What each file holds, by its name. */
  private readonly files = new Map<string, SavedWeights>();
  private last: Moment | null = null;
  private readonly best = new Map<string, Best>();

  /**
   * @param part of the images that tell the best weights
   * @param failureTold that nothing can be written for now
   * @param notice tells the person what cannot be written while training goes on: once, and it is tried again
   */
  constructor(
    private readonly config: Pick<TrainingConfig, 'save' | 'earlyStopping'>,
    private readonly trainees: readonly Trainee[],
    private readonly part: Part,
    private failureTold: boolean,
    private readonly notice: (message: string) => void,
  ) {}

  /** Writes the weights as they are, after an epoch; at the end of a run that is trained unsaved, what is not written yet. */
  saveLast(moment: Moment): Promise<void> {
    return this.attempt(() => this.writeAll(moment));
  }

  /**
   * Keeps the best weights that a network has had so far, and writes them.
   * @param weights those, where they are not what it has now
   */
  saveBest(
    { monitor }: EarlyStopping,
    best: BestResult,
    weights?: readonly Tensor[],
  ): Promise<void> {
    const { epoch, batch, value, evaluation } = best;
    const { model } = evaluation;
    const trainee = this.trainees.find(({ summary }) => summary.id === model)!;
    const tensors = weights ?? trainee.network.weights();
    const file = weightFileName(model, 'best', this.config);
    const saved: SavedWeights = {
      ...{ model, file, weights: 'best', epoch, batch, monitor, value },
      ...(this.part === 'test' ? {} : { part: this.part }),
    };
    this.best.set(model, { tensors, saved });
    return this.attempt(() => this.write(tensors, saved));
  }

  /**
   * Writes what is not written yet, at the end.
   * @throws LabError where it cannot be
   */
  finish(moment: Moment): Promise<void> {
    return this.writeAll(moment);
  }

  /** The best weights of a network so far; undefined where none are kept. */
  bestOf(model: string): readonly Tensor[] | undefined {
    return this.best.get(model)?.tensors;
  }

  /** What has been written; null where there was nothing to write, or nowhere. */
  get saved(): SavedEvent | null {
    const { save } = this.config;
    if (save === undefined || this.files.size === 0) return null;
    return { type: 'saved', folder: save, files: [...this.files.values()] };
  }

  private async writeAll({ epoch, batch }: Moment): Promise<void> {
    for (const { tensors, saved } of this.best.values()) {
      if (this.files.get(saved.file) !== saved) await this.write(tensors, saved);
    }
    if (epoch === this.last?.epoch && batch === this.last.batch) return;
    for (const { summary, network } of this.trainees) {
      const { id } = summary;
      for (const file of this.filesOfLast(id)) {
        await this.write(network.weights(), { model: id, file, weights: 'last', epoch, batch });
      }
    }
    this.last = { epoch, batch };
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failureTold = false;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.failureTold) this.notice(t('{0} Until then the run is trained on.', error.message));
      this.failureTold = true;
    }
  }

  private filesOfLast(id: string): string[] {
    const { config } = this;
    const own = weightFileName(id, 'last', config);
    const usual = weightFileName(id, usualWeights(config), config);
    // Whoever looks for the best finds the last as long as there is no better.
    return own === usual || this.best.has(id) ? [own] : [usual, own];
  }

  private async write(weights: readonly Tensor[], saved: SavedWeights): Promise<void> {
    const { save } = this.config;
    if (save === undefined) return;
    const { normalization } = this.trainees.find(({ summary }) => summary.id === saved.model)!;
    await saveWeights(save, weights, saved, normalization);
    this.files.set(saved.file, saved);
  }
}
