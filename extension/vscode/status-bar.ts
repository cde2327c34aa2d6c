import * as vscode from 'vscode';
import type { RunEvent, TrainingEvent } from '../protocol/events';
import type { TrainingObserver } from './training-controller';

/** The status bar's word on a run; shown while there is one, and opens the panel. */
export class StatusBar implements TrainingObserver, vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'mnistLab.status',
    vscode.StatusBarAlignment.Left,
  );
  private run: RunEvent | null = null;

  constructor(private readonly training: () => boolean) {
    this.item.name = 'MNIST Lab';
    this.item.command = 'mnistLab.panel.focus';
    this.item.tooltip = vscode.l10n.t('MNIST Lab is training. Click to see how it goes.');
  }

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') this.run = event;
      if (event.type === 'batch' && this.run !== null) {
        const { epochs, batchesPerEpoch } = this.run.config;
        const done = (event.epoch - 1) * batchesPerEpoch + event.batch;
        const percent = Math.floor((100 * done) / (epochs * batchesPerEpoch));
        this.item.text = `$(loading~spin) MNIST ${percent} %`;
      }
    }
  }

  stateChanged(): void {
    if (this.training()) {
      this.item.text = '$(loading~spin) MNIST';
      this.item.show();
    } else {
      this.item.hide();
    }
  }

  dispose(): void {
    this.item.dispose();
  }
}
