import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/summary';
import type { RunStore } from '../../runs/store';

/** The history of runs as the editor has read it last; read anew whenever it may have changed. */
export class RunHistory implements vscode.Disposable {
  private known: readonly RunSummary[] = [];
  private loading: Promise<void> | null = null;
  private readonly told = new Set<string>();
  private readonly emitter = new vscode.EventEmitter<void>();
  private unfollow: (() => void) | null = null;
  private disposed = false;
  readonly onDidChange = this.emitter.event;
  private readonly removeEmitter = new vscode.EventEmitter<readonly string[]>();
  /** These runs are no more, and known no longer. */
  readonly onDidRemove = this.removeEmitter.event;

  constructor(
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Pinned ones first, then the newest. */
  get runs(): readonly RunSummary[] {
    return this.known;
  }

  find(id: string): RunSummary | undefined {
    return this.known.find((run) => run.id === id);
  }

  /** The run that began last. */
  get newest(): RunSummary | undefined {
    return this.before({ startedAt: Infinity });
  }

  /** The run that began last before this one. */
  before({ startedAt }: Pick<RunSummary, 'startedAt'>): RunSummary | undefined {
    let last: RunSummary | undefined;
    for (const run of this.known) {
      if (run.startedAt < startedAt && run.startedAt > (last?.startedAt ?? -Infinity)) last = run;
    }
    return last;
  }

  /** Reads the history if that has not been done yet. */
  load(): Promise<void> {
    this.loading ??= this.importThenRead();
    return this.loading;
  }

  async refresh(): Promise<void> {
    await this.load();
    await this.read();
  }

  async rename(id: string, name: string): Promise<void> {
    await this.store.rename(id, name);
    await this.refresh();
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this.store.pin(id, pinned);
    await this.refresh();
  }

  /** @throws LabError where one of them could not be deleted; the others are */
  async remove(ids: readonly string[]): Promise<void> {
    const { problem } = await this.removeWhile(ids, () => 'remove');
    if (problem !== null) throw problem;
  }

  /**
   * Deletes runs one after another, whatever is wrong with one of them.
   * @param next says of each, when its turn has come, whether it is to be deleted, and whether to go on at all
   * @returns which are deleted, and why the first of those that could not be is not
   */
  async removeWhile(
    ids: readonly string[],
    next: (id: string, index: number) => 'remove' | 'leave' | 'end',
  ): Promise<{ readonly ids: readonly string[]; readonly problem: Error | null }> {
    const removed: string[] = [];
    let problem: Error | null = null;
    for (const [index, id] of ids.entries()) {
      const what = next(id, index);
      if (what === 'end') break;
      if (what === 'leave') continue;
      try {
        await this.store.remove(id);
        removed.push(id);
      } catch (error) {
        problem ??= error as Error;
      }
    }
    await this.refresh();
    this.removeEmitter.fire(removed);
    return { ids: removed, problem };
  }

  /** Bytes that each known run takes, by its id. */
  sizes(): Promise<ReadonlyMap<string, number>> {
    return this.store.sizesOf(this.known);
  }

  dispose(): void {
    this.disposed = true;
    this.unfollow?.();
    this.emitter.dispose();
    this.removeEmitter.dispose();
  }

  private async importThenRead(): Promise<void> {
    try {
      const message = await this.store.importLastRun();
      if (message !== null) this.tell(message);
    } catch (error) {
      this.log.error(error as Error);
    }
    const start = performance.now();
    await this.read();
    const took = performance.now() - start;
    this.log.info(`Read ${this.known.length} runs in ${took.toFixed(1)} ms`);
    void this.followOthers();
  }

  /** What other windows do to the history is seen in this one, too. */
  private async followOthers(): Promise<void> {
    try {
      const unfollow = await this.store.follow(
        () => void this.refresh(),
        () => this.known,
      );
      if (this.disposed) unfollow();
      else this.unfollow = unfollow;
      await this.store.tidy();
    } catch (error) {
      this.log.error(error as Error);
    }
  }

  private async read(): Promise<void> {
    try {
      const { runs, messages } = await this.store.list();
      const changed = runs.length !== this.known.length || !runs.every(isAt, this.known);
      this.known = runs;
      messages.forEach((message) => {
        this.tell(message);
      });
      setContext('hasRuns', runs.length > 0);
      // Not the other's opposite: before the history has been read neither holds.
      setContext('noRuns', runs.length === 0);
      if (changed) this.emitter.fire();
    } catch (error) {
      this.log.error(error as Error);
    }
  }

  /** What has to be said about a file is said once. */
  private tell(message: string): void {
    if (this.told.has(message)) return;
    this.told.add(message);
    this.log.warn(message);
    void vscode.window.showWarningMessage(message);
  }
}

/** Whether a run stands where it stood, and as it did; most are the same objects. */
function isAt(this: readonly RunSummary[], run: RunSummary, index: number): boolean {
  const before = this[index];
  return run === before || JSON.stringify(run) === JSON.stringify(before);
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', `mnistLab.${key}`, value);
}
