import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { SerialQueue } from '../platform/serial-queue';
import {
  joinPath,
  listFolder,
  listFolderSoon,
  folderSizeSoon,
  move,
  readBytes,
  readBytesSoon,
  removeFile,
  removeFolder,
  removeLeftovers,
  replaceFile,
  setAside,
  writeAtomically,
} from '../platform/files';
import { isMissing, readFailure, writeProblem } from '../platform/file-problems';
import { FolderLock, holderElsewhere, removeDeadLocks } from '../platform/folder-lock';
import { turnAfter } from '../platform/turn';
import { goesOn } from '#shared/run-state';
import { HistoryWatch } from './history-watch';
import { jsonChunks } from './json-chunks';
import { RunNumbers } from './numbers';
import { type Parsed, parseName, parsePin, parseRecord, parseSummary, settled } from './parse';
import { type RunRecord, VERSION } from './record';
import { summarize } from './summarize';
import type { RunSummary } from './summary';
import { Unchanged } from './unchanged';

/** Milliseconds after which looking through many runs gives others a turn. */
const SLICE = 8;

const FOLDER = 'runs';
const NUMBERS = 'run-numbers';
const RECORD = 'run.json';
const SUMMARY = 'summary.json';
const NAME = 'name.json';
const PIN = 'pin.json';
const WEIGHTS = 'weights';
const CHECKPOINTS = 'checkpoints';
/** Ends the name of a folder that is being deleted: it is no run any more, and cleared at the next start. */
const DELETED = '.deleted';
/** The history of versions that kept no more than the last run. */
const LAST_RUN = 'last-run.json';

/** Ids name folders: nothing in one may lead out of ours, on any system. */
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A new run's id: when it began, and chance, for two windows may begin at once. */
export function newRunId(startedAt: number): string {
  const time = new Date(startedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${time.replace('T', '-')}-${crypto.randomUUID().slice(0, 8)}`;
}

export interface RunList {
  /** Pinned ones first, then the newest. */
  readonly runs: readonly RunSummary[];
  /** What had to be set aside or left alone, in words. */
  readonly messages: readonly string[];
}

/** What a run's folder holds: the names of its files, and what the list shows of them; null where there is no record. */
interface KeptSummary {
  readonly files: readonly string[];
  readonly summary: RunSummary | null;
}

/**
 * The history of runs: a folder for each, and a file for each thing that a window may change on its own, so
 * that windows never read, change and write the same one.
 *
 *     runs/ID/run.json                    how it was trained and what came of it
 *     runs/ID/summary.json                what the list shows of that: small
 *     runs/ID/name.json, pin.json         what a person has said of it
 *     runs/ID/live-HOST-PID-START-OWNER   while it is in training, see `FolderLock`
 *     runs/ID/weights/MODEL.safetensors   written by the training worker
 *     runs/ID/checkpoints/                what it takes to go on with it, by the training worker, too
 *     run-numbers/N                       the highest number that a run was called by
 *     runs-changed                        touched by whoever changes something
 *
 * `run.json` and `summary.json` are written by whoever holds the lock.
 */
export class RunStore {
  private readonly folder: string;
  private readonly writes = new SerialQueue();
  /** Tells this window from others, also from one that shares its process. */
  private readonly owner = crypto.randomUUID().slice(0, 8);
  /** Locks of the runs that are in training in this window. */
  private readonly locks = new Map<string, FolderLock>();
  private readonly watch: HistoryWatch;
  private readonly numbers: RunNumbers;
  private readonly kept = new Unchanged<KeptSummary>();
  private readonly sizes = new WeakMap<RunSummary, number>();
  private olderNamed: Promise<boolean> | null = null;
  /** What the list has to say of files that were set aside before it was asked for. */
  private readonly unsaid: string[] = [];

  constructor(private readonly storage: string) {
    this.folder = joinPath(storage, FOLDER);
    this.watch = new HistoryWatch(storage);
    this.numbers = new RunNumbers(joinPath(storage, NUMBERS));
  }

  weightsFolder(id: string): string {
    return joinPath(this.runFolder(id), WEIGHTS);
  }

  checkpointFolder(id: string): string {
    return joinPath(this.runFolder(id), CHECKPOINTS);
  }

  /**
   * Reads the summaries of runs whose folders have changed, and only where one is missing the whole run. A run that is
   * as it was is the same object.
   */
  async list(): Promise<RunList> {
    const messages = this.unsaid.splice(0);
    const ids = (await listFolder(this.folder)).filter((id) => ID.test(id));
    this.kept.keepOnly(ids);
    let runs = await this.summaries(ids, messages);
    this.olderNamed ??= this.nameOlder(runs).catch((error: unknown) => {
      messages.push((error as Error).message);
      return false;
    });
    if (await this.olderNamed) runs = await this.summaries(ids, messages);
    runs.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.startedAt - a.startedAt);
    return { runs, messages };
  }

  /**
   * The run that began last, for which no other is read: a thousand of them keep no window from starting. What there is
   * to say about files, the list says.
   */
  async newest(): Promise<RunSummary | null> {
    const ids = (await listFolder(this.folder)).filter((id) => ID.test(id));
    // Ids begin with the time.
    for (const id of ids.sort().reverse()) {
      const run = await this.summary(id, this.unsaid);
      if (run !== null) return run;
    }
    return null;
  }

  /**
   * @throws LabError `input` when there is no such run, or its file cannot be used; a damaged file has
   *   been set aside then
   */
  async open(id: string): Promise<RunRecord> {
    const { config, state } = await this.readRecord(id);
    // Looked for after the record was read: of a run that ended in between there is the end, or nobody trains it.
    const trained = this.locks.has(id) || (goesOn(state) && (await this.isTrainedElsewhere(id)));
    return { config, state: trained ? state : settled(state) };
  }

  /**
   * Bytes that each run takes with its weights, by its id: looked up again where its summary has changed, as it has
   * whenever a run in training was written.
   */
  async sizesOf(runs: readonly RunSummary[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const turn = turnAfter(SLICE);
    for (const run of runs) {
      const size = this.sizes.get(run) ?? (await folderSizeSoon(this.runFolder(run.id)));
      this.sizes.set(run, size);
      found.set(run.id, size);
      await turn();
    }
    return found;
  }

  /**
   * Says to all windows that this one trains a run, until `end`.
   * @throws LabError `usage` where another window does
   */
  async begin(id: string): Promise<void> {
    const folder = this.runFolder(id);
    const lock = await keeping(folder, () => FolderLock.acquire(folder, this.owner));
    if (!(lock instanceof FolderLock)) throw new LabError('usage', heldElsewhere());
    lock.beat();
    this.locks.set(id, lock);
  }

  async end(id: string): Promise<void> {
    const lock = this.locks.get(id);
    this.locks.delete(id);
    await lock?.release();
    await this.watch.tell();
  }

  /** Writes a run whole, as it is now. A name or pin that the person has given it meanwhile stays. */
  save(id: string, { config, state }: RunRecord): Promise<void> {
    const record = jsonChunks({ version: VERSION, config, state });
    return this.writes.run(async () => {
      const path = this.file(id, RECORD);
      await keeping(path, () => writeAtomically(path, record));
      const known = await this.readSummary(id);
      const names = isWhole(known) ? known.value : await this.fresh();
      await this.writeSummary(summarize(id, names, { config, state }));
      await this.watch.tell();
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.say(id, NAME, { name });
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.say(id, PIN, { pinned });
  }

  /**
   * Deletes the run's folder with its weights, and nothing else.
   * @throws LabError `usage` where another window trains it
   */
  remove(id: string): Promise<void> {
    return this.writes.run(async () => {
      const folder = this.runFolder(id);
      if ((await listFolder(folder)).length === 0) return;
      // Whoever else wants to go on with it now finds it taken.
      const lock = await FolderLock.acquire(folder, this.owner);
      if (!(lock instanceof FolderLock)) throw new LabError('usage', heldElsewhere());
      await keeping(folder, async () => {
        const doomed = `${folder}${DELETED}`;
        await removeFolder(doomed);
        // Gone at once: no window sees half of it, and none that writes to it brings it back.
        await move(folder, doomed);
        await removeFolder(doomed);
      });
      await this.watch.tell();
    });
  }

  /** Clears away what killed processes have left, and nothing that may be in the making. */
  async tidy(): Promise<void> {
    await removeLeftovers(this.storage, { older: true });
    for (const name of await listFolder(this.folder)) {
      const folder = joinPath(this.folder, name);
      if (name.endsWith(DELETED)) await removeFolder(folder);
      if (!ID.test(name)) continue;
      await removeDeadLocks(folder, await listFolder(folder));
      await removeLeftovers(folder, { older: true });
      await removeLeftovers(joinPath(folder, WEIGHTS), { older: true });
    }
  }

  /**
   * Calls back within about a second of a change that any window makes.
   * @param known the runs as they were listed last
   * @returns how to end that
   */
  follow(onChange: () => void, known: () => readonly RunSummary[]): Promise<() => void> {
    return this.watch.start(onChange, async () => {
      for (const { id, elsewhere } of known()) {
        if (elsewhere !== true) continue;
        if (!(await this.isTrainedElsewhere(id))) return true;
      }
      return false;
    });
  }

  /**
   * Takes over the one run that older versions kept.
   * @returns what there is to say about it, or null
   */
  async importLastRun(): Promise<string | null> {
    const path = joinPath(this.storage, LAST_RUN);
    const bytes = await readIfThere(path);
    if (bytes === null) return null;
    const parsed = parseRecord(bytes);
    if (typeof parsed === 'string') return damaged(await setAside(path));
    const { config, state } = parsed.value;
    // Its id hangs on nothing but the run: if the editor ends in between, it is not there twice.
    const id = `${newRunId(state.run.startedAt).slice(0, 15)}-imported`;
    await this.save(id, { config, state });
    await removeFile(path);
    return null;
  }

  private async summaries(ids: readonly string[], messages: string[]): Promise<RunSummary[]> {
    const found: RunSummary[] = [];
    const turn = turnAfter(SLICE);
    for (const id of ids) {
      const run = await this.summary(id, messages);
      if (run !== null) found.push(run);
      await turn();
    }
    return found;
  }

  private async summary(id: string, messages: string[]): Promise<RunSummary | null> {
    const folder = this.runFolder(id);
    try {
      const kept = await this.kept.get(id, folder, () => this.keptSummary(id, messages));
      return kept.summary === null ? null : await this.asItStands(kept.summary, kept.files);
    } catch (error) {
      // Whatever is wrong with one run, the others are listed.
      messages.push((error as Error).message);
      return null;
    }
  }

  private async keptSummary(id: string, messages: string[]): Promise<KeptSummary> {
    const files = await listFolderSoon(this.runFolder(id));
    // Weights alone: a run that is only just beginning, or whose record was set aside.
    if (!files.includes(RECORD)) return { files, summary: null };
    const summary = (await this.storedSummary(id, messages)) ?? (await this.summarizeAnew(id));
    return {
      files,
      summary: {
        ...summary,
        ...(await this.said(id, files, messages)),
        ...(files.includes(CHECKPOINTS) ? { checkpoint: true } : {}),
      },
    };
  }

  /** Null where it has to be made anew. */
  private async storedSummary(id: string, messages: string[]): Promise<RunSummary | null> {
    const parsed = await this.readSummary(id);
    if (isWhole(parsed)) return parsed.value;
    const path = this.file(id, SUMMARY);
    if (parsed === 'newer') throw new LabError('input', newer(path));
    if (parsed === 'damaged') messages.push(damaged(await setAside(path)));
    return null;
  }

  /** As it is on disk. */
  private async readRecord(id: string): Promise<RunRecord> {
    const path = this.file(id, RECORD);
    const bytes = await readIfThere(path);
    if (bytes === null) throw new LabError('input', gone(id));
    const parsed = parseRecord(bytes);
    if (parsed === 'newer') throw new LabError('input', newer(path));
    if (parsed !== 'damaged') return parsed.value;
    // What another window is working on stays in its place.
    const trained = await this.isTrainedElsewhere(id);
    throw new LabError('input', trained ? cannotRead(path) : damaged(await setAside(path)));
  }

  private async summarizeAnew(id: string): Promise<RunSummary> {
    const record = await this.readRecord(id);
    const summary = summarize(id, await this.fresh(), record);
    await this.writes.run(() => this.writeSummary(summary));
    return summary;
  }

  /** @param files in the run's folder */
  private async asItStands(summary: RunSummary, files: readonly string[]): Promise<RunSummary> {
    const { id } = summary;
    if (!goesOn(summary) || this.locks.has(id)) return summary;
    return (await this.isTrainedElsewhere(id, files))
      ? { ...summary, elsewhere: true }
      : settled(summary);
  }

  /** @param files in the run's folder, where that is known */
  private async isTrainedElsewhere(id: string, files?: readonly string[]): Promise<boolean> {
    const folder = this.runFolder(id);
    return (
      (await holderElsewhere(folder, files ?? (await listFolder(folder)), this.owner)) !== null
    );
  }

  /** What a run is called until the person says otherwise. */
  private async fresh(): Promise<Pick<RunSummary, 'name' | 'pinned'>> {
    return { name: t('Run {0}', await this.numbers.next()), pinned: false };
  }

  /**
   * The oldest gets the lowest number.
   * @returns whether there was one to name
   */
  private async nameOlder(runs: readonly RunSummary[]): Promise<boolean> {
    const older: RunSummary[] = [];
    for (const run of runs.filter(hasNameOfOlderVersion)) {
      if (!(await listFolder(this.runFolder(run.id))).includes(NAME)) older.push(run);
    }
    older.sort((a, b) => a.startedAt - b.startedAt);
    for (const { id } of older) await this.rename(id, (await this.fresh()).name);
    return older.length > 0;
  }

  /** Keeps what a person says of a run, whole and at once: what others say of it meanwhile stays. */
  private say(id: string, name: string, what: Partial<RunSummary>): Promise<void> {
    return this.writes.run(async () => {
      const path = this.file(id, name);
      const text = jsonChunks({ version: VERSION, ...what });
      try {
        await replaceFile(path, text);
      } catch (error) {
        throw isMissing(error) ? new LabError('input', gone(id)) : cannotKeep(path, error);
      }
      await this.watch.tell();
    });
  }

  /** What people have said of a run, of any version: the newest word counts. */
  private async said(
    id: string,
    files: readonly string[],
    messages: string[],
  ): Promise<Partial<RunSummary>> {
    const read = async <T>(name: string, parse: (bytes: Uint8Array) => Parsed<T>) => {
      const path = this.file(id, name);
      const bytes = files.includes(name) ? await smallIfThere(path) : null;
      if (bytes === null) return null;
      const parsed = parse(bytes);
      if (isWhole(parsed)) return parsed.value;
      messages.push(parsed === 'newer' ? newer(path) : damaged(await setAside(path)));
      return null;
    };
    return { ...(await read(NAME, parseName)), ...(await read(PIN, parsePin)) };
  }

  /** Null where there is none. */
  private async readSummary(id: string): Promise<Parsed<RunSummary> | null> {
    const bytes = await smallIfThere(this.file(id, SUMMARY));
    return bytes === null ? null : parseSummary(id, bytes);
  }

  private writeSummary({ id, ...summary }: RunSummary): Promise<void> {
    const path = this.file(id, SUMMARY);
    const text = jsonChunks({ version: VERSION, ...summary });
    return keeping(path, () => writeAtomically(path, text));
  }

  private file(id: string, name: string): string {
    return joinPath(this.runFolder(id), name);
  }

  /** @throws LabError for anything that is no id, so that none leads elsewhere */
  private runFolder(id: string): string {
    if (!ID.test(id)) throw new LabError('usage', t('"{0}" is not the id of a run.', id));
    return joinPath(this.folder, id);
  }
}

/** Version 0.1.0 called runs by their networks and the time: `mlp, cnn · 24 Nov, 21:34`, in any language. */
function hasNameOfOlderVersion({ name, models, settings }: RunSummary): boolean {
  const networks = `${models.map(({ id }) => id).join(', ')} · `;
  return (
    settings === undefined &&
    name.startsWith(networks) &&
    /\p{Nd}\P{Nd}\p{Nd}{2}/u.test(name.slice(networks.length))
  );
}

function isWhole<T>(parsed: Parsed<T> | null): parsed is { readonly value: T } {
  return parsed !== null && typeof parsed !== 'string';
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return readBytes(path).catch((error: unknown) => nullIfMissing(path, error));
}

async function smallIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readBytesSoon(path);
  } catch (error) {
    return nullIfMissing(path, error);
  }
}

function nullIfMissing(path: string, error: unknown): null {
  if (isMissing(error)) return null;
  throw readFailure(path, error);
}

/** What goes wrong when something is written is told in words. */
async function keeping<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cannotKeep(path, error);
  }
}

function cannotKeep(path: string, error: unknown): LabError {
  return new LabError(
    'input',
    t('The history of runs cannot be kept. {0}', writeProblem(path, error)),
  );
}

function gone(id: string): string {
  return t('There is no run {0} any more: refresh the list of runs.', id);
}

function heldElsewhere(): string {
  return t('This run is in training in another window: stop it there first.');
}

function cannotRead(path: string): string {
  return t(
    'A run that another window trains could not be read from {0}: try again in a moment.',
    path,
  );
}

function damaged(aside: string): string {
  return t('A run could not be read; its file was set aside as {0}.', aside);
}

function newer(path: string): string {
  return t(
    'Update MNIST Lab to see a run that a newer version wrote. Its file is left as it is: {0}',
    path,
  );
}
