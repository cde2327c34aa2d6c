import * as vscode from 'vscode';
import type { RunEvent, TrainingEvent } from '../protocol/events';
import type { TrainingController, TrainingObserver } from './training-controller';

/** The status bar's word on a run; shown while there is one, and opens the panel. */
export class StatusBar implements TrainingObserver, vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'mnistLab.status',
    vscode.StatusBarAlignment.Left,
  );
  private run: RunEvent | null = null;
  /** Of the batches of the run; null before the first one. */
  private percent: number | null = null;

  constructor(private readonly training: Pick<TrainingController, 'training' | 'paused'>) {
    this.item.name = 'MNIST Lab';
    this.item.command = 'mnistLab.panel.focus';
  }

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') this.run = event;
      if (event.type === 'batch' && this.run !== null) {
        const { epochs, batchesPerEpoch } = this.run.config;
        const done = (event.epoch - 1) * batchesPerEpoch + event.batch;
        const percent = Math.floor((100 * done) / (epochs * batchesPerEpoch));
        if (percent === this.percent) continue;
        this.percent = percent;
        this.draw();
      }
    }
  }

  stateChanged(): void {
    if (!this.training.training) {
      this.run = null;
      this.percent = null;
    }
    this.draw();
  }

  dispose(): void {
    this.item.dispose();
  }

  private draw(): void {
    const { training, paused } = this.training;
    if (!training) {
      this.item.hide();
      return;
    }
    const progress = this.percent === null ? '' : ` ${this.percent} %`;
    this.item.text = `$(${paused ? 'debug-pause' : 'loading~spin'}) MNIST${progress}`;
    this.item.tooltip = paused
      ? vscode.l10n.t('MNIST Lab has paused. Click to see how far it is.')
      : vscode.l10n.t('MNIST Lab is training. Click to see how it goes.');
    this.item.show();
  }
}
