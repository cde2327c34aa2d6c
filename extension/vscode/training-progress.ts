import * as vscode from 'vscode';
import type { TrainingEvent } from '../protocol/events';
import type { TrainingSession } from '../training/session';
import type { TrainingObserver } from './training-controller';

/** Where events come from. */
interface Observable {
  observe(observer: TrainingObserver): vscode.Disposable;
}

/**
 * A notification with a bar, that can cancel the run. Resolves when the run has ended; rejects with its
 * error.
 */
export async function reportProgress(source: Observable, session: TrainingSession): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Training MNIST'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => {
      session.stop();
    });
    const listener = source.observe(new ProgressReporter(progress));
    try {
      await session.finished;
    } finally {
      listener.dispose();
    }
  });
}

/** Turns events into the notification's bar and words. */
class ProgressReporter implements TrainingObserver {
  private epochs = 0;
  private batchesPerEpoch = 0;

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
  ) {}

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') {
        ({ epochs: this.epochs, batchesPerEpoch: this.batchesPerEpoch } = event.config);
      } else if (event.type === 'batch') {
        const message = vscode.l10n.t('epoch {0} of {1}', event.epoch, this.epochs);
        this.progress.report({ message, increment: 100 / (this.epochs * this.batchesPerEpoch) });
      } else if (event.type === 'paused') {
        this.progress.report({ message: vscode.l10n.t('paused') });
      }
    }
  }

  stateChanged(): void {
    // Only events move the bar.
  }
}
