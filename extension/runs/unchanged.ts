import { modifiedAtSoon } from '../platform/files';

/**
 * Milliseconds in which a folder may change again without its time telling, as file systems count in steps: those of
 * FAT are the longest.
 */
const LONGEST_STEP = 3_000;

interface Entry<T> {
  /** When the folder had changed last, by its file system. */
  readonly changed: number;
  /** When that was first seen, by a clock that nobody sets. */
  readonly since: number;
  /** Absent until it was read so long after the change that no later one can have the same time. */
  readonly value?: T;
}

/**
 * What folders hold, read again only where they have changed: a file that is made, deleted or replaced gives its
 * folder a new time. Files that are written in their place do not, and no window writes one so.
 */
export class Unchanged<T> {
  private readonly entries = new Map<string, Entry<T>>();

  /** @param read is given up to, with its error, where the folder has changed */
  async get(id: string, folder: string, read: () => Promise<T>): Promise<T> {
    const changed = await modifiedAtSoon(folder);
    const now = performance.now();
    const known = this.entries.get(id);
    if (changed === null) return read();
    if (known?.changed === changed && known.value !== undefined) return known.value;
    const since = known?.changed === changed ? known.since : now;
    this.entries.set(id, { changed, since });
    const value = await read();
    if (now - since > LONGEST_STEP) this.entries.set(id, { changed, since, value });
    return value;
  }

  /** Forgets all others. */
  keepOnly(ids: readonly string[]): void {
    const kept = new Set(ids);
    for (const id of this.entries.keys()) if (!kept.has(id)) this.entries.delete(id);
  }
}
