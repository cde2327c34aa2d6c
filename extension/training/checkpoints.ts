import type { TrainingConfig } from './config';
import type { Trainee } from './trainee';
import { saveWeights } from './weights';

/** Writes the weights where the configuration says so, each state of them once. */
export class Checkpoints {
  private saved = -1;

  constructor(
    private readonly config: TrainingConfig,
    private readonly trainees: readonly Trainee[],
  ) {}

  /** @param batches how many have been trained */
  async save(batches: number): Promise<void> {
    const { save } = this.config;
    if (save === undefined || batches === this.saved) return;
    await saveWeights(save, this.trainees);
    this.saved = batches;
  }
}
