import * as vscode from 'vscode';
import { formatCount } from '#shared/format';
import { type LoadProgress, loadProgressText } from '#shared/load-progress';
import { batchesUntil, percentDone } from '#shared/progress';
import type { BatchEvent, RunSettings, TrainingEvent } from '#shared/protocol/events';
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
 * over what one works at: from then on the status bar tells. How the run ends is for whoever started it.
 */
export function reportProgress(
  source: Observable,
  finished: TrainingSession['finished'],
  stop: () => void,
): void {
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
      await Promise.race([finished.catch(() => undefined), reporter.underWay]);
    } finally {
      listener.dispose();
      reporter.dispose();
    }
  });
}

/** Turns events into the notification's bar and words. */
class ProgressReporter implements TrainingObserver, vscode.Disposable {
  private config: RunSettings | null = null;
  private percent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private resolve!: () => void;
  /** Resolves when training has gone on for a moment. */
  readonly underWay = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
  ) {}

  loading(progress: LoadProgress): void {
    this.progress.report({ message: loadProgressText(progress) });
  }

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') this.config = event.config;
      else if (event.type === 'batch' && this.config !== null) this.advance(event, this.config);
      else if (event.type === 'paused') {
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

  private advance(batch: BatchEvent, config: RunSettings): void {
    this.timer ??= setTimeout(this.resolve, SHOWN);
    const percent = percentDone(config, batchesUntil(batch, config.batchesPerEpoch));
    const epoch = formatCount(batch.epoch);
    this.progress.report({
      message: vscode.l10n.t('epoch {0} of {1}', epoch, formatCount(config.epochs)),
      increment: percent - this.percent,
    });
    this.percent = percent;
  }
}
