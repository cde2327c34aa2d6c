import * as vscode from 'vscode';
import { formatPercent } from '#shared/format';
import type { RunState } from '#shared/run-state';
import { bestAccuracy, type RunSummary } from '../../runs/summary';
import type { TrainingController } from '../training/training-controller';
import type { TrainingObserver } from '../training/training-observer';
import type { RunHistory } from './run-history';

/** Seconds of a run that one waits for rather than turning to something else. */
const BRIEF = 60;

/** Whether the person has most likely turned to something else before the run came to its end. */
export function worthTelling(
  { status, seconds }: Pick<RunState, 'status' | 'seconds'>,
  inSight: boolean,
): boolean {
  // Who stops a run knows it, and of one that failed more is said elsewhere.
  return status === 'done' && (seconds ?? 0) >= BRIEF && !inSight;
}

/** A quiet word that a long run has finished, for those who look elsewhere. */
export class EndNotice implements TrainingObserver {
  private wasTraining = false;

  constructor(
    private readonly training: Pick<TrainingController, 'training' | 'newest'>,
    private readonly history: Pick<RunHistory, 'refresh' | 'find'>,
    private readonly panels: { readonly inSight: boolean },
  ) {}

  events(): void {
    // The end is told by the state: by then the run is on disk.
  }

  stateChanged(): void {
    const { training, newest } = this.training;
    const ended = this.wasTraining && !training;
    this.wasTraining = training;
    if (!ended || newest === null) return;
    if (worthTelling(newest.state, this.panels.inSight && vscode.window.state.focused)) {
      void this.tell(newest.id);
    }
  }

  private async tell(id: string): Promise<void> {
    await this.history.refresh();
    const run = this.history.find(id);
    if (run === undefined) return;
    const show = vscode.l10n.t('Show Run');
    const choice = await vscode.window.showInformationMessage(this.sentences(run), show);
    if (choice === show) await vscode.commands.executeCommand('mnistLab.openRun', id);
  }

  private sentences(run: RunSummary): string {
    const { name, models } = run;
    const diverged = models.filter((model) => model.diverged === true).map(({ id }) => id);
    const judged = models.filter(({ accuracy }) => accuracy !== null);
    const best = judged.find(({ accuracy }) => accuracy === bestAccuracy(run));
    if (best === undefined) {
      if (diverged.length === 0) return vscode.l10n.t('{0} has finished.', name);
      return models.length === 1
        ? vscode.l10n.t('{0} has finished: its network has diverged.', name)
        : vscode.l10n.t('{0} has finished: its networks have diverged.', name);
    }
    const accuracy = formatPercent(best.accuracy);
    if (models.length === 1) {
      return vscode.l10n.t('{0} has finished: {1} of the test images right.', name, accuracy);
    }
    const result =
      judged.length === 1
        ? vscode.l10n.t(
            '{0} has finished: {1} has {2} of the test images right.',
            name,
            best.id,
            accuracy,
          )
        : vscode.l10n.t(
            '{0} has finished: {1} is best, with {2} of the test images right.',
            name,
            best.id,
            accuracy,
          );
    if (diverged.length === 0) return result;
    return `${result} ${vscode.l10n.t('Diverged: {0}.', diverged.join(', '))}`;
  }
}
