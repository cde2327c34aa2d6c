import * as vscode from 'vscode';
import type { DataAnswer, DataQuestion } from '#shared/protocol/data-questions';
import type { SplitSource } from '../../data/load-split';
import { LabError } from '../../errors';
import type { DataInspection } from '../../inspection/session';
import { IDLE_TIMEOUT, IdleWorker } from './idle-worker';

/** Asks about the data set that the settings choose, by a worker that reads it for the first question. */
export class SettingsData implements vscode.Disposable {
  private readonly worker: IdleWorker<DataInspection>;
  /** What the settings said of it when they were looked at last. */
  private chosen = '';
  private count = 0;
  private readonly emitter = new vscode.EventEmitter<void>();
  /** The files are to be read again. */
  readonly onDidForget = this.emitter.event;

  /** @param settings as they are now; throws a LabError where they cannot be used */
  constructor(
    private readonly settings: () => SplitSource,
    private readonly start: (source: SplitSource) => DataInspection,
    idleTimeout = IDLE_TIMEOUT,
  ) {
    this.worker = new IdleWorker(idleTimeout);
  }

  /** Another number, another data set: see `PanelState.data`. */
  get id(): number {
    let source: SplitSource | null = null;
    try {
      source = this.settings();
    } catch {
      // Whoever asks about it hears what is wrong.
    }
    return this.idOf(source);
  }

  /**
   * Rejects with a `LabError`: where settings or data cannot be used, and where the question is about a data set that
   * they do not choose any more.
   * @param signal aborted when nobody waits for the answer
   */
  async ask(question: DataQuestion, signal?: AbortSignal): Promise<DataAnswer> {
    const source = this.settings();
    const id = this.idOf(source);
    if (question.set !== id) {
      throw new LabError(
        'usage',
        vscode.l10n.t('The settings choose another data set by now: look again.'),
      );
    }
    return this.worker.ask(
      String(id),
      () => this.start(source),
      (session) => session.ask(question),
      signal,
    );
  }

  /** The files may have changed: they are read again, as another data set, when next asked for. */
  forget(): void {
    this.worker.end();
    this.count++;
    this.emitter.fire();
  }

  dispose(): void {
    this.worker.end();
    this.emitter.dispose();
  }

  private idOf(source: SplitSource | null): number {
    const chosen = JSON.stringify(source && relevant(source));
    if (chosen !== this.chosen) this.count++;
    this.chosen = chosen;
    return this.count;
  }
}

/** What of the settings makes it another data set. */
function relevant({ data, classNames, memoryLimit, validation = 0, seed }: SplitSource): unknown {
  // The seed only draws validation images.
  return { data, classNames, memoryLimit, validation, ...(validation === 0 ? {} : { seed }) };
}
