import { t } from '@vscode/l10n';
import { formatCount } from '#shared/format';
import type { EarlyStopping, EvaluationEvent, Part } from '#shared/protocol/events';
import type { EarlyStopperState } from './checkpoint/value';

/** How far training has come: an epoch, from 1, and how many of its batches have been trained. */
export interface Moment {
  readonly epoch: number;
  readonly batch: number;
}

/** How a network did when it did best. */
export interface BestResult extends Moment {
  /** The loss or accuracy that early stopping goes by. */
  readonly value: number;
  readonly evaluation: EvaluationEvent;
}

/** Knows when each network was best, and tells when none has improved for too long. */
export class EarlyStopper {
  private readonly best: Map<string, BestResult>;
  private epochs: number;

  /** @param from what another one remembered, with the same rule */
  constructor(
    readonly rule: EarlyStopping,
    from?: EarlyStopperState | null,
  ) {
    this.best = new Map(from?.best.map((best) => [best.evaluation.model, best]));
    this.epochs = from?.epochs ?? 0;
  }

  /**
   * Takes how every network did after the next epoch.
   * @returns those that have never done better
   */
  take(moment: Moment, evaluations: readonly EvaluationEvent[]): BestResult[] {
    const improved = evaluations.flatMap((evaluation): BestResult[] => {
      const value = evaluation[this.rule.monitor];
      return this.isBetter(value, this.best.get(evaluation.model)?.value)
        ? [{ ...moment, value, evaluation }]
        : [];
    });
    for (const result of improved) this.best.set(result.evaluation.model, result);
    this.epochs = improved.length > 0 ? 0 : this.epochs + 1;
    return improved;
  }

  /** Whether the run should end. */
  get exhausted(): boolean {
    return this.epochs >= this.rule.patience;
  }

  /** Takes up its patience anew: a run goes on that had ended. */
  goOn(): void {
    this.epochs = 0;
  }

  /** What it remembers. */
  state(): EarlyStopperState {
    return { epochs: this.epochs, best: [...this.best.values()] };
  }

  /** How a network did when it was best; undefined as long as its results were no numbers. */
  bestOf(model: string): BestResult | undefined {
    return this.best.get(model);
  }

  /** NaN and an infinite loss are never better, not even than no result. */
  private isBetter(value: number, than: number | undefined): boolean {
    return this.rule.monitor === 'loss' ? value < (than ?? Infinity) : value > (than ?? -Infinity);
  }

  /** Why the run ends after an epoch, in words. @param part of the images that it goes by */
  reason(epoch: number, part: Part): string {
    const { monitor, patience } = this.rule;
    return reasons[part][monitor](patience, formatCount(epoch), formatCount(patience));
  }
}

type Reason = (patience: number, epoch: string, epochs: string) => string;

const reasons: Readonly<Record<Part, Readonly<Record<EarlyStopping['monitor'], Reason>>>> = {
  test: {
    loss: (patience, epoch, epochs) =>
      patience === 1
        ? t(
            "Stopped early after epoch {0}: no network's test loss has improved for 1 epoch.",
            epoch,
          )
        : t(
            "Stopped early after epoch {0}: no network's test loss has improved for {1} epochs.",
            epoch,
            epochs,
          ),
    accuracy: (patience, epoch, epochs) =>
      patience === 1
        ? t(
            "Stopped early after epoch {0}: no network's test accuracy has improved for 1 epoch.",
            epoch,
          )
        : t(
            "Stopped early after epoch {0}: no network's test accuracy has improved for {1} epochs.",
            epoch,
            epochs,
          ),
  },
  validation: {
    loss: (patience, epoch, epochs) =>
      patience === 1
        ? t(
            "Stopped early after epoch {0}: no network's validation loss has improved for 1 epoch.",
            epoch,
          )
        : t(
            "Stopped early after epoch {0}: no network's validation loss has improved for {1} epochs.",
            epoch,
            epochs,
          ),
    accuracy: (patience, epoch, epochs) =>
      patience === 1
        ? t(
            "Stopped early after epoch {0}: no network's validation accuracy has improved for 1 epoch.",
            epoch,
          )
        : t(
            "Stopped early after epoch {0}: no network's validation accuracy has improved for {1} epochs.",
            epoch,
            epochs,
          ),
  },
};
