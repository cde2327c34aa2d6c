import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import {
  joinPath,
  listFolder,
  readBytes,
  removeFile,
  removeFolder,
  setAside,
  writeAtomically,
} from '../platform/files';
import type { RunState } from '../protocol/run-state';
import { jsonChunks } from './json-chunks';
import { RunNumbers } from './numbers';
import { type Parsed, parseRecord, parseSummary, settled } from './parse';
import { type RunRecord, type RunSummary, summarize, VERSION } from './record';

const FOLDER = 'runs';
const NUMBERS = 'run-numbers';
const RECORD = 'run.json';
const SUMMARY = 'summary.json';
const WEIGHTS = 'weights';
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

/**
 * The history of runs: a folder for each, so that windows which train at the same time do not touch one
 * another's.
 *
 *     runs/ID/run.json                    how it was trained and what came of it
 *     runs/ID/summary.json                its name, its pin, and what the list shows: small
 *     runs/ID/weights/MODEL.safetensors   written by the training worker
 *     run-numbers/N                       the highest number that a run was called by
 */
export class RunStore {
  private readonly folder: string;
  private pending: Promise<unknown> = Promise.resolve();
  /** Runs of this window that are in training: any other that says so has been interrupted. */
  private readonly unfinished = new Set<string>();
  private readonly numbers: RunNumbers;
  private olderNamed: Promise<void> | null = null;

  constructor(private readonly storage: string) {
    this.folder = joinPath(storage, FOLDER);
    this.numbers = new RunNumbers(joinPath(storage, NUMBERS));
  }

  weightsFolder(id: string): string {
    return joinPath(this.runFolder(id), WEIGHTS);
  }

  /** Reads the summaries, and only where one is missing the whole run. */
  async list(): Promise<RunList> {
    const messages: string[] = [];
    const ids = (await listFolder(this.folder)).filter((id) => ID.test(id));
    this.olderNamed ??= this.nameOlder(ids).catch((error: unknown) => {
      messages.push((error as Error).message);
    });
    await this.olderNamed;
    const found = await Promise.all(ids.map((id) => this.summary(id, messages)));
    const runs = found.filter((run) => run !== null);
    runs.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.startedAt - a.startedAt);
    return { runs, messages };
  }

  /**
   * @throws LabError `input` when there is no such run, or its file cannot be used; a damaged file has
   *   been set aside then
   */
  async open(id: string): Promise<RunRecord> {
    const path = this.file(id, RECORD);
    const bytes = await readIfThere(path);
    if (bytes === null)
      throw new LabError('input', t('There is no run {0} any more: refresh the list of runs.', id));
    const parsed = parseRecord(bytes);
    if (parsed === 'newer') throw new LabError('input', newer(path));
    if (parsed === 'damaged') throw new LabError('input', damaged(await setAside(path)));
    const { config, state } = parsed.value;
    return { config, state: this.settle(id, state) };
  }

  /** Writes a run whole, as it is now. A name or pin that the person has given it meanwhile stays. */
  save(id: string, { config, state }: RunRecord): Promise<void> {
    if (state.status === 'running' || state.status === 'paused') this.unfinished.add(id);
    else this.unfinished.delete(id);
    const record = jsonChunks({ version: VERSION, config, state });
    return this.inTurn(async () => {
      await writeAtomically(this.file(id, RECORD), record);
      const known = await this.readSummary(id);
      const names = isWhole(known) ? known.value : await this.fresh();
      await this.writeSummary(summarize(id, names, { config, state }));
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.change(id, { name });
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.change(id, { pinned });
  }

  /** Deletes the run's folder with its weights, and nothing else. */
  remove(id: string): Promise<void> {
    return this.inTurn(() => removeFolder(this.runFolder(id)));
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
    const { config } = parsed.value;
    const state = settled(parsed.value.state);
    // Its id hangs on nothing but the run: if the editor ends in between, it is not there twice.
    const id = `${newRunId(state.run.startedAt).slice(0, 15)}-imported`;
    await this.save(id, { config, state });
    await removeFile(path);
    return null;
  }

  private async summary(id: string, messages: string[]): Promise<RunSummary | null> {
    try {
      const files = await listFolder(this.runFolder(id));
      // Weights alone: a run that is only just beginning, or whose record was set aside.
      if (!files.includes(RECORD)) return null;
      const parsed = await this.readSummary(id);
      if (isWhole(parsed)) return this.settle(id, parsed.value);
      const path = this.file(id, SUMMARY);
      if (parsed === 'newer') throw new LabError('input', newer(path));
      if (parsed === 'damaged') messages.push(damaged(await setAside(path)));
      return await this.summarizeAnew(id);
    } catch (error) {
      // Whatever is wrong with one run, the others are listed.
      messages.push((error as Error).message);
      return null;
    }
  }

  private async summarizeAnew(id: string): Promise<RunSummary> {
    const record = await this.open(id);
    const summary = summarize(id, await this.fresh(), record);
    await this.inTurn(() => this.writeSummary(summary));
    return summary;
  }

  /** What a run is called until the person says otherwise. */
  private async fresh(): Promise<Pick<RunSummary, 'name' | 'pinned'>> {
    return { name: t('Run {0}', await this.numbers.next()), pinned: false };
  }

  /** The oldest gets the lowest number. */
  private async nameOlder(ids: readonly string[]): Promise<void> {
    const summaries = await Promise.all(ids.map((id) => this.readSummary(id)));
    const older = summaries.flatMap((one) =>
      isWhole(one) && hasNameOfOlderVersion(one.value) ? [one.value] : [],
    );
    older.sort((a, b) => a.startedAt - b.startedAt);
    for (const { id } of older) await this.rename(id, (await this.fresh()).name);
  }

  private async change(id: string, change: Partial<RunSummary>): Promise<void> {
    await this.inTurn(async () => {
      const summary = await this.readSummary(id);
      if (isWhole(summary)) await this.writeSummary({ ...summary.value, ...change });
    });
  }

  private settle<T extends Pick<RunState, 'status'>>(id: string, run: T): T {
    return this.unfinished.has(id) ? run : settled(run);
  }

  /** Null where there is none. */
  private async readSummary(id: string): Promise<Parsed<RunSummary> | null> {
    const bytes = await readIfThere(this.file(id, SUMMARY));
    return bytes === null ? null : parseSummary(id, bytes);
  }

  private writeSummary({ id, ...summary }: RunSummary): Promise<void> {
    return writeAtomically(this.file(id, SUMMARY), jsonChunks({ version: VERSION, ...summary }));
  }

  /** Writes follow one another; one that fails does not keep the next from its turn. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.pending.then(work);
    this.pending = result.catch(() => undefined);
    return result;
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
  try {
    return await readBytes(path);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
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
