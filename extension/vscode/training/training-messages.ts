import * as vscode from 'vscode';
import type { LabErrorData } from '#shared/protocol/events';
import { openSetting } from '../settings/settings-editor';
import type { RunRecorder } from './run-recorder';
import type { TrainingController } from './training-controller';
import { reportProgress } from './training-progress';

/** What is said to the person of runs, beside what views show: how they go, what went wrong, what is not done. */
export class TrainingMessages implements vscode.Disposable {
  private readonly listeners: readonly vscode.Disposable[];
  /** The run during which the person has heard that changed settings are for the next one. */
  private toldDuring: string | null = null;

  constructor(
    private readonly training: TrainingController,
    recorder: RunRecorder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.listeners = [
      training.onDidStart((finished) => {
        const stop = (): void => {
          training.stop();
        };
        // How it ends, the controller tells.
        reportProgress(training, finished, stop);
      }),
      training.onDidRefuse(() => {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('A training is running already. Stop it before you start another.'),
        );
      }),
      training.onDidFail((error) => void this.showError(error)),
      recorder.onDidFail(({ message }) => {
        void vscode.window.showWarningMessage(message);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mnistLab')) this.tellOfChangedSettings();
      }),
    ];
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  /** Once a run. */
  private tellOfChangedSettings(): void {
    const { liveId, settingsDiffer } = this.training;
    if (liveId === null || liveId === this.toldDuring || !settingsDiffer) return;
    this.toldDuring = liveId;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The changed settings count from the next run on; this one keeps its own.'),
    );
  }

  private async showError(error: LabErrorData): Promise<void> {
    const { message, setting } = error;
    const cure = setting === undefined ? vscode.l10n.t('Show Log') : vscode.l10n.t('Open Setting');
    const choice = await vscode.window.showErrorMessage(message, cure);
    if (choice !== cure) return;
    if (setting === undefined) this.log.show();
    else await openSetting(error);
  }
}
