import * as vscode from 'vscode';
import type { RunSettings, TrainingEvent } from '#shared/protocol/events';
import { formatCount, formatDone } from '#shared/format';
import { batchesUntil, percentDone } from '#shared/progress';
import type { TrainingController } from './training-controller';
import type { TrainingObserver } from './training-observer';

/** The status bar's word on a run; shown while there is one, and opens the panel. */
export class StatusBar implements TrainingObserver, vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'mnistLab.status',
    vscode.StatusBarAlignment.Left,
  );
  private config: RunSettings | null = null;
  /** Share of the run's batches; null before the first one. */
  private percent: number | null = null;
  private epoch = 1;

  constructor(
    private readonly training: Pick<TrainingController, 'training' | 'paused' | 'stopping'>,
  ) {
    this.item.name = 'MNIST Lab';
    this.item.command = 'mnistLab.panel.focus';
  }

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') this.config = event.config;
      if (event.type === 'batch' && this.config !== null) {
        const percent = percentDone(this.config, batchesUntil(event, this.config.batchesPerEpoch));
        if (percent === this.percent && event.epoch === this.epoch) continue;
        this.percent = percent;
        this.epoch = event.epoch;
        this.draw();
      }
    }
  }

  stateChanged(): void {
    if (!this.training.training) {
      this.config = null;
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
    const progress = this.percent === null ? '' : ` ${formatDone(this.percent)}`;
    this.item.text = `$(${paused ? 'debug-pause' : 'loading~spin'}) MNIST${progress}`;
    const words = this.words();
    this.item.tooltip = withCommands(words, paused);
    this.item.accessibilityInformation = { label: [this.item.name, progress, words].join(' ') };
    this.item.show();
  }

  private words(): string {
    if (this.training.stopping) return vscode.l10n.t('Stopping: the networks are tested once more');
    if (this.percent === null || this.config === null) return vscode.l10n.t('Starting…');
    const [epoch, epochs] = [formatCount(this.epoch), formatCount(this.config.epochs)];
    return this.training.paused
      ? vscode.l10n.t('Paused in epoch {0} of {1}', epoch, epochs)
      : vscode.l10n.t('Training epoch {0} of {1}', epoch, epochs);
  }
}

/** What one may want to do with the run, below what is said of it. */
function withCommands(words: string, paused: boolean): vscode.MarkdownString {
  const turn = paused
    ? `[${vscode.l10n.t('Resume')}](command:mnistLab.resume)`
    : `[${vscode.l10n.t('Pause')}](command:mnistLab.pause)`;
  const stop = `[${vscode.l10n.t('Stop Training')}](command:mnistLab.stop)`;
  const tooltip = new vscode.MarkdownString(`${words}\n\n${turn} · ${stop}`);
  tooltip.isTrusted = {
    enabledCommands: ['mnistLab.pause', 'mnistLab.resume', 'mnistLab.stop'],
  };
  return tooltip;
}
