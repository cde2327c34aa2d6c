import { t } from '@vscode/l10n';
import type { EarlyStopping } from '../protocol/events';

/** How each network did on the test images after an epoch, by model id. */
export interface TestResults {
  readonly losses: Readonly<Record<string, number>>;
  readonly accuracies: Readonly<Record<string, number>>;
}

/** Tells when no network has improved for too long. */
export class Patience {
  private readonly best = new Map<string, number>();
  private epochs = 0;

  constructor(private readonly rule: EarlyStopping) {}

  /** Takes the results of the next epoch; true if the run should end with it. */
  exhaustedBy(results: TestResults): boolean {
    const { monitor, patience } = this.rule;
    const values = monitor === 'loss' ? results.losses : results.accuracies;
    let improved = false;
    for (const [model, value] of Object.entries(values)) {
      // Larger is better from here on; NaN improves nothing.
      const score = monitor === 'loss' ? -value : value;
      if (!(score > (this.best.get(model) ?? -Infinity))) continue;
      this.best.set(model, score);
      improved = true;
    }
    this.epochs = improved ? 0 : this.epochs + 1;
    return this.epochs >= patience;
  }

  /** Why the run ends after an epoch, in words. */
  reason(epoch: number): string {
    const { monitor, patience } = this.rule;
    if (monitor === 'loss') {
      return patience === 1
        ? t(
            "Stopped early after epoch {0}: no network's test loss has improved for 1 epoch.",
            epoch,
          )
        : t(
            "Stopped early after epoch {0}: no network's test loss has improved for {1} epochs.",
            epoch,
            patience,
          );
    }
    return patience === 1
      ? t(
          "Stopped early after epoch {0}: no network's test accuracy has improved for 1 epoch.",
          epoch,
        )
      : t(
          "Stopped early after epoch {0}: no network's test accuracy has improved for {1} epochs.",
          epoch,
          patience,
        );
  }
}
