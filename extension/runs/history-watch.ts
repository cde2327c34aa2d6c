import { every } from '../platform/every';
import { ensureFolder, joinPath, modifiedAt, touch } from '../platform/files';
import { watchFile } from '../platform/watch';

/** Whoever changes the history touches this file: one watch serves a thousand runs. */
const MARK = 'runs-changed';
/** Milliseconds between two looks, where no watch tells and for processes that end without a word. */
const POLL_INTERVAL = 1_000;
/** Milliseconds in which several changes are one. */
const DEBOUNCE = 100;

/** Tells every window's changes of the history to every window. */
export class HistoryWatch {
  private readonly mark: string;

  constructor(private readonly storage: string) {
    this.mark = joinPath(storage, MARK);
  }

  /** Tells every window that something of the history has changed. */
  async tell(): Promise<void> {
    // The change itself is on disk; where it cannot be told, others see it when they look next.
    await touch(this.mark).catch(() => undefined);
  }

  /**
   * Calls back within about a second of a change, also of one that this window made.
   * @param hasLost whether something that was known has changed and nobody was left to tell
   * @returns how to end that
   */
  async start(onChange: () => void, hasLost: () => Promise<boolean>): Promise<() => void> {
    await ensureFolder(this.storage).catch(() => undefined);
    let seen = await modifiedAt(this.mark);
    let debounced: ReturnType<typeof setTimeout> | undefined;
    let looking = false;
    const changed = (): void => {
      debounced ??= setTimeout(() => {
        debounced = undefined;
        onChange();
      }, DEBOUNCE);
    };
    const look = async (): Promise<void> => {
      if (looking) return;
      looking = true;
      const now = await modifiedAt(this.mark);
      if (now !== seen || (await hasLost())) changed();
      seen = now;
      looking = false;
    };
    const unwatch = watchFile(this.storage, MARK, () => void look());
    const end = every(POLL_INTERVAL, () => void look());
    return () => {
      unwatch();
      end();
      clearTimeout(debounced);
    };
  }
}
