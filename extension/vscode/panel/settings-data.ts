import * as vscode from 'vscode';
import type { LoadProgress } from '#shared/load-progress';
import type { DataAnswer, DataQuestion } from '#shared/protocol/data-questions';
import type { SplitSource } from '../../data/load-split';
import { LabError } from '../../errors';
import type { DataInspection, startDataInspection } from '../../inspection/session';
import { IDLE_TIMEOUT, IdleWorker } from './idle-worker';

/** Milliseconds between two reports of progress. */
const OFTEN = 100;

/** Watches the files of a path, see `watchData`. */
type Watch = (path: string, onChange: () => void) => Watching;
type Watching = Pick<vscode.Disposable, 'dispose'>;

/** Asks about the data set that the settings choose, by a worker that reads it for the first question. */
export class SettingsData implements vscode.Disposable {
  private readonly worker: IdleWorker<DataInspection>;
  /** What the settings said of it when they were looked at last. */
  private chosen = '';
  private count = 0;
  /** The data set whose files are watched, and whether they have changed since they were read. */
  private watched: { readonly id: number; readonly watch: Watching } | null = null;
  private changedId: number | null = null;
  private readonly forgotten = new vscode.EventEmitter<void>();
  private readonly loading = new vscode.EventEmitter<{ set: number; progress: LoadProgress }>();
  private readonly changes = new vscode.EventEmitter<void>();
  /** The files are to be read again. */
  readonly onDidForget = this.forgotten.event;
  readonly onDidLoad = this.loading.event;
  /** Files that have been read are others by now. */
  readonly onDidChange = this.changes.event;

  /** @param settings as they are now; throws a LabError where they cannot be used */
  constructor(
    private readonly settings: () => SplitSource,
    private readonly start: typeof startDataInspection,
    private readonly watch: Watch,
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

  get changed(): boolean {
    return this.changedId === this.id;
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
      () => this.read(id, source),
      (session) => session.ask(question),
      signal,
    );
  }

  /** The files may have changed: they are read again, as another data set, when next asked for. */
  forget(): void {
    this.worker.end();
    this.count++;
    this.forgotten.fire();
  }

  dispose(): void {
    this.worker.end();
    this.watched?.watch.dispose();
    this.forgotten.dispose();
    this.loading.dispose();
    this.changes.dispose();
  }

  private read(id: number, source: SplitSource): DataInspection {
    this.follow(id, source);
    let told = 0;
    return this.start(source, {
      onProgress: (progress) => {
        if (Date.now() - told < OFTEN) return;
        told = Date.now();
        this.loading.fire({ set: id, progress });
      },
    });
  }

  /** From before it is read: what changes meanwhile has been read in part. */
  private follow(id: number, { data }: SplitSource): void {
    if (this.watched?.id === id) return;
    this.watched?.watch.dispose();
    this.watched = data && {
      id,
      watch: this.watch(data.path, () => {
        if (this.changedId === id) return;
        this.changedId = id;
        this.changes.fire();
      }),
    };
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
