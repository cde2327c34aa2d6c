import * as vscode from 'vscode';
import { LabError, toErrorData } from '../../errors';
import type { RunComparison } from '#shared/protocol/messages';
import type { Answer, Question } from '#shared/protocol/questions';
import { goesOn } from '#shared/run-state';
import { otherWeights } from '#shared/weights';
import { weightFileName } from '../../formats/weight-names';
import { listFolder } from '../../platform/files';
import type { InspectionSource } from '../../inspection/session';
import { differences } from '../../runs/differences';
import { fromRecorded, type RunRecord } from '../../runs/record';
import type { RunStore } from '../../runs/store';
import type { SavedNetworks } from './saved-networks';
import type { RunHistory } from '../runs/run-history';
import type { ShownRuns } from '../runs/run-view';
import type { OpenRun, TrainingController } from '../training/training-controller';

/**
 * Which run the panel shows, and which ones lie over it: the current one (in training, or the newest),
 * until the person opens another.
 */
export class ShownRun implements ShownRuns, vscode.Disposable {
  /** Opened from the history; null: the current run is shown. */
  private opened: OpenRun | null = null;
  /** The newest run of the history, for a window that has not trained yet. */
  private restored: Promise<OpenRun | null> | null = null;
  /** Which run was the newest when that was read. */
  private restoredAs: string | undefined;
  private others: readonly OpenRun[] = [];
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChange = this.emitter.event;

  constructor(
    private readonly training: TrainingController,
    private readonly history: RunHistory,
    private readonly store: RunStore,
    private readonly saved: SavedNetworks,
    private readonly distFolder: string,
  ) {}

  /** Whether the current run is shown: events of a training are about it. */
  get live(): boolean {
    return this.opened === null;
  }

  get comparedIds(): readonly string[] {
    return this.others.map(({ id }) => id);
  }

  /** The run itself; null before the first one. */
  async run(): Promise<OpenRun | null> {
    return this.opened ?? this.current();
  }

  /** @throws LabError where the run is not known or cannot be read; what was shown stays then */
  async show(id: string): Promise<void> {
    await this.open(id);
    this.changed();
  }

  showCurrent(): void {
    this.opened = null;
    this.others = [];
    this.restored = null;
    this.changed();
  }

  /** Lays runs over the first one, which is shown. */
  async compare([first, ...others]: readonly string[]): Promise<void> {
    const opened = await Promise.all(others.map((id) => this.read(id)));
    if (first !== undefined) await this.open(first);
    this.others = opened;
    this.changed();
  }

  endComparison(): void {
    this.others = [];
    this.changed();
  }

  /** These runs are no more. */
  forget(ids: readonly string[]): void {
    if (this.opened !== null && ids.includes(this.opened.id)) this.opened = null;
    this.others = this.others.filter(({ id }) => !ids.includes(id));
    this.restored = null;
    this.changed();
  }

  /** Shows the current run: whoever starts one wants to see it. */
  follow(): void {
    if (this.opened !== null || this.others.length > 0) this.showCurrent();
  }

  /** The comparison as the panel draws it; null where nothing lies over the shown run. */
  compared(shown: RunRecord | null): RunComparison | null {
    if (shown === null || this.others.length === 0) return null;
    return {
      others: this.others.map(({ id, state }) => ({ id, name: this.nameOf(id), state })),
      differences: differences([shown, ...this.others]),
    };
  }

  nameOf(id: string): string {
    return this.history.find(id)?.name ?? id;
  }

  /** Asks the networks of the shown run: those in training, or those that were saved. */
  async ask(question: Question): Promise<Answer> {
    const run = await this.run();
    if (run === null) {
      throw new LabError(
        'usage',
        vscode.l10n.t('There is no network to ask yet: train some first.'),
      );
    }
    const other =
      question.kind === 'flips' ? this.sourceOf(await this.read(question.otherRun)) : undefined;
    if (this.training.liveId === run.id) {
      try {
        return await this.training.ask(question, other);
      } catch (error) {
        // A run that ended before it could answer has left its weights.
        if (this.training.liveId === run.id) throw error;
      }
    }
    const weights = 'weights' in question ? question.weights : undefined;
    const source = { ...this.sourceOf(run), ...(weights === undefined ? {} : { weights }) };
    return this.saved.ask(run.id, source, question, other);
  }

  /** Whether the best weights of a run that has ended are kept beside the last: older versions kept one of them. */
  async hasBothWeights({ id, state: { run } }: OpenRun): Promise<boolean> {
    if (this.training.liveId === id) return false;
    const files = await listFolder(this.store.weightsFolder(id));
    const other = otherWeights(run.config);
    return run.models.some((model) => files.includes(weightFileName(model.id, other, run.config)));
  }

  dispose(): void {
    this.saved.dispose();
    this.emitter.dispose();
  }

  private sourceOf({ id, config, state }: OpenRun): InspectionSource {
    if (config !== null) {
      return {
        config: fromRecorded(config, this.distFolder),
        weightsFolder: this.store.weightsFolder(id),
        dataset: state.run.dataset,
      };
    }
    throw new LabError(
      'input',
      vscode.l10n.t(
        'An older version kept this run without its weights: train it anew to ask its networks.',
      ),
    );
  }

  private async open(id: string): Promise<void> {
    const run = await this.read(id);
    this.opened = (await this.current())?.id === id ? null : run;
    this.others = this.others.filter((other) => other.id !== id);
  }

  /**
   * A run of the history, whole. Ids may come from the panel or a key binding: only known ones are looked for.
   * @throws LabError where the run is not known or cannot be read
   */
  async read(id: string): Promise<OpenRun> {
    const { newest } = this.training;
    if (newest?.id === id) return newest;
    const open = [...this.others, ...(this.opened === null ? [] : [this.opened])];
    const found = open.find((run) => run.id === id);
    if (found !== undefined) return found;
    await this.history.load();
    if (this.history.find(id) === undefined) {
      throw new LabError('usage', vscode.l10n.t('There is no such run any more.'));
    }
    try {
      return { id, ...(await this.store.open(id)) };
    } catch (error) {
      // A file that has been set aside is no run any more.
      void this.history.refresh();
      throw error;
    }
  }

  /** The run in training, as soon as it has begun; otherwise the newest. */
  private current(): Promise<OpenRun | null> {
    const { newest, training } = this.training;
    return newest !== null || training ? Promise.resolve(newest) : this.restore();
  }

  private restore(): Promise<OpenRun | null> {
    this.restored ??= this.newestThatOpens();
    return this.restored;
  }

  private async newestThatOpens(): Promise<OpenRun | null> {
    await this.history.load();
    const newestFirst = [...this.history.runs].sort((a, b) => b.startedAt - a.startedAt);
    this.restoredAs = newestFirst[0]?.id;
    for (const { id } of newestFirst) {
      try {
        return await this.read(id);
      } catch (error) {
        void vscode.window.showWarningMessage(toErrorData(error).message);
      }
    }
    return null;
  }

  /** Shows what other windows do: a run that they begin where the current one is shown, and how the shown one goes on. */
  async followElsewhere(): Promise<void> {
    await this.followNewest();
    const shown = this.opened ?? (await this.restored);
    if (shown === null || this.training.liveId === shown.id) return;
    // One that had ended may have been gone on with.
    if (!goesOn(shown.state) && this.history.find(shown.id)?.elsewhere !== true) return;
    try {
      const run = { id: shown.id, ...(await this.store.open(shown.id)) };
      if (this.opened === shown) this.opened = run;
      else if ((await this.restored) === shown) this.restored = Promise.resolve(run);
      this.changed();
    } catch {
      // Deleted, or not to be read just now: what was read last goes on being shown.
    }
  }

  /** A window that has not trained yet shows the newest run of all windows. */
  private async followNewest(): Promise<void> {
    const { newest, training } = this.training;
    if (this.restored === null || newest !== null || training) return;
    await this.restored;
    if (this.history.newest?.id === this.restoredAs) return;
    this.restored = null;
    if (this.live) this.changed();
  }

  private changed(): void {
    void this.run().then((run) => {
      this.saved.leave(run?.id ?? null);
    });
    this.emitter.fire();
  }
}
