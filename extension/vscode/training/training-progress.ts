import * as vscode from 'vscode';
import { formatCount } from '#shared/format';
import type { TrainingEvent } from '#shared/protocol/events';
import type { TrainingSession } from '../../training/session';
import type { TrainingObserver } from './training-observer';

/** Milliseconds from the first batch: enough to see that it goes, and how to end it. */
const SHOWN = 6000;

/** Where events come from. */
interface Observable {
  observe(observer: TrainingObserver): vscode.Disposable;
}

/**
 * A notification with a bar, that can cancel the run. It goes once training is under way, as it would lie
 * over what one works at: from then on the status bar tells. Resolves when the run has ended; rejects with
 * its error.
 */
export async function reportProgress(
  source: Observable,
  finished: TrainingSession['finished'],
  stop: () => void,
): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Training MNIST'),
    cancellable: true,
  };
  void vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(stop);
    const reporter = new ProgressReporter(progress);
    const listener = source.observe(reporter);
    try {
      // How it ends is for whoever started it.
      await Promise.race([finished.catch(() => undefined), reporter.underWay]);
    } finally {
      listener.dispose();
      reporter.dispose();
    }
  });
  await finished;
}

/** Turns events into the notification's bar and words. */
class ProgressReporter implements TrainingObserver, vscode.Disposable {
  private epochs = 0;
  private batchesPerEpoch = 0;
  private timer: NodeJS.Timeout | undefined;
  private resolve!: () => void;
  /** Resolves when training has gone on for a moment. */
  readonly underWay = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
  ) {}

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') {
        ({ epochs: this.epochs, batchesPerEpoch: this.batchesPerEpoch } = event.config);
      } else if (event.type === 'batch') {
        this.timer ??= setTimeout(this.resolve, SHOWN);
        const message = vscode.l10n.t(
          'epoch {0} of {1}',
          formatCount(event.epoch),
          formatCount(this.epochs),
        );
        this.progress.report({ message, increment: 100 / (this.epochs * this.batchesPerEpoch) });
      } else if (event.type === 'paused') {
        this.progress.report({ message: vscode.l10n.t('paused') });
      }
    }
  }

  stateChanged(): void {
    // Only events move the bar.
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
