import { t } from '@vscode/l10n';
import { BatchSampler, type SamplerState } from '../data/sampling';
import { formatCount } from '#shared/format';
import { batchesUntil } from '#shared/progress';
import { learningRate } from '../schedules/kinds';
import type { BatchEvent, EpochEvent, TrainingEvent } from '#shared/protocol/events';
import type { LockstepState } from './checkpoint/value';
import type { TrainingConfig } from './config';
import type { PreparedRun } from './prepared-run';

type ByModel = Record<string, number>;

/** Trains all networks in step: each batch is drawn once for all of them. */
export class Lockstep {
  private readonly sampler: BatchSampler;
  private readonly diverged: Set<string>;
  private readonly seconds: ByModel;
  private epochLosses: ByModel;
  private epochSeconds: ByModel;

  /** @param from where another one was: this one goes on there; absent: at the start */
  constructor(
    private readonly config: TrainingConfig,
    private readonly run: PreparedRun,
    private readonly emit: (event: TrainingEvent) => void,
    from?: { readonly lockstep: LockstepState; readonly sampler: SamplerState },
  ) {
    const { train, description } = run;
    const { batchesPerEpoch } = description.config;
    this.sampler = new BatchSampler(
      { ...config, images: train.count, batchesPerEpoch },
      from?.sampler,
    );
    this.diverged = new Set(from?.lockstep.diverged);
    this.seconds = { ...this.zeros(), ...from?.lockstep.seconds };
    this.epochLosses = { ...this.zeros(), ...from?.lockstep.epochLosses };
    this.epochSeconds = { ...this.zeros(), ...from?.lockstep.epochSeconds };
  }

  /** @returns each network's loss, and the seconds that each has been trained for */
  trainBatch(epoch: number, batch: number): Pick<BatchEvent, 'losses' | 'seconds'> {
    const { trainees, train, description } = this.run;
    const { batchesPerEpoch } = description.config;
    const indices = this.sampler.next();
    const losses: ByModel = {};
    const { epochs } = this.config;
    const step = batchesUntil({ epoch, batch }, batchesPerEpoch) - 1;
    const at = { step, epoch: epoch - 1, batchesPerEpoch, epochs };
    for (const { summary, network, schedule, lr } of trainees) {
      const { id, label } = summary;
      const start = performance.now();
      const loss = network.trainStep(train, indices, learningRate(schedule, lr, at));
      const took = (performance.now() - start) / 1000;
      this.seconds[id]! += took;
      this.epochSeconds[id]! += took;
      this.epochLosses[id]! += loss;
      losses[id] = loss;
      if (!Number.isFinite(loss) && !this.diverged.has(id)) {
        this.diverged.add(id);
        this.emit({ type: 'notice', message: divergence(label, loss, epoch, batch) });
      }
    }
    return { losses, seconds: { ...this.seconds } };
  }

  /** @returns each network's mean loss and seconds since the last call */
  endEpoch(): Pick<EpochEvent, 'losses' | 'seconds'> {
    const { batchesPerEpoch } = this.run.description.config;
    const losses = Object.fromEntries(
      Object.entries(this.epochLosses).map(([id, sum]) => [id, sum / batchesPerEpoch]),
    );
    const seconds = this.epochSeconds;
    this.epochLosses = this.zeros();
    this.epochSeconds = this.zeros();
    return { losses, seconds };
  }

  /** A copy of where it is, beside its networks. */
  state(): { readonly lockstep: LockstepState; readonly sampler: SamplerState } {
    const { diverged, seconds, epochLosses, epochSeconds } = this;
    return {
      lockstep: {
        diverged: [...diverged],
        seconds: { ...seconds },
        epochLosses: { ...epochLosses },
        epochSeconds: { ...epochSeconds },
      },
      sampler: this.sampler.state(),
    };
  }

  private zeros(): ByModel {
    return Object.fromEntries(this.run.trainees.map(({ summary }) => [summary.id, 0]));
  }
}

function divergence(label: string, loss: number, epoch: number, batch: number): string {
  return t(
    '{0} has diverged: its loss became {1} in epoch {2}, batch {3}; a smaller learning rate may help.',
    label,
    loss,
    formatCount(epoch),
    formatCount(batch),
  );
}
